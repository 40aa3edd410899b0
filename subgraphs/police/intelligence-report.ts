import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar } from '../kit/scalars';

@Entity('intelligence_reports')
@RecordType('INTELLIGENCE', 'A graded report. Others can be given the safeguarding statement drawn from it.')
export class IntelligenceReport extends RecordEntity {
  @Classified('INTELLIGENCE', 'SUMMARY')
  @Field(() => String, {
    nullable: true,
    description: 'What may be acted on to protect the child, without its source.',
  })
  @Column('text', { nullable: true })
  safeguardingStatement!: string | null;

  @Classified('INTELLIGENCE', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true, description: 'When the statement is to be looked at again.' })
  @Column('date', { nullable: true })
  reviewOn!: string | null;

  @Classified('INTELLIGENCE', 'FULL')
  @Field(() => String, { nullable: true, description: 'Source, information and handling (3x5x2).' })
  @Column('text', { nullable: true })
  grading!: string | null;

  @Classified('INTELLIGENCE', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  reportText!: string | null;
}
