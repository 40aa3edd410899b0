import { Field, ID, InputType, Int } from 'type-graphql';
import {
  type Agency,
  type ConcernLevel,
  type DataCategory,
  type DisclosureLevel,
  type Handling,
  type Purpose,
  type Relationship,
  type Role,
} from '../../../schema/vocabulary';
import { type AreaScope, type ConsentGate, type Obligation, type RuleKind } from '../../policy/rule';
import {
  AgencyEnum,
  AreaScopeEnum,
  ConcernLevelEnum,
  ConsentGateEnum,
  DataCategoryEnum,
  DisclosureLevelEnum,
  HandlingEnum,
  ObligationEnum,
  PurposeEnum,
  RelationshipEnum,
  RoleEnum,
  RuleKindEnum,
} from './enums';
import { DateScalar } from './scalars';

@InputType({ description: 'Completed years, both ends included.' })
export class AgeRangeInput {
  @Field(() => Int, { nullable: true })
  from?: number | null;

  @Field(() => Int, { nullable: true })
  to?: number | null;
}

@InputType({ description: 'An empty or absent list matches everything.' })
export class PolicyRuleInput {
  @Field(() => RuleKindEnum)
  kind: RuleKind;

  @Field(() => [DataCategoryEnum])
  categories: DataCategory[];

  @Field(() => [AgencyEnum], { nullable: true })
  agencies?: Agency[] | null;

  @Field(() => [ID], { nullable: true })
  organisations?: string[] | null;

  @Field(() => [RoleEnum], { nullable: true })
  roles?: Role[] | null;

  @Field(() => [PurposeEnum], { nullable: true })
  purposes?: Purpose[] | null;

  @Field(() => AreaScopeEnum, { nullable: true, defaultValue: 'ANY' })
  areas?: AreaScope | null;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;

  @Field(() => ConsentGateEnum, { nullable: true, defaultValue: 'CONSIDER' })
  consent?: ConsentGate | null;

  @Field(() => RelationshipEnum, { nullable: true, description: 'Else INVOLVED for a PERMIT, NONE for a CAP.' })
  minimumRelationship?: Relationship | null;

  @Field(() => ConcernLevelEnum, { nullable: true, defaultValue: 'NOT_RECORDED' })
  minimumConcern?: ConcernLevel | null;

  @Field(() => AgeRangeInput, { nullable: true })
  ages?: AgeRangeInput | null;

  @Field(() => HandlingEnum, { nullable: true, defaultValue: 'OPEN' })
  maximumHandling?: Handling | null;

  @Field(() => ID, { nullable: true, description: 'A PERMIT needs one that is in force and covers its categories.' })
  lawfulBasis?: string | null;

  @Field(() => [ObligationEnum], { nullable: true })
  obligations?: Obligation[] | null;

  @Field(() => DateScalar, { nullable: true })
  validFrom?: string | null;

  @Field(() => DateScalar, { nullable: true })
  validTo?: string | null;

  @Field(() => String, { nullable: true })
  note?: string | null;
}

@InputType()
export class DraftPolicyInput {
  @Field(() => ID)
  owner: string;

  @Field(() => [PolicyRuleInput])
  rules: PolicyRuleInput[];

  @Field(() => String)
  note: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The own version that this one goes back to or on from; else the active one.',
  })
  parent?: string | null;
}
