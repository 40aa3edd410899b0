import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ClockSettings } from '../kit/clock';
import { findForChange, signal } from '../kit/mutation';
import { openChallenge, settle } from './challenge-mutations';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';
import { LAST_STEP, statusAfterChallenge } from './referral-course';

/**
 * Escalates a challenge whose time ran out without an answer, in the transaction of `manager`: the next step opens with
 * the same argument, and after the last one the referral has escalated for good. Once: what was answered or escalated
 * meanwhile, or is not due yet, is left alone.
 */
export async function escalateChallenge(
  manager: EntityManager,
  challengeId: string,
  { now, clocks }: { now: Date; clocks: ClockSettings },
): Promise<void> {
  const challenge = await findForChange(manager, ReferralChallenge, challengeId);
  if (challenge === null || challenge.outcome !== 'PENDING' || challenge.clockDueAt >= now) return;
  const referral = await findForChange(manager, Referral, challenge.referralId);
  if (referral === null) throw new Error('a challenge is of a referral that is not there');
  await manager.update(ReferralChallenge, { id: challengeId }, { outcome: 'ESCALATED', clockStoppedAt: now });
  await settle(manager, referral, { status: statusAfterChallenge(challenge.step, 'ESCALATED') });
  if (challenge.step >= LAST_STEP) return tell(manager, { type: 'REFERRAL_OVERDUE', record: referral, now });
  const { step, argument, raisedBySubject } = challenge;
  const next = await openChallenge(manager, referral, {
    id: randomUUID(),
    step: step + 1,
    argument,
    raisedBySubject,
    clocks,
    now,
  });
  await tell(manager, { type: 'REFERRAL_CHALLENGED', record: next, now });
}

function tell(
  manager: EntityManager,
  { type, record, now }: { type: string; record: Referral | ReferralChallenge; now: Date },
): Promise<void> {
  return signal(manager, { event: { type, category: 'REFERRAL' }, record, at: now });
}
