import { Directive, Field, ID, ObjectType } from 'type-graphql';
import {
  type DataCategory,
  type DisclosureLevel,
  type Purpose,
  type Role,
  type WithheldReason,
} from '../../../schema/vocabulary';
import { type DisclosureOutcome } from '../ports';
import { Child } from './child';
import { Contact, Organisation } from './directory';
import {
  DataCategoryEnum,
  DisclosureLevelEnum,
  DisclosureOutcomeEnum,
  PurposeEnum,
  RoleEnum,
  WithheldReasonEnum,
} from './enums';
import { DateTimeScalar } from './scalars';

@ObjectType({
  simpleResolvers: true,
  description: 'What one owner lets somebody see of one category, and why not more.',
})
export class SharingDecision {
  @Field(() => Organisation)
  owner: Organisation;

  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;

  @Field(() => WithheldReasonEnum, { nullable: true })
  reason: WithheldReason | null;

  @Field(() => Contact, { nullable: true })
  contact: Contact | null;

  @Field(() => Boolean)
  breakGlass: boolean;

  @Field(() => [ID], {
    nullable: true,
    description: 'The own rules that determine it: in `explain`, for the owner\u2019s data officers; null elsewhere.',
  })
  rules: readonly string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'A line of the audit log: what was decided for whom, about what.' })
export class Disclosure {
  @Field(() => ID)
  id: string;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => Organisation)
  recipient: Organisation;

  @Field(() => RoleEnum)
  role: Role;

  @Field(() => String, { nullable: true })
  person: string | null;

  @Field(() => PurposeEnum, {
    description: 'The purpose that was declared; OVERSIGHT stands for none, which `declaredPurpose` tells apart.',
  })
  purpose: Purpose;

  @Field(() => PurposeEnum, { nullable: true, description: 'The purpose that was declared, null when none was.' })
  declaredPurpose: Purpose | null;

  @Field(() => String, { nullable: true })
  justification: string | null;

  @Field(() => Organisation)
  owner: Organisation;

  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;

  @Field(() => DisclosureOutcomeEnum)
  outcome: DisclosureOutcome;

  @Field(() => WithheldReasonEnum, { nullable: true })
  reason: WithheldReason | null;

  @Field(() => ID)
  policyVersion: string;

  @Field(() => Boolean)
  breakGlass: boolean;

  @Field(() => Boolean, { description: 'The owner\u2019s policy asks that the owner be told of this disclosure.' })
  notifyOwner: boolean;

  @Field(() => Child, { nullable: true })
  child: Child | null;
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => String, { nullable: true })
  endCursor: string | null;

  @Field(() => Boolean)
  hasNextPage: boolean;
}

@ObjectType({ simpleResolvers: true })
export class DisclosureConnection {
  @Field(() => [Disclosure])
  nodes: Disclosure[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;

  @Field(() => WithheldReasonEnum, { nullable: true, description: 'Why nothing of this log is shown to the caller.' })
  reason: WithheldReason | null;

  @Field(() => Boolean, {
    description:
      'Owners may hold lines back from a child\u2019s advocate for a time. True for every advocate, whether or not any are ' +
      'held back; false for everybody else, from whom none are.',
  })
  mayBeIncomplete: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Lines about the own organisation\u2019s data that are kept out of a child\u2019s own log for a time.',
})
export class ChildLogHold {
  @Field(() => ID)
  id: string;

  @Field(() => Child)
  child: Child;

  @Field(() => Organisation)
  recipient: Organisation;

  @Field(() => DateTimeScalar)
  until: Date;

  @Field(() => String)
  reason: string;
}
