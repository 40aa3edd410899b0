import { Field, ID, InputType, Int } from 'type-graphql';
import {
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type Handling,
  type Purpose,
  type Relationship,
  type Role,
} from '../../../schema/vocabulary';
import { type ConsentGiver, type DisclosureOutcome } from '../ports';
import {
  AgencyEnum,
  ConcernLevelEnum,
  ConsentGiverEnum,
  ConsentStateEnum,
  DataCategoryEnum,
  DisclosureOutcomeEnum,
  HandlingEnum,
  PurposeEnum,
  RelationshipEnum,
  RoleEnum,
} from './enums';
import { DateScalar, DateTimeScalar } from './scalars';

@InputType({ description: 'Reference, or NHS number, or exact given name, family name and date of birth together.' })
export class FindChildrenInput {
  @Field(() => String, { nullable: true })
  givenName?: string | null;

  @Field(() => String, { nullable: true })
  familyName?: string | null;

  @Field(() => DateScalar, { nullable: true })
  dateOfBirth?: string | null;

  @Field(() => String, { nullable: true })
  postcode?: string | null;

  @Field(() => String, { nullable: true })
  nhsNumber?: string | null;

  @Field(() => String, { nullable: true })
  reference?: string | null;
}

@InputType()
export class RegisterChildInput {
  @Field(() => String, { description: 'The organisation\u2019s own reference of the child.' })
  reference: string;

  @Field(() => String)
  givenName: string;

  @Field(() => String)
  familyName: string;

  @Field(() => DateScalar)
  dateOfBirth: string;

  @Field(() => String, { nullable: true })
  postcode?: string | null;

  @Field(() => String, { nullable: true })
  nhsNumber?: string | null;
}

@InputType()
export class RecordConsentInput {
  @Field(() => ID)
  childId: string;

  @Field(() => [DataCategoryEnum])
  categories: DataCategory[];

  @Field(() => [AgencyEnum])
  recipients: Agency[];

  @Field(() => ConsentStateEnum)
  state: ConsentState;

  @Field(() => ConsentGiverEnum)
  givenBy: ConsentGiver;

  @Field(() => String, { description: 'Why this person could decide: aged 16 or 17, Gillick-assessed, parent.' })
  capacity: string;

  @Field(() => String, { nullable: true })
  evidence?: string | null;

  @Field(() => DateScalar, { nullable: true })
  validTo?: string | null;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

@InputType()
export class ExplainInput {
  @Field(() => ID)
  childId: string;

  @Field(() => ID, { description: 'The organisation that would ask.' })
  recipient: string;

  @Field(() => RoleEnum)
  role: Role;

  @Field(() => PurposeEnum)
  purpose: Purpose;

  @Field(() => ID, { nullable: true, description: 'A version of the own policy instead of the active one.' })
  version?: string | null;

  @Field(() => RelationshipEnum, { nullable: true, description: 'Supposed of the recipient and the child; else NONE.' })
  relationship?: Relationship | null;

  @Field(() => ConcernLevelEnum, { nullable: true, description: 'Supposed of the child; else NOT_RECORDED.' })
  concern?: ConcernLevel | null;

  @Field(() => ConsentStateEnum, {
    nullable: true,
    description: 'Supposed of every category, for the recipient\u2019s agency; else NOT_SOUGHT.',
  })
  consent?: ConsentState | null;

  @Field(() => HandlingEnum, { nullable: true, description: 'Supposed of the records; else OPEN.' })
  handling?: Handling | null;

  @Field(() => Int, { nullable: true, description: 'Supposed of the child, in completed years; else not known.' })
  age?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a justification is supposed to be given; else not.' })
  justified?: boolean | null;
}

@InputType()
export class DisclosureFilter {
  @Field(() => ID, { nullable: true })
  childId?: string | null;

  @Field(() => ID, { nullable: true })
  owner?: string | null;

  @Field(() => ID, { nullable: true })
  recipient?: string | null;

  @Field(() => DataCategoryEnum, { nullable: true })
  category?: DataCategory | null;

  @Field(() => DisclosureOutcomeEnum, { nullable: true })
  outcome?: DisclosureOutcome | null;

  @Field(() => Boolean, { nullable: true })
  breakGlass?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true })
  from?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  to?: string | null;
}
