import { randomUUID } from 'node:crypto';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import type { Handling } from '../../schema/vocabulary';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { insertNew, signal } from '../kit/mutation';
import { MissingEpisode } from './missing-episode';
import { MissingPrompt } from './missing-prompt';
import { findRepeat, REPEAT_RULE, type CountedEpisode } from './repeat-missing';

const PROMPT_RAISED = { type: 'PROMPT_RAISED', category: 'MISSING' } as const;

const PROMPTS: ListOf<MissingPrompt> = { entity: MissingPrompt, by: 'episodeId', newestFirst: 'raisedAt' };

@Resolver(() => MissingEpisode)
export class MissingEpisodeResolver {
  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => [MissingPrompt], { nullable: true })
  prompts(@Root() episode: MissingEpisode, @Ctx() { loaders }: SubgraphContext): Promise<MissingPrompt[]> {
    return loaders.list(PROMPTS).load(episode.id);
  }
}

@Resolver(() => MissingPrompt)
export class MissingPromptResolver {
  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => MissingEpisode, { nullable: true, description: 'The episode that made it so many.' })
  episode(@Root() prompt: MissingPrompt, @Ctx() { loaders }: SubgraphContext): Promise<MissingEpisode | null> {
    return loaders.row(MissingEpisode).load(prompt.episodeId);
  }
}

/**
 * Makes reports of one child by one force wait for each other. To be called before the episode is written.
 * INVARIANT: of two reports at once the later counts the earlier: each alone would see one too few.
 */
export async function awaitOtherReports(
  manager: EntityManager,
  { childId, ownerId }: { childId: string; ownerId: string },
): Promise<void> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`missing ${ownerId} ${childId}`]);
}

/**
 * Raises a prompt, with its signal, if an episode that was just written is the third or a further one of this force within
 * the days of the rule. The database keeps one for an episode.
 */
export async function raiseMissingPrompt(manager: EntityManager, episode: MissingEpisode, at: Date): Promise<void> {
  const { id: episodeId, subjectId, ownerId } = episode;
  const repeat = findRepeat(episode, await findEpisodesAround(manager, episode));
  if (repeat === null) return;
  const { code: rule, days } = REPEAT_RULE;
  const key = { id: randomUUID(), subjectId, ownerId };
  const record = await insertNew(manager, MissingPrompt, { ...key, ...repeat, episodeId, rule, days, raisedAt: at });
  await signal(manager, { event: PROMPT_RAISED, record, at });
}

async function findEpisodesAround(
  manager: EntityManager,
  { id, subjectId, ownerId, missingSince }: MissingEpisode,
): Promise<CountedEpisode[]> {
  const rows = await manager.query<{ missing_since: Date; handling: Handling }[]>(
    `select missing_since, handling from missing_episodes
      where subject_id = $1 and owner_id = $2 and id <> $3
        and missing_since between $4::timestamptz - make_interval(days => $5) and $4 + make_interval(days => $5)`,
    [subjectId, ownerId, id, missingSince, REPEAT_RULE.days + 1],
  );
  return rows.map(({ missing_since: since, handling }) => ({ missingSince: since, handling }));
}
