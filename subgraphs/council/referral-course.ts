import type { EntityManager } from 'typeorm';
import { isRefusal, type Referral, type ReferralStatus } from './referral';
import { ReferralChallenge, type ChallengeOutcome } from './referral-challenge';
import { resistanceOf } from './resistance';

/** The reason that asks for information: it decides nothing, and the clock runs on. */
export const INFORMATION_REQUESTED = 'R12';

/** The last step of the ladder on which a refusal is challenged. */
export const LAST_STEP = 3;

/** What happened before to a referral, besides what its own row says. */
export interface ReferralHistory {
  challenges: readonly Pick<ReferralChallenge, 'step' | 'outcome'>[];
  earlier: readonly EarlierDecision[];
}

export interface EarlierDecision {
  reasonCode: string | null;
  isLate: boolean;
}

type Decided = Pick<Referral, 'status' | 'decision' | 'reasonCode' | 'clockDueAt' | 'clockStoppedAt'>;

/** Whether a council still owes a decision. */
export function isWaiting({ status }: Pick<Referral, 'status'>): boolean {
  return status === 'RECEIVED' || status === 'INFORMATION_REQUESTED';
}

/** Whether others may rest a refusal on this referral: it waits, or was accepted. */
export function isOpen(referral: Pick<Referral, 'status' | 'decision'>): boolean {
  return isWaiting(referral) || (referral.status === 'DECIDED' && !isRefusal(referral.decision));
}

/** Where a referral stands when a refusal was given: with no step of the ladder left, it has escalated for good. */
export function statusAfterRefusal({ challenges }: ReferralHistory): ReferralStatus {
  return stepAfter(challenges) === null ? 'ESCALATED' : 'DECIDED';
}

/** The step at which a refusal may be challenged now; null when it may not. */
export function nextStep(
  referral: Pick<Referral, 'status' | 'decision'>,
  { challenges }: ReferralHistory,
): number | null {
  return referral.status === 'DECIDED' && isRefusal(referral.decision) ? stepAfter(challenges) : null;
}

function stepAfter(challenges: ReferralHistory['challenges']): number | null {
  const taken = Math.max(0, ...challenges.map(({ step }) => step));
  return taken < LAST_STEP ? taken + 1 : null;
}

/** Where a referral stands when a challenge of that step has ended. */
export function statusAfterChallenge(step: number, outcome: Exclude<ChallengeOutcome, 'PENDING'>): ReferralStatus {
  const isLast = step >= LAST_STEP;
  switch (outcome) {
    case 'OVERTURNED':
      return 'RECEIVED';
    case 'UPHELD':
      return isLast ? 'CLOSED' : 'DECIDED';
    case 'ESCALATED':
      return isLast ? 'ESCALATED' : 'CHALLENGED';
  }
}

/** The resistance that a referral met so far, from its rows alone. */
export function resistanceMet(referral: Decided, { challenges, earlier }: ReferralHistory): number | null {
  const ended = (outcome: ChallengeOutcome): number => challenges.filter((each) => each.outcome === outcome).length;
  const isRefused = isRefusal(referral.decision);
  const isAsking = referral.status === 'INFORMATION_REQUESTED';
  const asked = earlier.filter(({ reasonCode }) => reasonCode === INFORMATION_REQUESTED).length;
  const { clockStoppedAt, clockDueAt } = referral;
  return resistanceOf({
    // An overturned refusal is no longer in the row; an upheld one was given twice.
    refusals: ended('OVERTURNED') + ended('UPHELD') + (isRefused ? 1 : 0),
    isAccepted: referral.decision !== null && !isRefused,
    isLate: (clockStoppedAt !== null && clockStoppedAt > clockDueAt) || earlier.some(({ isLate }) => isLate),
    informationLoops: asked + (isAsking ? 1 : 0),
    isUnanswered: ended('ESCALATED') > 0,
  });
}

/** Reads what happened to a referral whose row the transaction of `manager` holds. */
export async function readHistory(manager: EntityManager, referralId: string): Promise<ReferralHistory> {
  const challenges = await manager
    .createQueryBuilder(ReferralChallenge, 'c')
    .where('c.referralId = :referralId', { referralId })
    .getMany();
  const rows = await manager.query<{ reason_code: string | null; is_late: boolean }[]>(
    `select reason_code, coalesce(clock_stopped_at > clock_due_at, false) as is_late
     from referral_earlier_decisions where referral_id = $1`,
    [referralId],
  );
  const earlier = rows.map((row) => ({ reasonCode: row.reason_code, isLate: row.is_late }));
  return { challenges, earlier };
}

/** What a decision consists of; each goes from the row to the earlier ones when another takes its place. */
const DECISION_COLUMNS =
  'clock_due_at, clock_stopped_at, decision, reason_code, decided_by, decided_by_subject, decided_at, step_down, ' +
  'rationale, other_authority_id, other_authority_receipt, linked_record_id';

/** Keeps the decision of a referral's row before it is replaced. A row without one leaves no trace. */
export async function keepDecision(manager: EntityManager, referralId: string, at: Date): Promise<void> {
  await manager.query(
    `insert into referral_earlier_decisions (referral_id, replaced_at, clock_started_at, ${DECISION_COLUMNS})
     select id, $2, coalesce(clock_started_at, received_at), ${DECISION_COLUMNS}
     from referrals where id = $1 and (decision is not null or reason_code is not null)`,
    [referralId, at],
  );
}
