import type { EntityManager } from 'typeorm';
import { ifGiven, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { settlePlace, type PlacedRequest } from './places';
import type { SupportStatus } from './support-status';

/** What a charity says to a request of support or of advocacy. */
export interface SupportAnswer {
  status: SupportStatus;
  reason: string | null;
}

/** A request as far as its answer changes it. */
export interface AnsweredRequest extends PlacedRequest {
  answeredAt: Date | null;
  reason: string | null;
}

/**
 * Which status may follow which. A request waits until it is offered a place, starts at once, or is declined; what was
 * offered starts, is withdrawn with a reason, or ends untaken; what runs, ends. Nothing comes back: who needs support
 * again asks again.
 */
const NEXT: Readonly<Record<SupportStatus, readonly SupportStatus[]>> = {
  REQUESTED: ['OFFERED', 'ACTIVE', 'DECLINED_NO_CAPACITY', 'DECLINED_NOT_ELIGIBLE'],
  OFFERED: ['ACTIVE', 'DECLINED_NO_CAPACITY', 'DECLINED_NOT_ELIGIBLE', 'ENDED'],
  ACTIVE: ['ENDED'],
  DECLINED_NO_CAPACITY: [],
  DECLINED_NOT_ELIGIBLE: [],
  ENDED: [],
};

const aReason = textUpTo(2000);

/** What is wrong with an answer on its face. A refusal needs a reason. */
export function answerFaults({ status, reason }: SupportAnswer): Fault[] {
  const isRefusal = status === 'DECLINED_NO_CAPACITY' || status === 'DECLINED_NOT_ELIGIBLE';
  return [
    ...(status === 'REQUESTED' ? [{ at: 'status', expected: 'an answer, which REQUESTED is not' }] : []),
    ...(isRefusal ? aReason('reason', reason ?? '') : ifGiven(aReason)('reason', reason)),
  ];
}

/**
 * Answers a request that is held for change, taking or giving back its place, and returns what changes of it.
 * Throws BAD_USER_INPUT naming `status` when it may not follow, or when no place is free.
 */
export async function answerRequest(
  manager: EntityManager,
  request: AnsweredRequest,
  { status, reason, at }: SupportAnswer & { at: Date },
): Promise<AnsweredRequest> {
  const next = NEXT[request.status];
  const expected = next.length === 0 ? `no answer: the request is ${request.status}` : `one of ${next.join(', ')}`;
  refuseFaults(next.includes(status) ? [] : [{ at: 'status', expected }]);
  const holdsPlace = await settlePlace(manager, request, { status, at });
  return {
    serviceId: request.serviceId,
    status,
    holdsPlace,
    reason: reason ?? request.reason,
    answeredAt: request.answeredAt ?? at,
  };
}
