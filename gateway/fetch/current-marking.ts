import { HANDLINGS, type Handling } from '../../schema/vocabulary';
import type { OwnerRequest } from './execute';
import type { OwnerAnswer } from './answer';
import type { RecordKey } from './gate';

/** A record, wherever its marking has gone since somebody last looked. */
export type UnmarkedKey = Omit<RecordKey, 'handling'> & { readonly sector: string };

/** ABSENT: its owner has no such record. UNKNOWN: its owner does not answer. */
export type Marking = Handling | 'ABSENT' | 'UNKNOWN';

const QUERY = 'query($keys:[_Any!]!){_entities(representations:$keys){__typename}}';

/**
 * Asks the owner how it marks a record now. A key finds its record only if it names the marking as well, so that it is
 * asked under each of them; nothing of the record but that comes back.
 */
export async function findMarking(
  { sector, ...key }: UnmarkedKey,
  send: (request: OwnerRequest) => Promise<OwnerAnswer>,
): Promise<Marking> {
  const { __typename, id, subjectId, ownerId } = key;
  const keys = HANDLINGS.map((handling) => ({ __typename, id, subjectId, ownerId, handling }));
  const answer = await send({ sector, query: QUERY, variables: JSON.stringify({ keys }) });
  if (answer.kind === 'UNAVAILABLE' || answer.errors.length > 0) return 'UNKNOWN';
  const found = answer.data?.['_entities'];
  if (!Array.isArray(found) || found.length !== HANDLINGS.length) return 'UNKNOWN';
  return HANDLINGS.find((_, index) => found[index] !== null) ?? 'ABSENT';
}
