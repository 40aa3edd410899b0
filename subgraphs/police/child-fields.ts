import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { Child } from './child';
import { CustodyEvent } from './custody-event';
import { CustodyPrompt } from './custody-prompt';
import { IntelligenceReport } from './intelligence-report';
import { MissingEpisode } from './missing-episode';
import { MissingPrompt } from './missing-prompt';
import { NrmReferral } from './nrm-referral';
import { PoliceProfile } from './police-profile';
import { VictimFrame } from './victim-frame';

const PROFILES: ListOf<PoliceProfile> = { entity: PoliceProfile, by: 'subjectId', newestFirst: 'updatedAt' };
const EPISODES: ListOf<MissingEpisode> = { entity: MissingEpisode, by: 'subjectId', newestFirst: 'missingSince' };
const EVENTS: ListOf<CustodyEvent> = { entity: CustodyEvent, by: 'subjectId', newestFirst: 'occurredAt' };
const FRAMES: ListOf<VictimFrame> = { entity: VictimFrame, by: 'subjectId', newestFirst: 'occurredAt' };
const CUSTODY_PROMPTS: ListOf<CustodyPrompt> = { entity: CustodyPrompt, by: 'subjectId', newestFirst: 'raisedAt' };
const MISSING_PROMPTS: ListOf<MissingPrompt> = { entity: MissingPrompt, by: 'subjectId', newestFirst: 'raisedAt' };
const REPORTS: ListOf<IntelligenceReport> = { entity: IntelligenceReport, by: 'subjectId', newestFirst: 'reviewOn' };
const REFERRALS: ListOf<NrmReferral> = { entity: NrmReferral, by: 'subjectId', newestFirst: 'referredAt' };

@Resolver(() => Child)
export class ChildResolver {
  @Classified('IDENTITY', 'EXISTENCE')
  @FieldResolver(() => [PoliceProfile], { nullable: true })
  policeProfiles(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<PoliceProfile[]> {
    return loaders.list(PROFILES).load(child.id);
  }

  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => [MissingEpisode], { nullable: true })
  missingEpisodes(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<MissingEpisode[]> {
    return loaders.list(EPISODES).load(child.id);
  }

  @Classified('OFFENDING', 'EXISTENCE')
  @FieldResolver(() => [CustodyEvent], { nullable: true })
  custodyEvents(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<CustodyEvent[]> {
    return loaders.list(EVENTS).load(child.id);
  }

  @Classified('INTELLIGENCE', 'EXISTENCE')
  @FieldResolver(() => [IntelligenceReport], { nullable: true })
  intelligence(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<IntelligenceReport[]> {
    return loaders.list(REPORTS).load(child.id);
  }

  @Classified('EXPLOITATION', 'EXISTENCE')
  @FieldResolver(() => [NrmReferral], { nullable: true })
  nrmReferrals(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<NrmReferral[]> {
    return loaders.list(REFERRALS).load(child.id);
  }

  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => [MissingPrompt], { nullable: true })
  missingPrompts(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<MissingPrompt[]> {
    return loaders.list(MISSING_PROMPTS).load(child.id);
  }

  @Classified('OFFENDING', 'EXISTENCE')
  @FieldResolver(() => [CustodyPrompt], { nullable: true })
  custodyPrompts(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<CustodyPrompt[]> {
    return loaders.list(CUSTODY_PROMPTS).load(child.id);
  }

  @Classified('EXPLOITATION', 'EXISTENCE')
  @FieldResolver(() => [VictimFrame], {
    nullable: true,
    description: 'The custody events that the force itself sees a victim in.',
  })
  victimFrames(@Root() child: Child, @Ctx() { loaders }: SubgraphContext): Promise<VictimFrame[]> {
    return loaders.list(FRAMES).load(child.id);
  }
}
