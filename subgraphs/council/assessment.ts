import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar } from '../kit/scalars';

@Entity('assessments')
@RecordType('SOCIAL_CARE', 'An assessment of the child by social care.')
export class Assessment extends RecordEntity {
  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true, description: 'Null while it runs.' })
  @Column('date', { nullable: true })
  completedOn!: string | null;

  @Classified('SOCIAL_CARE', 'SUMMARY')
  @Field(() => [String], { nullable: true, description: 'Children-in-need census codes.' })
  @Column('text', { array: true })
  factors!: string[];

  @Classified('SOCIAL_CARE', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  analysis!: string | null;
}
