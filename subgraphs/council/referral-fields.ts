import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';

const CHALLENGES: ListOf<ReferralChallenge> = { entity: ReferralChallenge, by: 'referralId', newestFirst: 'raisedAt' };

@Resolver(() => Referral)
export class ReferralResolver {
  @Classified('REFERRAL', 'EXISTENCE')
  @FieldResolver(() => [ReferralChallenge], { nullable: true, description: 'Newest first.' })
  challenges(@Root() referral: Referral, @Ctx() { loaders }: SubgraphContext): Promise<ReferralChallenge[]> {
    return loaders.list(CHALLENGES).load(referral.id);
  }
}
