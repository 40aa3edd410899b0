import { Field, Int } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';

@Entity('missing_prompts')
@RecordType('MISSING', 'A child who has gone missing again and again: word to all who work with it to meet about why.')
export class MissingPrompt extends RecordEntity {
  /** The episode that made it so many. */
  @Column('text')
  episodeId!: string;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'The code of the rule by which it was raised.' })
  @Column('text')
  rule!: string;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  raisedAt!: Date;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => Int, { nullable: true, description: 'How many episodes of this force lie within the days of the rule.' })
  @Column('integer')
  episodes!: number;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => Int, { nullable: true })
  @Column('integer')
  days!: number;
}
