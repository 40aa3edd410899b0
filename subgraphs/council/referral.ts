import { Ctx, Field, Int } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { graphqlEnum } from '../kit/enums';
import { Classified, Public } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes, Organisation } from '../kit/value-types';
import { Child } from './child';
import { REFUSAL_REASONS } from './codes/refusal-reasons';
import { ReferralReason } from './referral-reason';

export const HARM_CONTEXTS = ['INTRA_FAMILIAL', 'EXTRA_FAMILIAL', 'ONLINE'] as const;
export type HarmContext = (typeof HARM_CONTEXTS)[number];
export const HarmContextEnum = graphqlEnum('HarmContext', HARM_CONTEXTS);

export const REFERRAL_STATUSES = [
  'RECEIVED',
  'INFORMATION_REQUESTED',
  'DECIDED',
  'CHALLENGED',
  'ESCALATED',
  'CLOSED',
] as const;
export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];
export const ReferralStatusEnum = graphqlEnum('ReferralStatus', REFERRAL_STATUSES);

export const REFERRAL_DECISIONS = [
  'NO_FURTHER_ACTION',
  'ADVICE',
  'EARLY_HELP',
  'CHILD_IN_NEED_ASSESSMENT',
  'SECTION_47_ENQUIRY',
] as const;
export type ReferralDecision = (typeof REFERRAL_DECISIONS)[number];

/** Decisions that leave the child without an assessment: each needs a reason. */
const REFUSALS: ReadonlySet<ReferralDecision> = new Set<ReferralDecision>(['NO_FURTHER_ACTION', 'ADVICE']);

export function isRefusal(decision: ReferralDecision | null): boolean {
  return decision !== null && REFUSALS.has(decision);
}

export const ReferralDecisionEnum = graphqlEnum('ReferralDecision', REFERRAL_DECISIONS);

@Entity('referrals')
@RecordType('REFERRAL', 'A referral to a council, the clock of its decision, and the decision with its reason.')
export class Referral extends RecordEntity {
  @Public()
  @Field(() => Child)
  get child(): Child {
    return { id: this.subjectId };
  }

  @Column('text', { nullable: true })
  referrerId!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Organisation, { nullable: true })
  get referrer(): Organisation | null {
    return this.referrerId === null ? null : { id: this.referrerId };
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'Referral source, children-in-need census code.' })
  @Column('text')
  source!: string;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => [HarmContextEnum], { nullable: true })
  @Column('text', { array: true })
  harmContexts!: HarmContext[];

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  receivedAt!: Date;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => [String], { nullable: true, description: 'Codes of the signs of exploitation that the referrer saw.' })
  @Column('text', { array: true, nullable: true })
  indicators!: string[] | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => String, {
    nullable: true,
    description: 'The council\u2019s signed receipt (RFC 7515, compact): what was received from whom, and when.',
  })
  @Column('text', { nullable: true })
  receipt!: string | null;

  /** When a decision that was overturned started the clock anew; null: it runs from the receipt. */
  @Column('timestamptz', { nullable: true })
  clockStartedAt!: Date | null;

  @Column('timestamptz')
  clockDueAt!: Date;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  get times(): ClockTimes {
    const { clockDueAt: dueAt, clockStoppedAt: stoppedAt, clockCalendar: calendar } = this;
    const startedAt = this.clockStartedAt ?? this.receivedAt;
    return { rule: 'REFERRAL_DECISION', startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Clock, {
    nullable: true,
    description: 'Runs from the receipt, or from an overturned refusal, until the referrer is told.',
  })
  decisionClock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ReferralStatusEnum, { nullable: true })
  @Column('text')
  status!: ReferralStatus;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ReferralDecisionEnum, { nullable: true })
  @Column('text', { nullable: true })
  decision!: ReferralDecision | null;

  @Column('text', { nullable: true })
  reasonCode!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ReferralReason, { nullable: true })
  get reason(): ReferralReason | null {
    return this.reasonCode === null ? null : (REFUSAL_REASONS.get(this.reasonCode) ?? null);
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  decidedBy!: string | null;

  /** The token's subject of who decided: nobody answers a challenge of the own decision. */
  @Column('text', { nullable: true })
  decidedBySubject!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'What a refusal offers in the place of what was asked for.' })
  @Column('text', { nullable: true })
  stepDown!: string | null;

  @Column('text', { nullable: true })
  otherAuthorityId!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Organisation, { nullable: true, description: 'The council that a refusal names as responsible.' })
  get otherAuthority(): Organisation | null {
    return this.otherAuthorityId === null ? null : { id: this.otherAuthorityId };
  }

  @Classified('REFERRAL', 'FULL')
  @Field(() => String, { nullable: true, description: 'The receipt of the council that is named as responsible.' })
  @Column('text', { nullable: true })
  otherAuthorityReceipt!: string | null;

  /** The open record, or the referral that this one repeats, on which a refusal rests. */
  @Column('text', { nullable: true })
  linkedRecordId!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Int, {
    nullable: true,
    description:
      '0 accepted in time, 1 late, 2 asked twice or more, 3 accepted on challenge, 4 refused twice or unanswered.',
  })
  @Column('integer', { nullable: true })
  resistance!: number | null;

  @Classified('REFERRAL', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  concerns!: string | null;

  @Classified('REFERRAL', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  rationale!: string | null;
}
