import { ArgsType, Directive, Field, ID, Int } from 'type-graphql';
import { type ConcernLevel, type EventType } from '../../../schema/vocabulary';
import { ChildEventTypeEnum, ConcernLevelEnum } from './enums';
import { DisclosureFilter } from './inputs';
import { DateTimeScalar } from './scalars';

@ArgsType()
export class PageArguments {
  @Field(() => Int, { nullable: true, defaultValue: 50 })
  first: number | null;

  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class DisclosuresArguments extends PageArguments {
  @Field(() => DisclosureFilter, { nullable: true })
  filter?: DisclosureFilter | null;
}

@ArgsType()
export class RecordConcernArguments {
  @Field(() => ID)
  childId: string;

  @Field(() => ConcernLevelEnum)
  level: ConcernLevel;

  @Field(() => String)
  reason: string;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class AllocateChildArguments {
  @Field(() => ID)
  childId: string;

  @Field(() => ID, { description: 'Who it is, by the subject of the token that this person signs in with.' })
  subject: string;

  @Field(() => Boolean, { defaultValue: true, description: 'false ends the allocation.' })
  allocated: boolean;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class HoldChildLogArguments {
  @Field(() => ID)
  childId: string;

  @Field(() => ID, { description: 'The organisation of which the log is to say nothing.' })
  recipient: string;

  @Field(() => DateTimeScalar, { description: 'When the lines appear: a moment to come, 365 days from now at most.' })
  until: string;

  @Field(() => String, { description: 'Why, for the record: the advocate is never told.' })
  reason: string;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class ChildEventsArguments {
  @Field(() => String, { nullable: true })
  after?: string | null;

  @Field(() => [ChildEventTypeEnum], { nullable: true })
  types?: EventType[] | null;

  @Field(() => [ID], { nullable: true })
  children?: string[] | null;

  @Directive('@public')
  @Field(() => [ID], { nullable: true, description: 'Events of owners that serve one of these areas.' })
  areas?: string[] | null;
}

@ArgsType()
export class BreakGlassArguments {
  @Field(() => ID)
  childId: string;

  @Field(() => String)
  reason: string;

  @Field(() => String)
  explanation: string;

  @Field(() => Int, { nullable: true, defaultValue: 60 })
  minutes: number | null;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class ReviewBreakGlassArguments {
  @Field(() => ID)
  grantId: string;

  @Field(() => String)
  outcome: string;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class CheckpointArguments {
  @Field(() => Int, { nullable: true, defaultValue: 100 })
  first: number | null;

  @Field(() => String, { nullable: true })
  after?: string | null;
}
