import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Handling } from '../../schema/vocabulary';
import { whatOwnersSee } from './alike';
import { refuse } from '../hub/execute';
import type { LogEntry } from '../events/event-log';
import type { OwnerAnswer } from '../fetch/answer';
import { findMarkings, type Marking, type UnmarkedKey } from '../fetch/current-marking';
import type { OwnerRequest } from '../fetch/execute';
import { SHARED_MS } from '../fetch/executions';
import { createMerging, isForSomebodyOnly } from '../fetch/merging';
import { createSharing } from '../fetch/sharing';
import type { Transport } from '../fetch/transport';
import { createGrouped, type Ask } from '../grouped';
import { copyOfObject } from '../json';
import type { Operations } from '../operations';
import type { Asked, RequestDisclosure } from '../request';
import { findLastMarking } from '../store/event-markings';

/** How long it is remembered that an owner answers a query to somebody only. */
const REMEMBERED_MS = 60_000;
const MAX_QUERIES = 1_000;

interface EventAnswerOptions {
  readonly pool: Pool;
  readonly transport: Transport;
  readonly operations: Operations;
}

/** On whose behalf an owner is asked about an event. */
export interface AskedOfEvent extends Asked {
  readonly event: LogEntry;
  readonly disclosure: RequestDisclosure;
}

/** What owners say about an event, asked once for all who get it at the same moment. Decisions are never shared. */
export interface EventAnswers {
  findMarking(event: LogEntry): Promise<Handling | null>;
  /** Always resolves. */
  send(request: OwnerRequest, asked: AskedOfEvent): Promise<OwnerAnswer>;
}

/**
 * The hub asks in its own name, so that no answer can depend on who gets it; an owner that has to know whom it answers
 * refuses, and is asked again for each caller who may see the same. INVARIANT: shared by event, never by record: an event
 * is asked about only once what it signals is committed, and so no answer is older than its event.
 */
export function createEventAnswers({ pool, transport, operations }: EventAnswerOptions): EventAnswers {
  const findMarking = createMarkings({ pool, transport, operations });
  const sharing = createSharing<OwnerAnswer>(SHARED_MS);
  const merged = createMerging((request) => transport.send(request, 'entities'));
  const refused = new LRUCache<string, true>({ max: MAX_QUERIES, ttl: REMEMBERED_MS });
  const askForAll = async ({ event, ...request }: OwnerRequest & { event: LogEntry }): Promise<OwnerAnswer | null> => {
    const { sector, query, variables, entities } = request;
    if (!entities || refused.has(`${sector} ${query}`)) return null;
    const answer = await sharing.get(`${event.id} ${sector} ${query} ${variables}`, () =>
      merged({ ...request, entities }),
    );
    if (answer.kind === 'UNAVAILABLE' || answer.errors.length === 0) return answer;
    if (isForSomebodyOnly(answer)) refused.set(`${sector} ${query}`, true);
    return null;
  };
  return {
    findMarking,
    async send(request, asked) {
      // What the hub keeps itself is read in this process, with the caller's own decisions.
      if (request.sector === 'hub') return transport.send(request, asked);
      const { sector, query, variables } = request;
      const { event, caller } = asked;
      const answer =
        (await askForAll({ ...request, event })) ??
        (await sharing.get(`${event.id} ${whatOwnersSee(caller)} ${sector} ${query} ${variables}`, () =>
          transport.send(request, asked),
        ));
      return ownCopyOf(answer);
    },
  };
}

/** INVARIANT: everybody gets an answer of their own: what is not for them is taken out of it. */
function ownCopyOf(answer: OwnerAnswer): OwnerAnswer {
  if (answer.kind === 'UNAVAILABLE' || answer.data === null) return answer;
  try {
    return { ...answer, data: copyOfObject(answer.data) };
  } catch (error) {
    // What is too deep to be copied is no answer.
    if (error instanceof RangeError) return { kind: 'UNAVAILABLE' };
    throw error;
  }
}

function createMarkings({ pool, transport, operations }: EventAnswerOptions): EventAnswers['findMarking'] {
  const markings = createSharing<Marking>(SHARED_MS);
  const askers = new Map<string, Ask<UnmarkedKey, Marking>>();
  const askerOf = (sector: string): Ask<UnmarkedKey, Marking> => {
    let ask = askers.get(sector);
    if (!ask) {
      const answer = (keys: readonly UnmarkedKey[]): Promise<Marking[]> =>
        findMarkings(sector, keys, (request) => transport.send(request, 'entities'));
      askers.set(sector, (ask = createGrouped({ most: 100, atOnce: 2, answer })));
    }
    return ask;
  };
  return async (event) => {
    // Of what the hub keeps itself, the marking is read with the child's context.
    const { id: eventId, sector, recordType: __typename, recordId: id, childId: subjectId, ownerId } = event;
    const keeper = operations.catalogue.records.get(__typename)?.sector;
    if (sector === 'hub' || keeper !== sector) return event.handling;
    const key = { __typename, id, subjectId, ownerId };
    const marking = await markings.get(eventId, () => askerOf(sector)(key));
    if (marking === 'ABSENT') return null;
    return marking === 'UNKNOWN' ? ((await findLastMarking(pool, event).catch(refuse)) ?? event.handling) : marking;
  };
}
