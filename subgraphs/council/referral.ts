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

  @Column('timestamptz')
  clockDueAt!: Date;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  get times(): ClockTimes {
    const { receivedAt: startedAt, clockDueAt: dueAt, clockStoppedAt: stoppedAt, clockCalendar: calendar } = this;
    return { rule: 'REFERRAL_DECISION', startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Runs from the receipt until the referrer is told.' })
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

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

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
