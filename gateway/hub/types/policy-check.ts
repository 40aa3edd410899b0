import { Field, ID, Int, ObjectType } from 'type-graphql';
import { type DataCategory, type DisclosureLevel, type Role } from '../../../schema/vocabulary';
import { Organisation } from './directory';
import { DataCategoryEnum, DisclosureLevelEnum, FindingSeverityEnum, RoleEnum } from './enums';
import { Figure } from './figure';

@ObjectType({ simpleResolvers: true, description: 'Something that the proofs found.' })
export class PolicyFinding {
  @Field(() => String, { description: 'P1 to P12, CONFLICT, GAP or LIMIT.' })
  property: string;

  @Field(() => FindingSeverityEnum, { description: 'An ERROR stops submission.' })
  severity: 'ERROR' | 'WARNING' | 'INFORMATION';

  @Field(() => String)
  message: string;

  @Field(() => [ID], { description: 'The rules that it is about.' })
  rules: readonly string[];

  @Field(() => String, { nullable: true, description: 'A case in which it shows, in words.' })
  example: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What the proofs say of a version, over every case that it can meet.',
})
export class PolicyCheck {
  @Field(() => Boolean, { description: 'Whether there is no ERROR.' })
  proved: boolean;

  @Field(() => [PolicyFinding])
  findings: readonly PolicyFinding[];

  @Field(() => Int, { description: 'Cases looked at.' })
  cells: number;

  @Field(() => Int)
  milliseconds: number;
}

@ObjectType({ simpleResolvers: true, description: 'Disclosures of one kind that would come out otherwise.' })
export class ImpactLine {
  @Field(() => Organisation)
  recipient: Organisation;

  @Field(() => RoleEnum)
  role: Role;

  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DisclosureLevelEnum)
  from: DisclosureLevel;

  @Field(() => DisclosureLevelEnum)
  to: DisclosureLevel;

  @Field(() => Figure)
  children: Figure;

  @Field(() => Int, { description: '0 where `children` is suppressed.' })
  people: number;

  @Field(() => Int, { description: '0 where `children` is suppressed.' })
  disclosures: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a version would have changed about disclosures on the log.' })
export class PolicyImpact {
  @Field(() => Int, { description: 'Cases of which the version decides otherwise than the one in force.' })
  cellsChanged: number;

  @Field(() => Int)
  disclosuresReplayed: number;

  @Field(() => [ImpactLine])
  gains: readonly ImpactLine[];

  @Field(() => [ImpactLine])
  losses: readonly ImpactLine[];
}
