import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from 'type-graphql';
import { parseId } from '../kit/arguments';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import { whereOverdue } from '../kit/overdue-filter';
import { connectionOf, findPage, PageArguments, type Connection } from '../kit/page';
import { AdvocacyRequest } from './advocacy-request';
import { SupportEpisode } from './support-episode';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@ArgsType()
export class SupportRequestsArguments extends PageArguments {
  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The service that was asked.' })
  service!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The organisation that asked.' })
  requester!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportStatusEnum, { nullable: true })
  status!: SupportStatus | null;
}

@ArgsType()
export class AdvocacyRequestsArguments extends PageArguments {
  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The organisation that asked.' })
  requester!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportStatusEnum, { nullable: true })
  status!: SupportStatus | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'As `clock.overdue`.' })
  overdue!: boolean | null;
}

const SupportEpisodeConnection = connectionOf('SupportEpisode', SupportEpisode);
const AdvocacyRequestConnection = connectionOf('AdvocacyRequest', AdvocacyRequest);

@Resolver()
export class SupportRequestsResolver {
  @Query(() => SupportEpisodeConnection, { description: 'Support that was asked for and given, newest first.' })
  supportRequests(
    @Args(() => SupportRequestsArguments) page: SupportRequestsArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SupportEpisode>> {
    return findPage(context, {
      entity: SupportEpisode,
      newestFirst: 'requestedAt',
      arguments: page,
      filter: (rows) => {
        const { service, requester, status } = page;
        if (service != null) rows.andWhere('r.serviceId = :service', { service: parseId('service', service) });
        if (requester != null)
          rows.andWhere('r.requesterId = :requester', { requester: parseId('requester', requester) });
        if (status != null) rows.andWhere('r.status = :status', { status });
      },
    });
  }

  @Query(() => AdvocacyRequestConnection, { description: 'Newest first.' })
  advocacyRequests(
    @Args(() => AdvocacyRequestsArguments) page: AdvocacyRequestsArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<AdvocacyRequest>> {
    return findPage(context, {
      entity: AdvocacyRequest,
      newestFirst: 'requestedAt',
      arguments: page,
      filter: (rows) => {
        const { requester, status, overdue } = page;
        if (requester != null)
          rows.andWhere('r.requesterId = :requester', { requester: parseId('requester', requester) });
        if (status != null) rows.andWhere('r.status = :status', { status });
        if (overdue != null) whereOverdue(rows, overdue, context.now);
      },
    });
  }
}
