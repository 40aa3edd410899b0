import type { EntityManager } from 'typeorm';
import { badUserInput } from '../kit/errors';
import type { SupportStatus } from './support-status';

/** A request that a service answers, of support or of advocacy. */
export interface PlacedRequest {
  serviceId: string | null;
  status: SupportStatus;
  /** Whether a place is counted as taken by it. What was loaded holds none: its service was loaded with it counted. */
  holdsPlace: boolean;
}

/** An offer keeps a place free for the child, so that what was offered can also be had. */
const TAKING: ReadonlySet<SupportStatus> = new Set<SupportStatus>(['OFFERED', 'ACTIVE']);

const NO_PLACE = 'a service with a free place: decline with DECLINED_NO_CAPACITY, or answer when a place is free';

/**
 * Takes or gives back the place that a request has when its status becomes `status`, and returns whether it holds one.
 * Throws BAD_USER_INPUT naming `status` when there is none to take.
 * INVARIANT: a place is taken by one statement that finds it free and counts it, so that no two can take the last one.
 */
export async function settlePlace(
  manager: EntityManager,
  request: PlacedRequest,
  { status, at }: { status: SupportStatus; at: Date },
): Promise<boolean> {
  const { serviceId, holdsPlace } = request;
  if (serviceId === null || TAKING.has(request.status) === TAKING.has(status)) return holdsPlace;
  if (!TAKING.has(status)) {
    await releasePlace(manager, { serviceId, holdsPlace, at });
    return false;
  }
  if (!(await takePlace(manager, serviceId, at))) throw badUserInput('status', NO_PLACE);
  return true;
}

async function takePlace(manager: EntityManager, serviceId: string, at: Date): Promise<boolean> {
  const [rows] = await manager.query<[object[], number]>(
    `update support_services set available = available - 1, held = held + 1, updated_at = $2
     where id = $1 and available > 0 returning id`,
    [serviceId, at],
  );
  return rows.length === 1;
}

/** INVARIANT: free and held places together stay within the capacity, also when a place was never counted as held. */
async function releasePlace(
  manager: EntityManager,
  { serviceId, holdsPlace, at }: { serviceId: string; holdsPlace: boolean; at: Date },
): Promise<void> {
  const change = holdsPlace
    ? 'held = held - 1, available = available + 1'
    : 'available = least(available + 1, capacity - held)';
  await manager.query(`update support_services set ${change}, updated_at = $2 where id = $1`, [serviceId, at]);
}
