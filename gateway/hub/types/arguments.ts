import { ArgsType, Field, ID, Int } from 'type-graphql';
import { type ConcernLevel } from '../../../schema/vocabulary';
import { ConcernLevelEnum } from './enums';
import { DisclosureFilter } from './inputs';

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
