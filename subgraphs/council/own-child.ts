import type { EntityManager } from 'typeorm';
import { notFound } from '../kit/authority';
import { CouncilProfile } from './council-profile';

/**
 * Throws NOT_FOUND naming the argument unless the council keeps a profile of the child: a council writes about children
 * it knows, and what others hold of a child shows in no answer.
 */
export async function requireOwnChild(manager: EntityManager, of: { childId: string; ownerId: string }): Promise<void> {
  const isKnown = await manager
    .createQueryBuilder(CouncilProfile, 'r')
    .where('r.subjectId = :childId and r.ownerId = :ownerId', of)
    .getExists();
  if (!isKnown) throw notFound('input.childId', "a child of whom the caller's organisation keeps a profile");
}
