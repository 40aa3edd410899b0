import { ArgsType, Field, ID } from 'type-graphql';
import { DateTimeScalar } from './scalars';

@ArgsType()
export class ApprovePolicyArguments {
  @Field(() => ID)
  version: string;

  @Field(() => DateTimeScalar, { nullable: true })
  effectiveFrom?: string | null;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class RejectPolicyArguments {
  @Field(() => ID)
  version: string;

  @Field(() => String)
  reason: string;

  @Field(() => ID)
  idempotencyKey: string;
}

@ArgsType()
export class RejectChangeArguments {
  @Field(() => ID)
  change: string;

  @Field(() => String)
  reason: string;

  @Field(() => ID)
  idempotencyKey: string;
}
