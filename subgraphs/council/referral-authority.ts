import { notFound } from '../kit/authority';
import type { Principal } from '../kit/context';
import { RequestError } from '../kit/errors';
import type { Referral } from './referral';

/** The two sides of a referral: the council that was asked, and the organisation that referred. */
export type Side = 'COUNCIL' | 'REFERRER';

const EXPECTED: Readonly<Record<Side, string>> = {
  COUNCIL: "a referral to the caller's own council",
  REFERRER: "a referral by the caller's own organisation",
};

/**
 * Finds fault with acting on a side of a referral: FORBIDDEN to the other side.
 * INVARIANT: to anyone who is on neither side, it is as if it were not held: NOT_FOUND; to a referrer too, when its
 * marking conceals it.
 */
export function requireSide(principal: Principal, referral: Referral | null, on: { side: Side; at: string }): Referral {
  const { organisation } = principal;
  if (referral === null) throw notFound(on.at);
  const isCouncil = referral.ownerId === organisation;
  const isConcealed = referral.handling === 'HIDDEN' || referral.handling === 'CONDITIONAL';
  const isReferrer = referral.referrerId === organisation && (isCouncil || !isConcealed);
  if (!isCouncil && !isReferrer) throw notFound(on.at);
  if (on.side === 'COUNCIL' ? isCouncil : isReferrer) return referral;
  throw new RequestError('FORBIDDEN', { argument: on.at, expected: EXPECTED[on.side] });
}

/** The callers who decide in a council's name: a person, whom a referrer can ask why. */
export const DECISION_MAKERS = { agency: 'COUNCIL', recorders: ['PRACTITIONER', 'SUPERVISOR'] } as const;

/** How a decision names who made it. */
export function nameOf({ name, subject }: Principal): string {
  return name === null ? subject : `${name} (${subject})`;
}
