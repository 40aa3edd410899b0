import { Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import { requireInvolvement } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { insertNew, mutate } from '../kit/mutation';
import { anId, pastDay, textUpTo } from '../kit/mutation-faults';
import { DateScalar } from '../kit/scalars';
import { Wish } from './wish';

@ArgsType()
export class RecordWishArguments {
  @Field(() => ID)
  childId!: string;

  @Field(() => String, { description: 'As the child said it. Kept as it comes, to the last blank.' })
  words!: string;

  @Field(() => DateScalar)
  heardOn!: string;

  @Field(() => ID)
  idempotencyKey!: string;
}

const theWords = textUpTo(10_000);

@Resolver()
export class WishMutationsResolver {
  @Mutation(() => Wish, { description: 'Records what a child said that they want, in their own words.' })
  recordWish(
    @Args(() => RecordWishArguments) { idempotencyKey, ...input }: RecordWishArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Wish> {
    const { childId, words, heardOn } = input;
    return mutate(context, {
      name: 'recordWish',
      agency: 'CHARITY',
      otherRoles: ['ADVOCATE'],
      input,
      idempotencyKey,
      faults: [...anId('childId', childId), ...theWords('words', words), ...pastDay(context.now)('heardOn', heardOn)],
      entity: Wish,
      write: (manager, id) => {
        requireInvolvement(context, childId, 'childId');
        const key = { id, subjectId: childId, ownerId: context.principal.organisation, handling: 'OPEN' as const };
        return insertNew(manager, Wish, { ...key, heardOn, words });
      },
    });
  }
}
