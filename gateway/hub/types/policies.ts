import { Field, ID, Int, ObjectType } from 'type-graphql';
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
import { type PolicyStatus } from '../policy-ports';
import { Organisation } from './directory';
import {
  AgencyEnum,
  AreaScopeEnum,
  ConcernLevelEnum,
  ConsentGateEnum,
  DataCategoryEnum,
  DisclosureLevelEnum,
  HandlingEnum,
  ObligationEnum,
  PolicyStatusEnum,
  PurposeEnum,
  RelationshipEnum,
  RoleEnum,
  RuleKindEnum,
} from './enums';
import { DateScalar, DateTimeScalar } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'Completed years, both ends included.' })
export class AgeRange {
  @Field(() => Int, { nullable: true })
  from: number | null;

  @Field(() => Int, { nullable: true })
  to: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'One line of an owner\u2019s policy. An empty list matches everything.',
})
export class PolicyRule {
  @Field(() => ID)
  id: string;

  @Field(() => RuleKindEnum)
  kind: RuleKind;

  @Field(() => [DataCategoryEnum])
  categories: readonly DataCategory[];

  @Field(() => [AgencyEnum])
  agencies: readonly Agency[];

  @Field(() => [ID])
  organisations: readonly string[];

  @Field(() => [RoleEnum])
  roles: readonly Role[];

  @Field(() => [PurposeEnum])
  purposes: readonly Purpose[];

  @Field(() => AreaScopeEnum)
  areas: AreaScope;

  @Field(() => DisclosureLevelEnum)
  level: DisclosureLevel;

  @Field(() => ConsentGateEnum)
  consent: ConsentGate;

  @Field(() => RelationshipEnum)
  minimumRelationship: Relationship;

  @Field(() => ConcernLevelEnum)
  minimumConcern: ConcernLevel;

  @Field(() => AgeRange, { nullable: true })
  ages: AgeRange | null;

  @Field(() => HandlingEnum)
  maximumHandling: Handling;

  @Field(() => ID, { nullable: true })
  lawfulBasis: string | null;

  @Field(() => [ObligationEnum])
  obligations: readonly Obligation[];

  @Field(() => DateScalar, { nullable: true })
  validFrom: string | null;

  @Field(() => DateScalar, { nullable: true })
  validTo: string | null;

  @Field(() => String, { nullable: true })
  note: string | null;
}

@ObjectType({ simpleResolvers: true })
export class PolicyVersion {
  @Field(() => ID)
  id: string;

  @Field(() => Organisation)
  owner: Organisation;

  @Field(() => PolicyStatusEnum)
  status: PolicyStatus;

  @Field(() => [PolicyRule])
  rules: readonly PolicyRule[];

  @Field(() => ID, { nullable: true })
  parent: string | null;

  @Field(() => String)
  author: string;

  @Field(() => String, { nullable: true })
  approvedBy: string | null;

  @Field(() => String, { description: 'SHA-256 of the rules, in hex.' })
  hash: string;

  @Field(() => DateTimeScalar, { nullable: true })
  effectiveFrom: Date | null;

  @Field(() => DateTimeScalar)
  createdAt: Date;

  @Field(() => String, { nullable: true })
  note: string | null;

  @Field(() => String, { nullable: true, description: 'Who rejected it.' })
  rejectedBy: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was rejected.' })
  rejection: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Of an emergency tightening: when it ends unless another officer approves it.',
  })
  revertsAt: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What the law says that a sharing can rest on, and from when to when.',
})
export class LawfulBasis {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  title: string;

  @Field(() => String, { nullable: true })
  article6: string | null;

  @Field(() => String, { nullable: true })
  article9: string | null;

  @Field(() => String, { nullable: true })
  schedule: string | null;

  @Field(() => String, { nullable: true })
  statute: string | null;

  @Field(() => DateScalar, { nullable: true })
  validFrom: string | null;

  @Field(() => DateScalar, { nullable: true })
  validTo: string | null;
}
