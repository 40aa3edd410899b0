import { Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { SubgraphContext } from '../kit/context';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { CustodyEvent } from './custody-event';
import { NrmStageEnum } from './nrm-referral';
import type { NrmStage } from './nrm-stages';

export const VictimFrameBasisEnum = graphqlEnum('VictimFrameBasis', ['RECORDED_AS_VICTIM', 'NRM_REFERRAL'] as const);
export type VictimFrameBasis = keyof typeof VictimFrameBasisEnum;

/**
 * A custody event as those are told of it who support the child as a victim. The database keeps none: it is a view of the
 * force's custody events that there is a victim frame for, and bears their ids, so that who is named to a conditional
 * event is named to its frame.
 * INVARIANT: neither the offence nor any account of it is here, whatever the level.
 */
@Entity('victim_frames')
@RecordType('EXPLOITATION', 'A contact in custody with a child whom the force itself treats as a victim.')
export class VictimFrame extends RecordEntity {
  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  occurredAt!: Date;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => VictimFrameBasisEnum, {
    nullable: true,
    description: 'Recorded as a victim then, or referred to the NRM without a negative decision.',
  })
  @Column('text')
  basis!: VictimFrameBasis;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => NrmStageEnum, { nullable: true, description: 'Of the referral that the force has made.' })
  @Column('text', { nullable: true })
  nrmStage!: NrmStage | null;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'Whether a referral to the NRM was considered.' })
  @Column('boolean')
  nrmConsidered!: boolean;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the defence of Modern Slavery Act 2015 s.45 was considered.',
  })
  @Column('boolean')
  section45Considered!: boolean;
}

@Resolver(() => VictimFrame)
export class VictimFrameResolver {
  @Classified('OFFENDING', 'EXISTENCE')
  @FieldResolver(() => CustodyEvent, { nullable: true, description: 'For those who may know of it as such.' })
  custodyEvent(@Root() frame: VictimFrame, @Ctx() { loaders }: SubgraphContext): Promise<CustodyEvent | null> {
    return loaders.row(CustodyEvent).load(frame.id);
  }
}
