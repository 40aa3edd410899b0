import type { Pool } from 'pg';
import type { Handling } from '../schema/vocabulary';
import { refuse } from './disclosing';
import type { LogEntry } from './events/event-log';
import { findMarkings, type Marking, type UnmarkedKey } from './fetch/current-marking';
import { createSharing } from './fetch/sharing';
import type { Exchanged, Shared, Transport } from './fetch/transport';
import { createGrouped, type Ask } from './grouped';
import type { Operations } from './operations';
import type { Caller } from './request';
import { findLastMarking } from './store/event-markings';

/** How long what an owner answered about one event serves the next subscriber: less than anybody can act upon. */
const SHARED_MS = 250;

interface EventAnswerOptions {
  readonly pool: Pool;
  readonly transport: Transport;
  readonly operations: Operations;
}

/** What owners say about an event, asked once for all who get it at the same moment. Decisions are never shared. */
export interface EventAnswers {
  findMarking(event: LogEntry, caller: Caller): Promise<Handling | null>;
  /** As whom and for which event an answer may be shared. */
  sharedFor(event: LogEntry, caller: Caller): Shared;
}

/**
 * INVARIANT: shared by event, never by record: an event is asked about only once what it signals is committed, and so
 * no answer is older than its event.
 */
export function createEventAnswers({ pool, transport, operations }: EventAnswerOptions): EventAnswers {
  const markings = createSharing<Marking>(SHARED_MS);
  const sharing = createSharing<Exchanged>(SHARED_MS);
  const askers = new Map<string, Ask<AskedMarking, Marking>>();
  const askerOf = (sector: string): Ask<AskedMarking, Marking> => {
    let ask = askers.get(sector);
    if (!ask) {
      const answer = (asked: readonly AskedMarking[]): Promise<Marking[]> =>
        findMarkings(
          sector,
          asked.map(({ key }) => key),
          (request) => transport.send(request, { caller: asked[0]!.caller }),
        );
      askers.set(sector, (ask = createGrouped({ most: 100, atOnce: 2, answer })));
    }
    return ask;
  };
  return {
    async findMarking(event, caller) {
      // Of what the hub keeps itself, the marking is read with the child's context.
      const { id: eventId, sector, recordType: __typename, recordId: id, childId: subjectId, ownerId } = event;
      const keeper = operations.catalogue.records.get(__typename)?.sector;
      if (sector === 'hub' || keeper !== sector) return event.handling;
      const key = { __typename, id, subjectId, ownerId };
      const marking = await markings.get(eventId, () => askerOf(sector)({ key, caller })).answer;
      if (marking === 'ABSENT') return null;
      return marking === 'UNKNOWN' ? ((await findLastMarking(pool, event).catch(refuse)) ?? event.handling) : marking;
    },
    sharedFor: ({ id }, caller) => ({ sharing, as: `${id} ${whatOwnersSee(caller)}` }),
  };
}

/** Whoever is first among those who ask together asks for all: how a record is marked does not depend on who asks. */
interface AskedMarking {
  readonly key: UnmarkedKey;
  readonly caller: Caller;
}

/** INVARIANT: whatever of the caller the answer to a query can depend on at an owner; who it is, is none of that. */
function whatOwnersSee({ principal, purpose }: Caller): string {
  const { organisation, agency, role, areas, team } = principal;
  return JSON.stringify([organisation, agency, role, areas, team, purpose]);
}
