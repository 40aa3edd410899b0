import type { EntityManager } from 'typeorm';
import { isInvolved, unknownChild } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { CouncilProfile } from './council-profile';

/**
 * Throws NOT_FOUND naming the argument unless the council keeps a profile of the child or the hub vouches that it is
 * involved: a council writes about children it knows, and what others hold of a child shows in no answer.
 */
export async function requireKnownChild(
  manager: EntityManager,
  context: Pick<SubgraphContext, 'principal' | 'involvedWith'>,
  childId: string,
): Promise<void> {
  if (isInvolved(context, childId)) return;
  const keepsProfile = await manager
    .createQueryBuilder(CouncilProfile, 'r')
    .where('r.subjectId = :childId and r.ownerId = :ownerId', { childId, ownerId: context.principal.organisation })
    .getExists();
  if (!keepsProfile) throw unknownChild('input.childId');
}
