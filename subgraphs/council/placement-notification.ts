import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { Classified, Public } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes, Organisation } from '../kit/value-types';
import { Child } from './child';
import { Placement } from './placement';

@Entity('placement_notifications')
@RecordType('PLACEMENT', 'The word sent to a host council or force that a child was placed there, and its receipt.')
export class PlacementNotification extends RecordEntity {
  @Column('text')
  placementId!: string;

  @Column('text')
  recipientId!: string;

  @Column('text')
  clockRule!: string;

  @Column('timestamptz')
  clockStartedAt!: Date;

  @Column('timestamptz')
  clockDueAt!: Date;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  @Classified('PLACEMENT', 'EXISTENCE')
  @Field(() => Placement, { nullable: true })
  placement(@Ctx() { loaders }: SubgraphContext): Promise<Placement | null> {
    return loaders.row(Placement).load(this.placementId);
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Organisation, { nullable: true })
  get recipient(): Organisation {
    return { id: this.recipientId };
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  sentAt!: Date;

  get times(): ClockTimes {
    const {
      clockRule: rule,
      clockStartedAt: startedAt,
      clockDueAt: dueAt,
      clockStoppedAt: stoppedAt,
      clockCalendar: calendar,
    } = this;
    return { rule, startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Stops with the acknowledgement.' })
  clock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  acknowledgedAt!: Date | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  acknowledgedBy!: string | null;

  @Public()
  @Field(() => Child)
  get child(): Child {
    return { id: this.subjectId };
  }
}
