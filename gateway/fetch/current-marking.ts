import { HANDLINGS, type Handling } from '../../schema/vocabulary';
import type { OwnerRequest } from './execute';
import type { OwnerAnswer } from './answer';
import type { RecordKey } from './gate';

/** A record, wherever its marking has gone since somebody last looked. */
export type UnmarkedKey = Omit<RecordKey, 'handling'>;

/** ABSENT: its owner has no such record. UNKNOWN: its owner does not answer. */
export type Marking = Handling | 'ABSENT' | 'UNKNOWN';

const QUERY = 'query($keys:[_Any!]!){_entities(representations:$keys){__typename}}';

/**
 * Asks a sector how it marks these records now, in their order. A key finds its record only if it names the marking as
 * well, so that each is asked for under each of them; nothing of a record but that comes back.
 */
export async function findMarkings(
  sector: string,
  records: readonly UnmarkedKey[],
  send: (request: OwnerRequest) => Promise<OwnerAnswer>,
): Promise<Marking[]> {
  const keys = records.flatMap((record) => HANDLINGS.map((handling) => ({ ...record, handling })));
  const answer = await send({ sector, query: QUERY, variables: JSON.stringify({ keys }) });
  const found = answer.kind === 'ANSWERED' && answer.errors.length === 0 ? answer.data?.['_entities'] : null;
  if (!Array.isArray(found) || found.length !== keys.length) return records.map(() => 'UNKNOWN');
  return records.map((_, index) => {
    const under = HANDLINGS.findIndex((__, marking) => found[index * HANDLINGS.length + marking] !== null);
    return HANDLINGS[under] ?? 'ABSENT';
  });
}
