import { Directive, Field, ObjectType } from 'type-graphql';
import type { RefusalReason } from './codes/refusal-reasons';

@Directive('@shareable')
@ObjectType({ description: 'Why a referral was refused, as a code.', simpleResolvers: true })
export class ReferralReason implements RefusalReason {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  description!: string;

  @Field(() => Boolean)
  contestable!: boolean;

  @Field(() => String, { nullable: true, description: 'The statutory test that a contestable reason must meet.' })
  test!: string | null;
}
