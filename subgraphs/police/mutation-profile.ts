import type { EntityManager } from 'typeorm';
import { RequestError } from '../kit/errors';
import { PoliceProfile } from './police-profile';

/**
 * The newest profile that an organisation keeps of a child. Throws NOT_FOUND naming the argument when it keeps none:
 * a force writes about children it knows, and what others hold of a child shows in no answer.
 */
export async function getProfile(
  manager: EntityManager,
  of: { childId: string; ownerId: string },
  argument = 'input.childId',
): Promise<PoliceProfile> {
  const profile = await manager
    .createQueryBuilder(PoliceProfile, 'r')
    .where('r.subjectId = :childId and r.ownerId = :ownerId', of)
    .orderBy('r.updatedAt', 'DESC')
    .addOrderBy('r.id', 'DESC')
    .limit(1)
    .getOne();
  if (profile !== null) return profile;
  const expected = "a child of whom the caller's organisation keeps a profile";
  throw new RequestError('NOT_FOUND', { argument, expected });
}
