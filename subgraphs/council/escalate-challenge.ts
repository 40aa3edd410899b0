import { randomUUID } from 'node:crypto';
import { findForChange, signal } from '../kit/mutation';
import type { Overdue } from '../kit/overdue';
import { openChallenge, settle } from './challenge-mutations';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';
import { LAST_STEP, statusAfterChallenge } from './referral-course';

/**
 * Escalates a challenge whose time ran out without an answer: the next step opens with the same argument, and after the
 * last one the referral has escalated for good. One that was answered meanwhile is left alone.
 */
export async function escalateChallenge(overdue: Overdue<ReferralChallenge>): Promise<void> {
  const { manager, record: challenge, now, clocks } = overdue;
  if (challenge.outcome !== 'PENDING') return;
  const referral = await findForChange(manager, Referral, challenge.referralId);
  if (referral === null) throw new Error('a challenge is of a referral that is not there');
  await manager.update(ReferralChallenge, { id: challenge.id }, { outcome: 'ESCALATED', clockStoppedAt: now });
  await settle(manager, referral, { status: statusAfterChallenge(challenge.step, 'ESCALATED') });
  if (challenge.step >= LAST_STEP) return;
  const { step, argument, raisedBySubject } = challenge;
  const raised = { id: randomUUID(), step: step + 1, argument, raisedBySubject };
  const next = await openChallenge(manager, referral, { ...raised, clocks, now });
  await signal(manager, { event: { type: 'REFERRAL_CHALLENGED', category: 'REFERRAL' }, record: next, at: now });
}
