import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar } from '../kit/scalars';

@Entity('wishes')
@RecordType('CHILD_VOICE', 'What the child said that they want, in their own words.')
export class Wish extends RecordEntity {
  @Classified('CHILD_VOICE', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date')
  heardOn!: string;

  @Classified('CHILD_VOICE', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text')
  words!: string;
}
