import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { Classified, Public } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar, DateTimeScalar } from '../kit/scalars';
import { Organisation } from '../kit/value-types';
import { Child } from './child';
import { SupportService } from './support-service';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@Entity('support_episodes')
@RecordType('SUPPORT', "A charity's support of the child, from the request to its end.")
export class SupportEpisode extends RecordEntity {
  @Public()
  @Field(() => Child)
  get child(): Child {
    return { id: this.subjectId };
  }

  @Column('text', { nullable: true })
  serviceId!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportService, { nullable: true })
  async service(@Ctx() { loaders }: SubgraphContext): Promise<SupportService | null> {
    return this.serviceId === null ? null : loaders.row(SupportService).load(this.serviceId);
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportStatusEnum, { nullable: true })
  @Column('text')
  status!: SupportStatus;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  requestedAt!: Date;

  @Column('text', { nullable: true })
  requesterId!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Organisation, { nullable: true, description: 'Who asked for the support.' })
  get requester(): Organisation | null {
    return this.requesterId === null ? null : { id: this.requesterId };
  }

  /** Where the need is counted; never a field. */
  @Column('text', { nullable: true })
  areaCode!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the charity first answered.' })
  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'Why the charity answered as it did; every refusal has one.' })
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Whether one of the service's places is counted as taken by this episode. */
  @Column('boolean')
  holdsPlace!: boolean;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date', { nullable: true })
  startedOn!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date', { nullable: true })
  endedOn!: string | null;

  @Classified('SUPPORT', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  notes!: string | null;
}
