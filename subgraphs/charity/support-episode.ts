import { Ctx, Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar, DateTimeScalar } from '../kit/scalars';
import { SupportService } from './support-service';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@Entity('support_episodes')
@RecordType('SUPPORT', "A charity's support of the child, from the request to its end.")
export class SupportEpisode extends RecordEntity {
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
