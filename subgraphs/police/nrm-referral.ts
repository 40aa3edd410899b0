import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';

export const NRM_STAGES = [
  'IDENTIFIED',
  'REFERRED',
  'REASONABLE_GROUNDS_PENDING',
  'REASONABLE_GROUNDS_POSITIVE',
  'REASONABLE_GROUNDS_NEGATIVE',
  'CONCLUSIVE_GROUNDS_PENDING',
  'CONCLUSIVE_GROUNDS_POSITIVE',
  'CONCLUSIVE_GROUNDS_NEGATIVE',
  'RECONSIDERATION',
] as const;
export type NrmStage = (typeof NRM_STAGES)[number];
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
}
