import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes } from '../kit/value-types';
import { NRM_STAGES, type NrmStage } from './nrm-stages';

/** The target from entering REASONABLE_GROUNDS_PENDING to the decision. */
export const NRM_CLOCK = 'NRM_REASONABLE_GROUNDS';

export const NrmStageEnum = graphqlEnum('NrmStage', NRM_STAGES);

@Entity('nrm_referrals')
@RecordType('EXPLOITATION', 'A referral to the National Referral Mechanism and how far it has come.')
export class NrmReferral extends RecordEntity {
  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => NrmStageEnum, { nullable: true })
  @Column('text')
  stage!: NrmStage;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'Who decides on the referral.' })
  @Column('text', { nullable: true })
  competentAuthority!: string | null;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  referredAt!: Date | null;

  @Classified('EXPLOITATION', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  narrative!: string | null;

  @Column('timestamptz', { nullable: true })
  clockStartedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  clockDueAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  get times(): ClockTimes {
    const { clockStartedAt: startedAt, clockDueAt: dueAt, clockStoppedAt: stoppedAt, clockCalendar: calendar } = this;
    return { rule: NRM_CLOCK, startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Runs while the decision on reasonable grounds is pending.' })
  clock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'A child’s consent is not needed; an adult’s is.' })
  @Column('boolean', { nullable: true })
  consentGiven!: boolean | null;

  @Classified('EXPLOITATION', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  consentEvidence!: string | null;

  /** The negative decision that is being, or was last, reconsidered. */
  @Column('text', { nullable: true })
  reconsideredStage!: NrmStage | null;
}
