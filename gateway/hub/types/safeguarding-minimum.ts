import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { type ConcernLevel, type DataCategory, type DisclosureLevel, type Purpose } from '../../../schema/vocabulary';
import { Organisation } from './directory';
import { BasisChangeStatusEnum, ConcernLevelEnum, DataCategoryEnum, DisclosureLevelEnum, PurposeEnum } from './enums';
import { DateScalar, DateTimeScalar } from './scalars';

@ObjectType({ simpleResolvers: true })
export class MinimumLevel {
  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What every owner shares about a child at risk, whatever the consent. It never beats a cap.',
})
export class SafeguardingMinimum {
  @Field(() => ID)
  id: string;

  @Field(() => ConcernLevelEnum, { description: 'From this concern on.' })
  minimumConcern: ConcernLevel;

  @Field(() => [PurposeEnum])
  purposes: readonly Purpose[];

  @Field(() => [MinimumLevel])
  levels: readonly MinimumLevel[];

  @Field(() => DateScalar, { nullable: true })
  validFrom: string | null;

  @Field(() => DateScalar, { nullable: true })
  validTo: string | null;
}

@InputType()
export class MinimumLevelInput {
  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;
}

@InputType({ description: 'What the safeguarding minimum shall be on the days from validFrom to validTo: all of it.' })
export class SafeguardingMinimumInput {
  @Field(() => ConcernLevelEnum, { description: 'CONCERN or higher.' })
  minimumConcern: ConcernLevel;

  @Field(() => [PurposeEnum])
  purposes: readonly Purpose[];

  @Field(() => [MinimumLevelInput])
  levels: readonly MinimumLevelInput[];

  @Field(() => DateScalar, { description: 'The first day, in London: today or one to come, also when it is approved.' })
  validFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day; after it holds again what would have held without this.',
  })
  validTo?: string | null;

  @Field(() => String, { description: 'Why: for whoever decides about the change.' })
  note: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A change of the safeguarding minimum, by data officers of two organisations.',
})
export class SafeguardingMinimumChange {
  @Field(() => ID)
  id: string;

  @Field(() => BasisChangeStatusEnum)
  status: 'DRAFT' | 'ACTIVE' | 'REJECTED';

  @Field(() => SafeguardingMinimum, { description: 'What the minimum shall be.' })
  proposed: SafeguardingMinimum;

  @Field(() => Organisation, { description: 'Whose data officer drafted it.' })
  draftedBy: Organisation;

  @Field(() => Organisation, { nullable: true, description: 'Whose data officer approved or rejected it.' })
  decidedBy: Organisation | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => String)
  note: string;

  @Field(() => DateTimeScalar)
  createdAt: Date;
}
