import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes } from '../kit/value-types';

@Entity('return_home_interviews')
@RecordType('MISSING', 'The conversation that a council owes a child who was missing, within 72 hours of the return.')
export class ReturnHomeInterview extends RecordEntity {
  /** The missing episode, by the id that the police gave it. */
  @Column('text')
  episodeId!: string;

  /** When it was opened here; null for one that was loaded. */
  @Column('timestamptz', { nullable: true })
  openedAt!: Date | null;

  /** When the hub told the council that it owes this one; null where the council opened it of its own accord, or loaded it. */
  @Column('timestamptz', { nullable: true })
  owedSince!: Date | null;

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
    return { rule: 'RETURN_HOME_INTERVIEW', startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('MISSING', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Runs from the return; null until the child is back.' })
  clock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }

  @Classified('MISSING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  offeredAt!: Date | null;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => Boolean, { nullable: true })
  @Column('boolean', { nullable: true })
  accepted!: boolean | null;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  completedAt!: Date | null;

  @Classified('MISSING', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  notes!: string | null;
}
