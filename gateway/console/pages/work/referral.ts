import type { Clock } from '../../dates';
import type { Visit } from '../../site';
import { notFound } from '../child/reading';

export interface ReferralReason {
  readonly code: string;
  readonly description: string;
  readonly contestable: boolean;
  readonly test: string | null;
}

/** A referral as the forms about it show it. */
export interface Referral {
  readonly id: string;
  readonly owner: { readonly id: string; readonly name: string };
  readonly referrer: { readonly name: string } | null;
  readonly status: string | null;
  readonly harmContexts: readonly string[] | null;
  readonly receivedAt: string | null;
  readonly decision: string | null;
  readonly reason: ReferralReason | null;
  readonly decidedBy: string | null;
  readonly stepDown: string | null;
  readonly concerns: string | null;
  readonly rationale: string | null;
  readonly decisionClock: Clock | null;
  readonly challenges:
    | readonly {
        readonly id: string;
        readonly step: number | null;
        readonly outcome: string | null;
        readonly argument: string | null;
        readonly clock: Clock | null;
      }[]
    | null;
}

export interface ReferralAnswer {
  readonly referralReasons: readonly ReferralReason[];
  readonly child: { readonly referrals: readonly Referral[] | null } | null;
}

const CLOCK = '{ rule startedAt dueAt stoppedAt overdue }';

/** The API has no query for one referral: it is found among those of its child. */
export const REFERRAL_QUERY = `query Referral($id: ID!) {
  referralReasons { code description contestable test }
  child(id: $id) { referrals {
    id owner { id name } referrer { name } status harmContexts receivedAt decision reason { code description contestable test }
    decidedBy stepDown concerns rationale decisionClock ${CLOCK} challenges { id step outcome argument clock ${CLOCK} } } }
}`;

/** Reads the referral that an address names. Throws HubRefusal NOT_FOUND for one that the caller may not know of. */
export async function readReferral(visit: Visit): Promise<{ referral: Referral; reasons: readonly ReferralReason[] }> {
  const { id = '', referral: wanted = '' } = visit.params;
  const { data } = await visit.ask<ReferralAnswer>({ query: REFERRAL_QUERY, variables: { id }, about: id });
  const referral = data.child?.referrals?.find((each) => each.id === wanted);
  if (!referral) throw notFound();
  return { referral, reasons: data.referralReasons };
}
