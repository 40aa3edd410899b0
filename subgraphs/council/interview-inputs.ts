import { Field, ID, InputType } from 'type-graphql';
import type { Handling } from '../../schema/vocabulary';
import { HandlingEnum } from '../kit/enums';
import { DateTimeScalar } from '../kit/scalars';

@InputType()
export class OpenInterviewInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => ID, { description: 'The missing episode, by the id that the police gave it.' })
  episodeId!: string;

  @Field(() => DateTimeScalar, { description: 'When the child came back, as the police recorded it.' })
  returnedAt!: Date;

  @Field(() => HandlingEnum, { nullable: true, defaultValue: 'OPEN' })
  handling!: Handling | null;
}

@InputType()
export class RecordInterviewInput {
  @Field(() => ID)
  episodeId!: string;

  @Field(() => DateTimeScalar)
  offeredAt!: Date;

  @Field(() => Boolean)
  accepted!: boolean;

  @Field(() => DateTimeScalar, { nullable: true })
  completedAt!: Date | null;

  @Field(() => String, { nullable: true })
  notes!: string | null;
}
