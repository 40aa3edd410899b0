import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { Assessment } from './assessment';
import { Child } from './child';
import { CouncilProfile } from './council-profile';
import { Placement } from './placement';
import { Referral } from './referral';
import { SocialCareEpisode } from './social-care-episode';

const PROFILES: ListOf<CouncilProfile> = { entity: CouncilProfile, by: 'subjectId', newestFirst: 'updatedAt' };
const EPISODES: ListOf<SocialCareEpisode> = { entity: SocialCareEpisode, by: 'subjectId', newestFirst: 'startedOn' };
const ASSESSMENTS: ListOf<Assessment> = { entity: Assessment, by: 'subjectId', newestFirst: 'completedOn' };
const PLACEMENTS: ListOf<Placement> = { entity: Placement, by: 'subjectId', newestFirst: 'startedOn' };
const REFERRALS: ListOf<Referral> = { entity: Referral, by: 'subjectId', newestFirst: 'receivedAt' };

@Resolver(() => Child)
export class ChildResolver {
  @Classified('IDENTITY', 'EXISTENCE')
  @FieldResolver(() => [CouncilProfile], { nullable: true })
  councilProfiles(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<CouncilProfile[]> {
    return loaders.list(PROFILES).load(child.id);
  }

  @Classified('SOCIAL_CARE', 'EXISTENCE')
  @FieldResolver(() => [SocialCareEpisode], { nullable: true })
  socialCare(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<SocialCareEpisode[]> {
    return loaders.list(EPISODES).load(child.id);
  }

  @Classified('SOCIAL_CARE', 'EXISTENCE')
  @FieldResolver(() => [Assessment], { nullable: true })
  assessments(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<Assessment[]> {
    return loaders.list(ASSESSMENTS).load(child.id);
  }

  @Classified('PLACEMENT', 'EXISTENCE')
  @FieldResolver(() => [Placement], { nullable: true })
  placements(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<Placement[]> {
    return loaders.list(PLACEMENTS).load(child.id);
  }

  @Classified('REFERRAL', 'EXISTENCE')
  @FieldResolver(() => [Referral], { nullable: true })
  referrals(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<Referral[]> {
    return loaders.list(REFERRALS).load(child.id);
  }
}
