import { Ctx, Field, Int } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes } from '../kit/value-types';

export const CHALLENGE_OUTCOMES = ['PENDING', 'UPHELD', 'OVERTURNED', 'ESCALATED'] as const;
export type ChallengeOutcome = (typeof CHALLENGE_OUTCOMES)[number];
export const ChallengeOutcomeEnum = graphqlEnum('ChallengeOutcome', CHALLENGE_OUTCOMES);

@Entity('referral_challenges')
@RecordType('REFERRAL', "A referrer's challenge to a decision, one step of the escalation ladder.")
export class ReferralChallenge extends RecordEntity {
  @Column('text')
  referralId!: string;

  @Column('text')
  clockRule!: string;

  @Column('timestamptz')
  clockDueAt!: Date;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Int, { nullable: true, description: '1 to 3.' })
  @Column('integer')
  step!: number;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  raisedAt!: Date;

  get times(): ClockTimes {
    const {
      clockRule: rule,
      raisedAt: startedAt,
      clockDueAt: dueAt,
      clockStoppedAt: stoppedAt,
      clockCalendar: calendar,
    } = this;
    return { rule, startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Stops with the answer.' })
  clock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ChallengeOutcomeEnum, { nullable: true })
  @Column('text')
  outcome!: ChallengeOutcome;

  /** The token's subjects of who challenged and who answered; null: the time ran out, or the record was loaded. */
  @Column('text', { nullable: true })
  raisedBySubject!: string | null;

  @Column('text', { nullable: true })
  answeredBySubject!: string | null;

  @Classified('REFERRAL', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  argument!: string | null;

  @Classified('REFERRAL', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  answer!: string | null;
}
