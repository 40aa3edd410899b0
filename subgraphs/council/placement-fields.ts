import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { Placement } from './placement';
import { PlacementNotification } from './placement-notification';

const NOTIFICATIONS: ListOf<PlacementNotification> = {
  entity: PlacementNotification,
  by: 'placementId',
  newestFirst: 'sentAt',
};

@Resolver(() => Placement)
export class PlacementResolver {
  @Classified('PLACEMENT', 'EXISTENCE')
  @FieldResolver(() => [PlacementNotification], { nullable: true, description: 'Newest first.' })
  notifications(@Root() placement: Placement, @Ctx() { loaders }: SubgraphContext): Promise<PlacementNotification[]> {
    return loaders.list(NOTIFICATIONS).load(placement.id);
  }
}
