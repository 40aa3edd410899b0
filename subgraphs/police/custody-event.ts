import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';

export const SUBJECT_CATEGORIES = ['SUSPECT', 'CONVICTED', 'VICTIM', 'WITNESS'] as const;
export type SubjectCategory = (typeof SUBJECT_CATEGORIES)[number];
export const SubjectCategoryEnum = graphqlEnum('SubjectCategory', SUBJECT_CATEGORIES);

@Entity('custody_events')
@RecordType('OFFENDING', 'An arrest or another contact in custody, and whether the child was seen as a victim.')
export class CustodyEvent extends RecordEntity {
  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  occurredAt!: Date;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => SubjectCategoryEnum, {
    nullable: true,
    description: 'DPA 2018 s.38(3): suspects, convicted, victims and witnesses are told apart.',
  })
  @Column('text')
  subjectCategory!: SubjectCategory;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'Whether a referral to the NRM was considered.' })
  @Column('boolean')
  nrmConsidered!: boolean;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the defence of Modern Slavery Act 2015 s.45 was considered.',
  })
  @Column('boolean')
  section45Considered!: boolean;

  @Classified('OFFENDING', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  offenceCode!: string | null;

  @Classified('OFFENDING', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  narrative!: string | null;
}
