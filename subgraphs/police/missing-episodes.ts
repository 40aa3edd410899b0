import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import { connectionOf, findPage, PageArguments, type Connection } from '../kit/page';
import { MissingEpisode, MissingStatusEnum, type MissingStatus } from './missing-episode';

@ArgsType()
export class MissingEpisodesArguments extends PageArguments {
  @Classified('WHEREABOUTS', 'SUMMARY')
  @Field(() => ID, { nullable: true, description: 'The code of the area where the child went missing.' })
  area!: string | null;

  @Classified('MISSING', 'SUMMARY')
  @Field(() => MissingStatusEnum, { nullable: true })
  status!: MissingStatus | null;
}

const MissingEpisodeConnection = connectionOf('MissingEpisode', MissingEpisode);

@Resolver()
export class MissingEpisodesResolver {
  @Query(() => MissingEpisodeConnection, { description: 'Newest first.' })
  missingEpisodes(
    @Args(() => MissingEpisodesArguments) page: MissingEpisodesArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<MissingEpisode>> {
    return findPage(context, {
      entity: MissingEpisode,
      newestFirst: 'missingSince',
      arguments: page,
      filter: (rows) => {
        if (page.area != null) rows.andWhere('r.areaCode = :area', { area: page.area });
        if (page.status != null) rows.andWhere('r.status = :status', { status: page.status });
      },
    });
  }
}
