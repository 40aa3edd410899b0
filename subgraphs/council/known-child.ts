import type { EntityManager } from 'typeorm';
import { RequestError } from '../kit/errors';

const KNOWN = ['council_profiles', 'social_care_episodes', 'assessments', 'placements', 'referrals']
  .map((table) => `exists (select 1 from ${table} where subject_id = $1 and owner_id = $2)`)
  .join(' or ');

/**
 * Throws NOT_FOUND naming `input.childId` unless the council keeps a record of the child: a council writes about children
 * it knows, and what others hold of a child shows in no answer.
 */
export async function requireKnownChild(
  manager: EntityManager,
  { childId, ownerId }: { childId: string; ownerId: string },
): Promise<void> {
  const [row] = await manager.query<{ known: boolean }[]>(`select ${KNOWN} as known`, [childId, ownerId]);
  if (row?.known === true) return;
  const expected = "a child of whom the caller's organisation keeps a record";
  throw new RequestError('NOT_FOUND', { argument: 'input.childId', expected });
}
