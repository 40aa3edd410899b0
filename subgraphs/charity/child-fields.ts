import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { AdvocacyRequest } from './advocacy-request';
import { CharityProfile } from './charity-profile';
import { Child } from './child';
import { SupportEpisode } from './support-episode';
import { Wish } from './wish';

const PROFILES: ListOf<CharityProfile> = { entity: CharityProfile, by: 'subjectId', newestFirst: 'updatedAt' };
const EPISODES: ListOf<SupportEpisode> = { entity: SupportEpisode, by: 'subjectId', newestFirst: 'requestedAt' };
const WISHES: ListOf<Wish> = { entity: Wish, by: 'subjectId', newestFirst: 'heardOn' };
const REQUESTS: ListOf<AdvocacyRequest> = { entity: AdvocacyRequest, by: 'subjectId', newestFirst: 'requestedAt' };

@Resolver(() => Child)
export class ChildResolver {
  @Classified('IDENTITY', 'EXISTENCE')
  @FieldResolver(() => [CharityProfile], { nullable: true })
  charityProfiles(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<CharityProfile[]> {
    return loaders.list(PROFILES).load(child.id);
  }

  @Classified('SUPPORT', 'EXISTENCE')
  @FieldResolver(() => [SupportEpisode], { nullable: true })
  supportEpisodes(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<SupportEpisode[]> {
    return loaders.list(EPISODES).load(child.id);
  }

  @Classified('CHILD_VOICE', 'EXISTENCE')
  @FieldResolver(() => [Wish], { nullable: true })
  wishes(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<Wish[]> {
    return loaders.list(WISHES).load(child.id);
  }

  @Classified('SUPPORT', 'EXISTENCE')
  @FieldResolver(() => [AdvocacyRequest], { nullable: true })
  advocacy(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<AdvocacyRequest[]> {
    return loaders.list(REQUESTS).load(child.id);
  }
}
