import { randomUUID } from 'node:crypto';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import type { Handling } from '../../schema/vocabulary';
import type { SubgraphContext } from '../kit/context';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { insertNew, signal } from '../kit/mutation';
import { CustodyEvent } from './custody-event';
import { CustodyPrompt } from './custody-prompt';
import { duePrompts } from './custody-prompt-rules';

const PROMPT_RAISED = { type: 'PROMPT_RAISED', category: 'OFFENDING' } as const;

const PROMPTS: ListOf<CustodyPrompt> = { entity: CustodyPrompt, by: 'custodyEventId', newestFirst: 'raisedAt' };

@Resolver(() => CustodyEvent)
export class CustodyEventResolver {
  @Classified('OFFENDING', 'EXISTENCE')
  @FieldResolver(() => [CustodyPrompt], { nullable: true })
  prompts(@Root() event: CustodyEvent, @Ctx() { loaders }: SubgraphContext): Promise<CustodyPrompt[]> {
    return loaders.list(PROMPTS).load(event.id);
  }
}

@Resolver(() => CustodyPrompt)
export class CustodyPromptResolver {
  @Classified('OFFENDING', 'EXISTENCE')
  @FieldResolver(() => CustodyEvent, { nullable: true })
  custodyEvent(@Root() prompt: CustodyPrompt, @Ctx() { loaders }: SubgraphContext): Promise<CustodyEvent | null> {
    return loaders.row(CustodyEvent).load(prompt.custodyEventId);
  }
}

/** Raises what a custody event that was just written gives rise to, each with its signal, in the same transaction. */
export async function raiseCustodyPrompts(manager: EntityManager, event: CustodyEvent, at: Date): Promise<void> {
  const { id: custodyEventId, subjectId, ownerId } = event;
  for (const { kind, handling } of duePrompts(event, await findSigns(manager, event))) {
    const key = { id: randomUUID(), subjectId, ownerId, handling };
    const record = await insertNew(manager, CustodyPrompt, { ...key, custodyEventId, kind, raisedAt: at });
    await signal(manager, { event: PROMPT_RAISED, record, at });
  }
}

/** The markings of the force's own records that show exploitation of the child. Other forces' are not its to tell of. */
async function findSigns(
  manager: EntityManager,
  { subjectId, ownerId }: Pick<CustodyEvent, 'subjectId' | 'ownerId'>,
): Promise<Handling[]> {
  const rows = await manager.query<{ handling: Handling }[]>(
    `select handling from police_profiles
      where subject_id = $1 and owner_id = $2 and jsonb_path_exists(indicators, '$[*]')
     union select handling from nrm_referrals where subject_id = $1 and owner_id = $2`,
    [subjectId, ownerId],
  );
  return rows.map(({ handling }) => handling);
}
