import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from 'type-graphql';
import { parseId } from '../kit/arguments';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import { connectionOf, findPage, PageArguments, type Connection } from '../kit/page';
import { whereOverdue } from '../kit/overdue-filter';
import { PlacementNotification } from './placement-notification';

@ArgsType()
export class PlacementNotificationsArguments extends PageArguments {
  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The organisation that was told.' })
  recipient!: string | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Boolean, { nullable: true })
  acknowledged!: boolean | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'As `clock.overdue`.' })
  overdue!: boolean | null;
}

const PlacementNotificationConnection = connectionOf('PlacementNotification', PlacementNotification);

@Resolver()
export class PlacementNotificationsResolver {
  @Query(() => PlacementNotificationConnection, { description: 'Newest first.' })
  placementNotifications(
    @Args(() => PlacementNotificationsArguments) page: PlacementNotificationsArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<PlacementNotification>> {
    return findPage(context, {
      entity: PlacementNotification,
      newestFirst: 'sentAt',
      arguments: page,
      filter: (rows) => {
        const { recipient, acknowledged, overdue } = page;
        if (recipient != null)
          rows.andWhere('r.recipientId = :recipient', { recipient: parseId('recipient', recipient) });
        if (acknowledged != null) rows.andWhere('(r.acknowledgedAt is not null) = :acknowledged', { acknowledged });
        if (overdue != null) whereOverdue(rows, overdue, context.now);
      },
    });
  }
}
