import type { EntityManager } from 'typeorm';
import { isInvolved, unknownChild } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { PoliceProfile } from './police-profile';

/** The newest profile that an organisation keeps of a child; null when it keeps none. */
export function findProfile(
  manager: EntityManager,
  of: { childId: string; ownerId: string },
): Promise<PoliceProfile | null> {
  return manager
    .createQueryBuilder(PoliceProfile, 'r')
    .where('r.subjectId = :childId and r.ownerId = :ownerId', of)
    .orderBy('r.updatedAt', 'DESC')
    .addOrderBy('r.id', 'DESC')
    .limit(1)
    .getOne();
}

/**
 * The force's newest profile of a child that it knows; null when it keeps none but the hub vouches that it is involved, as
 * with a child whom somebody on a night shift has just registered. Throws NOT_FOUND naming the argument when neither holds:
 * a force writes about children it knows, and what others hold of a child shows in no answer.
 */
export async function findKnown(
  manager: EntityManager,
  context: Pick<SubgraphContext, 'principal' | 'involvedWith'>,
  childId: string,
): Promise<PoliceProfile | null> {
  const profile = await findProfile(manager, { childId, ownerId: context.principal.organisation });
  if (profile === null && !isInvolved(context, childId)) throw unknownChild('input.childId');
  return profile;
}
