import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { HarmContextEnum, ReferralDecisionEnum, type HarmContext, type ReferralDecision } from './referral';
import { ChallengeOutcomeEnum, type ChallengeOutcome } from './referral-challenge';

@InputType()
export class SubmitReferralInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => ID, { description: 'The council that is asked.' })
  council!: string;

  @Field(() => [HarmContextEnum])
  harmContexts!: HarmContext[];

  @Field(() => [String], { description: 'Codes of the signs of exploitation, M1 to N1.' })
  indicators!: string[];

  @Field(() => String)
  concerns!: string;
}

@InputType()
export class DecideReferralInput {
  @Field(() => ID)
  referralId!: string;

  @Field(() => ReferralDecisionEnum)
  decision!: ReferralDecision;

  @Field(() => String, {
    nullable: true,
    description: 'The code of a refusal\u2019s reason, R01 to R16 or R99: NO_FURTHER_ACTION and ADVICE need one.',
  })
  reason!: string | null;

  @Field(() => String)
  rationale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What is offered instead. A refusal needs it; with R12 it says which information is asked for.',
  })
  stepDown!: string | null;

  @Field(() => ID, { nullable: true, description: 'With R08: the council that is responsible.' })
  otherAuthority!: string | null;

  @Field(() => String, { nullable: true, description: 'With R08: the receipt that this council gave for the child.' })
  otherAuthorityReceipt!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'With R10: the open episode or referral of the child; with R11: the referral that this one repeats.',
  })
  linkedEpisode!: string | null;
}

@ArgsType()
export class ChallengeReferralArguments {
  @Field(() => ID)
  referralId!: string;

  @Field(() => String)
  argument!: string;

  @Field(() => ID)
  idempotencyKey!: string;
}

@ArgsType()
export class AnswerChallengeArguments {
  @Field(() => ID)
  challengeId!: string;

  @Field(() => ChallengeOutcomeEnum, { description: 'UPHELD or OVERTURNED.' })
  outcome!: ChallengeOutcome;

  @Field(() => String)
  answer!: string;

  @Field(() => ID)
  idempotencyKey!: string;
}
