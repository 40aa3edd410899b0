import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Organisation } from './directory';
import { BasisChangeStatusEnum } from './enums';
import { LawfulBasis } from './policies';
import { DateScalar, DateTimeScalar } from './scalars';

@InputType({ description: 'What an entry of the table of lawful bases shall say: all of it, also what stays.' })
export class LawfulBasisInput {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  title: string;

  @Field(() => String, { nullable: true })
  article6?: string | null;

  @Field(() => String, { nullable: true })
  article9?: string | null;

  @Field(() => String, { nullable: true })
  schedule?: string | null;

  @Field(() => String, { nullable: true })
  statute?: string | null;

  @Field(() => DateScalar, { description: 'The first day on which it carries a sharing.' })
  validFrom: string;

  @Field(() => DateScalar, { nullable: true, description: 'The last day; what rests on it ends with it.' })
  validTo?: string | null;

  @Field(() => String, { description: 'Why: for whoever decides about the change.' })
  note: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A change of the table of lawful bases, by data officers of two organisations.',
})
export class LawfulBasisChange {
  @Field(() => ID)
  id: string;

  @Field(() => BasisChangeStatusEnum)
  status: 'DRAFT' | 'ACTIVE' | 'REJECTED';

  @Field(() => LawfulBasis, { description: 'What the entry shall say.' })
  proposed: LawfulBasis;

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
