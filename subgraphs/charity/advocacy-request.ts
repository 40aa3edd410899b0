import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { Classified, Public } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Clock, clockAt, Contact, Organisation, type ClockTimes } from '../kit/value-types';
import { Child } from './child';
import { SupportService } from './support-service';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@Entity('advocacy_requests')
@RecordType('SUPPORT', 'A request for an independent advocate to stand by the child.')
export class AdvocacyRequest extends RecordEntity {
  @Public()
  @Field(() => Child)
  get child(): Child {
    return { id: this.subjectId };
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  requestedAt!: Date;

  @Column('text', { nullable: true })
  advocateName!: string | null;

  @Column('text', { nullable: true })
  advocateRole!: string | null;

  @Column('text', { nullable: true })
  advocateEmail!: string | null;

  @Column('text', { nullable: true })
  advocateTelephone!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Contact, { nullable: true, description: 'Null until one is found.' })
  get advocate(): Contact | null {
    if (this.advocateName === null) return null;
    return {
      name: this.advocateName,
      role: this.advocateRole ?? 'Independent advocate',
      email: this.advocateEmail,
      telephone: this.advocateTelephone,
    };
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportStatusEnum, { nullable: true })
  @Column('text')
  status!: SupportStatus;

  @Column('text', { nullable: true })
  requesterId!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Organisation, { nullable: true, description: 'Who asked for the advocate.' })
  get requester(): Organisation | null {
    return this.requesterId === null ? null : { id: this.requesterId };
  }

  @Column('text', { nullable: true })
  serviceId!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportService, { nullable: true })
  async service(@Ctx() { loaders }: SubgraphContext): Promise<SupportService | null> {
    return this.serviceId === null ? null : loaders.row(SupportService).load(this.serviceId);
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the charity first answered.' })
  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'Why the charity answered as it did; every refusal has one.' })
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Whether one of the service's places is counted as taken by this request. */
  @Column('boolean')
  holdsPlace!: boolean;

  @Column('timestamptz', { nullable: true })
  clockDueAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  clockStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  clockCalendar!: string | null;

  get times(): ClockTimes {
    const { requestedAt: startedAt, clockDueAt: dueAt, clockStoppedAt: stoppedAt, clockCalendar: calendar } = this;
    return { rule: 'ADVOCATE_RESPONSE', startedAt, dueAt, stoppedAt, calendar };
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Clock, { nullable: true, description: 'Runs from the request until the charity answers.' })
  clock(@Ctx() { now }: SubgraphContext): Clock | null {
    return clockAt(this.times, now);
  }
}
