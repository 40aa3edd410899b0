import type { Clock } from '../../dates';

interface Profile {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly initials: string | null;
}

/** A child as a line of work names it. */
export interface WorkChild {
  readonly id: string;
  readonly policeProfiles: readonly Profile[] | null;
  readonly councilProfiles: readonly Profile[] | null;
  readonly charityProfiles: readonly Profile[] | null;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface WorkReferral {
  readonly id: string;
  readonly owner: Named;
  readonly referrer: Named | null;
  readonly status: string | null;
  readonly receivedAt: string | null;
  readonly decision: string | null;
  readonly reason: { readonly code: string; readonly description: string; readonly contestable: boolean } | null;
  readonly decisionClock: Clock | null;
  readonly challenges:
    readonly { readonly id: string; readonly outcome: string | null; readonly clock: Clock | null }[] | null;
  readonly child: WorkChild;
}

export interface WorkNotification {
  readonly id: string;
  readonly owner: Named;
  readonly change: string | null;
  readonly sentAt: string | null;
  readonly clock: Clock | null;
  readonly placement: { readonly hostArea: { readonly name: string } | null; readonly startedOn: string | null } | null;
  readonly child: WorkChild;
}

export interface WorkEpisode {
  readonly id: string;
  readonly owner: Named;
  readonly missingSince: string | null;
  readonly returnedAt: string | null;
  readonly risk: string | null;
  readonly returnHomeInterview: {
    readonly owner: Named;
    readonly clock: Clock | null;
    readonly offeredAt: string | null;
    readonly accepted: boolean | null;
    readonly completedAt: string | null;
  } | null;
  /** Null where the caller may know of the episode, but not whose it is. */
  readonly child: WorkChild | null;
}

export interface WorkSupport {
  readonly id: string;
  readonly owner: Named;
  readonly status: string | null;
  readonly requester: Named | null;
  readonly requestedAt: string | null;
  readonly service: { readonly name: string } | null;
  readonly reason: string | null;
  readonly child: WorkChild;
}

export interface WorkAdvocacy extends Omit<WorkSupport, 'service'> {
  readonly clock: Clock | null;
}

type List<T> = { readonly nodes: readonly T[]; readonly pageInfo: { readonly hasNextPage: boolean } };

/** Referrals in by their status, because the API takes one at a time. */
export interface CouncilWork {
  readonly late: List<WorkReferral>;
  readonly received: List<WorkReferral>;
  readonly asked: List<WorkReferral>;
  readonly challenged: List<WorkReferral>;
  readonly escalated: List<WorkReferral>;
  readonly sent: List<WorkReferral>;
  readonly placements: List<WorkNotification>;
}

export interface PoliceWork {
  readonly missing: List<WorkEpisode>;
  readonly returned: List<WorkEpisode>;
}

export interface CharityWork {
  readonly support: List<WorkSupport>;
  readonly supportSent: List<WorkSupport>;
  readonly advocacy: List<WorkAdvocacy>;
}

/** Everything on the work page. */
export type WorkAnswer = CouncilWork & PoliceWork & CharityWork;

const NONE = { nodes: [], pageInfo: { hasNextPage: false } };

/** What stands in the place of lists of which the owners do not answer. */
export const NO_WORK: WorkAnswer = {
  late: NONE,
  received: NONE,
  asked: NONE,
  challenged: NONE,
  escalated: NONE,
  sent: NONE,
  placements: NONE,
  missing: NONE,
  returned: NONE,
  support: NONE,
  supportSent: NONE,
  advocacy: NONE,
};

const LIST = 'pageInfo { hasNextPage }';

const SHARED = `fragment Clock on Clock { rule startedAt dueAt stoppedAt overdue }
fragment Child on Child { id
  policeProfiles { givenName familyName initials }
  councilProfiles { givenName familyName initials }
  charityProfiles { givenName familyName initials }
}`;

/** What waits at councils, by organisation. */
export const COUNCIL_WORK_QUERY = `query CouncilWork($own: ID!) {
  late: referrals(council: $own, status: RECEIVED, overdue: true, first: 50) { nodes { ...Referral } ${LIST} }
  received: referrals(council: $own, status: RECEIVED, first: 50) { nodes { ...Referral } ${LIST} }
  asked: referrals(council: $own, status: INFORMATION_REQUESTED, first: 50) { nodes { ...Referral } ${LIST} }
  challenged: referrals(council: $own, status: CHALLENGED, first: 50) { nodes { ...Referral } ${LIST} }
  escalated: referrals(council: $own, status: ESCALATED, first: 50) { nodes { ...Referral } ${LIST} }
  sent: referrals(referrer: $own, first: 50) { nodes { ...Referral } ${LIST} }
  placements: placementNotifications(recipient: $own, acknowledged: false, first: 50) {
    nodes { id owner { id name } change sentAt clock { ...Clock } placement { hostArea { name } startedOn } child { ...Child } } ${LIST} }
}
fragment Referral on Referral { id owner { id name } referrer { id name } status receivedAt decision
  reason { code description contestable } decisionClock { ...Clock } challenges { id outcome clock { ...Clock } } child { ...Child }
}
${SHARED}`;

export const POLICE_WORK_QUERY = `query PoliceWork {
  missing: missingEpisodes(status: MISSING, first: 50) { nodes { ...Episode } ${LIST} }
  returned: missingEpisodes(status: RETURNED, first: 50) { nodes { ...Episode } ${LIST} }
}
fragment Episode on MissingEpisode { id owner { id name } missingSince returnedAt risk
  returnHomeInterview { owner { id name } clock { ...Clock } offeredAt accepted completedAt } child { ...Child }
}
${SHARED}`;

export const CHARITY_WORK_QUERY = `query CharityWork($own: ID!) {
  support: supportRequests(status: REQUESTED, first: 50) { nodes { ...Support } ${LIST} }
  supportSent: supportRequests(requester: $own, first: 20) { nodes { ...Support } ${LIST} }
  advocacy: advocacyRequests(status: REQUESTED, first: 50) { nodes {
    id owner { id name } status requester { id name } requestedAt reason clock { ...Clock } child { ...Child } } ${LIST} }
}
fragment Support on SupportEpisode { id owner { id name } status requester { id name } requestedAt service { name } reason child { ...Child } }
${SHARED}`;
