import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { parseId } from '../kit/arguments';
import { Classified } from '../kit/labels';
import { connectionOf, findPage, PageArguments, type Connection } from '../kit/page';
import { whereOverdue } from '../kit/overdue-filter';
import { Referral, ReferralStatusEnum, type ReferralStatus } from './referral';

@ArgsType()
export class ReferralsArguments extends PageArguments {
  @Field(() => ID, { nullable: true, description: 'The council that was asked.' })
  council!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The organisation that referred.' })
  referrer!: string | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => ReferralStatusEnum, { nullable: true })
  status!: ReferralStatus | null;

  @Classified('REFERRAL', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'As `decisionClock.overdue`.' })
  overdue!: boolean | null;
}

const ReferralConnection = connectionOf('Referral', Referral);

@Resolver()
export class ReferralsResolver {
  @Query(() => ReferralConnection, { description: 'Newest first.' })
  referrals(
    @Args(() => ReferralsArguments) page: ReferralsArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Referral>> {
    return findPage(context, {
      entity: Referral,
      newestFirst: 'receivedAt',
      arguments: page,
      filter: (rows) => {
        const { council, referrer, status, overdue } = page;
        if (council != null) rows.andWhere('r.ownerId = :council', { council: parseId('council', council) });
        if (referrer != null) rows.andWhere('r.referrerId = :referrer', { referrer: parseId('referrer', referrer) });
        if (status != null) rows.andWhere('r.status = :status', { status });
        if (overdue != null) whereOverdue(rows, overdue, context.now);
      },
    });
  }
}
