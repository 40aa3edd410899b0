import { Ctx, Field, Int } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { graphqlEnum } from '../kit/enums';
import { Classified, Public } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, type ClockTimes, Organisation } from '../kit/value-types';
import { Child } from './child';
import { CouncilProfile } from './council-profile';
import { Placement } from './placement';

export const PLACEMENT_CHANGES = ['STARTED', 'ENDED'] as const;
export type PlacementChange = (typeof PLACEMENT_CHANGES)[number];
export const PlacementChangeEnum = graphqlEnum('PlacementChange', PLACEMENT_CHANGES);

const PROFILES: ListOf<CouncilProfile> = { entity: CouncilProfile, by: 'subjectId', newestFirst: 'updatedAt' };

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

  @Column('text', { nullable: true })
  noticeRule!: string | null;

  @Column('timestamptz', { nullable: true })
  noticeStartedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  noticeDueAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  noticeStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  noticeCalendar!: string | null;

  @Classified('PLACEMENT', 'EXISTENCE')
  @Field(() => Placement, { nullable: true })
  placement(@Ctx() { loaders }: SubgraphContext): Promise<Placement | null> {
    return loaders.row(Placement).load(this.placementId);
  }

  @Classified('IDENTITY', 'EXISTENCE')
  @Field(() => CouncilProfile, { nullable: true, description: 'Who the child is, as the placing council knows them.' })
  async profile(@Ctx() { loaders }: SubgraphContext): Promise<CouncilProfile | null> {
    const profiles = await loaders.list(PROFILES).load(this.subjectId);
    return profiles.find(({ ownerId }) => ownerId === this.ownerId) ?? null;
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => PlacementChangeEnum, { nullable: true, description: 'What the recipient is told of.' })
  @Column('text')
  change!: PlacementChange;

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
  @Field(() => Clock, {
    nullable: true,
    description: 'The time limit for telling, stopped by it: overdue if the recipient was told too late.',
  })
  noticeClock(@Ctx() { now }: SubgraphContext): Clock | null {
    const { noticeRule: rule, noticeStartedAt: startedAt, noticeDueAt: dueAt } = this;
    if (rule === null) return null;
    const { noticeStoppedAt: stoppedAt, noticeCalendar: calendar } = this;
    return clockAt({ rule, startedAt, dueAt, stoppedAt, calendar }, now);
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Int, { nullable: true, description: 'How often the recipient was reminded to acknowledge.' })
  @Column('integer')
  reminders!: number;

  /** When an acknowledgement that is overdue is escalated; null until the reminder. */
  @Column('timestamptz', { nullable: true })
  escalationDueAt!: Date | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is a matter for supervisors.' })
  @Column('timestamptz', { nullable: true })
  escalatedAt!: Date | null;

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
