import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { CHANGE_REASONS } from './codes/change-reasons';
import type { Code } from './codes/code';
import { INDICATORS } from './codes/indicators';
import { PLACEMENT_TYPES } from './codes/placement-types';
import { REFERRAL_SOURCES } from './codes/referral-sources';
import { REFUSAL_REASONS } from './codes/refusal-reasons';
import { ASSESSMENT_FACTORS, LEGAL_STATUSES, NEED_CODES } from './codes/social-care-codes';
import { ReferralReason } from './referral-reason';

@ObjectType({ description: 'A coded value, and what it stands for.', simpleResolvers: true })
export class CodeMeaning {
  @Field(() => String, {
    description: 'INDICATOR, NEED, ASSESSMENT_FACTOR, LEGAL_STATUS, PLACEMENT_TYPE, CHANGE_REASON or REFERRAL_SOURCE.',
  })
  list!: string;

  @Field(() => String)
  code!: string;

  @Field(() => String)
  title!: string;
}

const LISTS: readonly (readonly [string, ReadonlyMap<string, Code>])[] = [
  ['INDICATOR', INDICATORS],
  ['NEED', NEED_CODES],
  ['ASSESSMENT_FACTOR', ASSESSMENT_FACTORS],
  ['LEGAL_STATUS', LEGAL_STATUSES],
  ['PLACEMENT_TYPE', PLACEMENT_TYPES],
  ['CHANGE_REASON', CHANGE_REASONS],
  ['REFERRAL_SOURCE', REFERRAL_SOURCES],
];

const MEANINGS = LISTS.flatMap(([list, codes]) =>
  [...codes.values()].map(({ code, title }) => ({ list, code, title })),
);

/** What the codes of records stand for, so that a client can say them in words. */
@Resolver()
export class CodeReferenceResolver {
  @Query(() => [ReferralReason], { description: 'The coded reasons that a refusal of a referral can have, by code.' })
  referralReasons(): ReferralReason[] {
    return [...REFUSAL_REASONS.values()];
  }

  @Query(() => [CodeMeaning], { description: 'What the codes in records stand for, list by list.' })
  codes(): CodeMeaning[] {
    return MEANINGS;
  }
}
