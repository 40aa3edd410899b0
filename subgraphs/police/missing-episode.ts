import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Child } from './child';

export const MISSING_STATUSES = ['MISSING', 'AWAY_WITHOUT_AUTHORISATION', 'RETURNED'] as const;
export type MissingStatus = (typeof MISSING_STATUSES)[number];
export const MissingStatusEnum = graphqlEnum('MissingStatus', MISSING_STATUSES);

export const MISSING_RISKS = ['NO_APPARENT', 'LOW', 'MEDIUM', 'HIGH'] as const;
export type MissingRisk = (typeof MISSING_RISKS)[number];
export const MissingRiskEnum = graphqlEnum('MissingRisk', MISSING_RISKS);

@Entity('missing_episodes')
@RecordType('MISSING', 'A child reported missing, from the report to the return.')
export class MissingEpisode extends RecordEntity {
  /** Who may know that there is an episode may list such of children whom they don't know: whose it is, is more. */
  @Classified('MISSING', 'FULL')
  @Field(() => Child, { nullable: true })
  get child(): Child {
    return { id: this.subjectId };
  }

  @Classified('MISSING', 'SUMMARY')
  @Field(() => MissingStatusEnum, { nullable: true })
  @Column('text')
  status!: MissingStatus;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  missingSince!: Date;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz', { nullable: true })
  returnedAt!: Date | null;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => MissingRiskEnum, { nullable: true })
  @Column('text')
  risk!: MissingRisk;

  @Classified('MISSING', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  circumstances!: string | null;

  @Classified('MISSING', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  foundAt!: string | null;

  /** Where the episode is kept; a filter of the root list, never a field. */
  @Column('text', { nullable: true })
  areaCode!: string | null;
}
