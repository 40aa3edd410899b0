import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar } from '../kit/scalars';

export const SOCIAL_CARE_STATUSES = [
  'EARLY_HELP',
  'CHILD_IN_NEED',
  'CHILD_PROTECTION',
  'LOOKED_AFTER',
  'CARE_LEAVER',
  'CLOSED',
] as const;
export type SocialCareStatus = (typeof SOCIAL_CARE_STATUSES)[number];
export const SocialCareStatusEnum = graphqlEnum('SocialCareStatus', SOCIAL_CARE_STATUSES);

@Entity('social_care_episodes')
@RecordType('SOCIAL_CARE', "A stretch of help from children's social care, from its start to its end.")
export class SocialCareEpisode extends RecordEntity {
  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => SocialCareStatusEnum, { nullable: true })
  @Column('text')
  status!: SocialCareStatus;

  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date')
  startedOn!: string;

  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date', { nullable: true })
  endedOn!: string | null;

  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'Primary need, children-in-need census code.' })
  @Column('text', { nullable: true })
  needCode!: string | null;

  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'SSDA903 code; only of a looked-after child.' })
  @Column('text', { nullable: true })
  legalStatus!: string | null;

  @Classified('SOCIAL_CARE', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  plan!: string | null;
}
