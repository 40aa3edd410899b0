import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '../kit/enums';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { CUSTODY_PROMPT_KINDS, CUSTODY_PROMPT_TEXTS, type CustodyPromptKind } from './custody-prompt-rules';

export const CustodyPromptKindEnum = graphqlEnum('CustodyPromptKind', CUSTODY_PROMPT_KINDS);

@Entity('custody_prompts')
@RecordType('OFFENDING', 'What was left out where a child was in custody: whether it is a victim before a suspect.')
export class CustodyPrompt extends RecordEntity {
  @Column('text')
  custodyEventId!: string;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => CustodyPromptKindEnum, { nullable: true })
  @Column('text')
  kind!: CustodyPromptKind;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  raisedAt!: Date;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'The statutory point, and what to do.' })
  get text(): string {
    return CUSTODY_PROMPT_TEXTS[this.kind];
  }

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while the point is open.' })
  @Column('timestamptz', { nullable: true })
  resolvedAt!: Date | null;

  @Classified('OFFENDING', 'SUMMARY')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  resolvedBy!: string | null;

  @Classified('OFFENDING', 'FULL')
  @Field(() => String, { nullable: true, description: 'What was decided, in the words of whoever resolved it.' })
  @Column('text', { nullable: true })
  outcome!: string | null;
}
