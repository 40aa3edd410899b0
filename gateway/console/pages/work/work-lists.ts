import type { Agency } from '../../../../schema/vocabulary';
import { clockState, momentText, dayText, type Clock, type ClockState } from '../../dates';
import { wordOf } from '../../words';
import type {
  WorkAdvocacy,
  WorkAnswer,
  WorkChild,
  WorkEpisode,
  WorkNotification,
  WorkReferral,
  WorkSupport,
} from './work-query';

/** A line of work: about whom, what, until when, and what can be done. */
export interface WorkLine {
  /** Null where nobody tells whose record it is. */
  readonly childId: string | null;
  readonly name: string;
  readonly details: readonly string[];
  readonly clock: ClockState | null;
  readonly dueAt: string | null;
  readonly action: { readonly text: string; readonly href: string } | null;
  /** Where there is nothing to fill in: the notification to acknowledge. */
  readonly acknowledge: string | null;
}

export interface WorkList {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly WorkLine[];
  readonly nothing: string;
  /** There are more than the hub gave at once. */
  readonly hasMore: boolean;
}

/** Whose work it is, and when. */
export interface Worker {
  readonly organisation: string;
  readonly agency: Agency;
  /** Whether the person's role takes decisions of the organisation. */
  readonly decides: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The lists of somebody's organisation, what is overdue first in each; those that its agency never has are left out. */
export function workLists(answer: WorkAnswer, worker: Worker): WorkList[] {
  const isCouncil = worker.agency === 'COUNCIL';
  const isCharity = worker.agency === 'CHARITY';
  return [
    list(
      answer.missing,
      { id: 'missing', title: 'Missing now', nothing: 'No child whom you may know of is missing.' },
      (episode) => missingLine(episode),
    ),
    ...(isCouncil ? [referralsIn(answer, worker)] : []),
    list(
      { ...answer.sent, nodes: answer.sent.nodes.filter(isOpenToReferrer) },
      { id: 'sent', title: 'Referrals that you made', nothing: 'None is waiting or refused.' },
      (referral) => sentLine(referral, worker),
    ),
    ...(isCharity ? [] : [placements(answer, worker)]),
    interviews(answer, worker),
    ...(isCharity ? supportIn(answer, worker) : []),
    list(
      answer.supportSent,
      { id: 'support-sent', title: 'Support that you asked for', nothing: 'None asked for.' },
      supportSentLine,
    ),
  ];
}

interface Heading {
  readonly id: string;
  readonly title: string;
  readonly nothing: string;
}

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

function list<T>({ nodes, pageInfo }: Page<T>, heading: Heading, line: (node: T) => WorkLine): WorkList {
  return { ...heading, lines: nodes.map(line).sort(mostUrgentFirst), hasMore: pageInfo.hasNextPage };
}

/** What is due earlier comes first, so what is overdue longest leads; without a clock, last. */
function mostUrgentFirst(one: WorkLine, other: WorkLine): number {
  return (one.dueAt ?? '9').localeCompare(other.dueAt ?? '9');
}

function lineOf(child: WorkChild | null, details: readonly (string | null)[]): WorkLine {
  const known = details.filter((detail) => detail !== null);
  const name = child === null ? 'Name not shared' : childName(child);
  const childId = child?.id ?? null;
  return { childId, name, details: known, clock: null, dueAt: null, action: null, acknowledge: null };
}

function withClock(line: WorkLine, clock: Clock | null, now: number): WorkLine {
  if (clock === null) return line;
  return { ...line, clock: clockState(clock, now), dueAt: clock.stoppedAt === null ? clock.dueAt : null };
}

/** As far as any agency lets the child be named. */
export function childName({ policeProfiles, councilProfiles, charityProfiles }: WorkChild): string {
  const profiles = [councilProfiles, policeProfiles, charityProfiles].flatMap((each) => each ?? []);
  const full = profiles.find(({ givenName, familyName }) => givenName !== null && familyName !== null);
  if (full) return `${full.givenName ?? ''} ${full.familyName ?? ''}`;
  return profiles.find(({ initials }) => initials !== null)?.initials ?? 'Name not shared';
}

function missingLine({ child, owner, missingSince, risk }: WorkEpisode): WorkLine {
  const line = lineOf(child, [
    at('Since', missingSince),
    risk === null ? null : `Risk ${wordOf(risk).toLowerCase()}`,
    owner.name,
  ]);
  // The longest first.
  return { ...line, dueAt: missingSince };
}

function referralsIn(answer: WorkAnswer, worker: Worker): WorkList {
  const pages = [answer.late, answer.received, answer.asked, answer.challenged, answer.escalated];
  const all = new Map(pages.flatMap(({ nodes }) => nodes).map((referral) => [referral.id, referral]));
  const page = {
    nodes: [...all.values()],
    pageInfo: { hasNextPage: pages.some(({ pageInfo }) => pageInfo.hasNextPage) },
  };
  const heading = { id: 'received', title: 'Referrals to decide', nothing: 'None is waiting.' };
  return list(page, heading, (referral) => receivedLine(referral, worker));
}

function receivedLine(referral: WorkReferral, { now, decides }: Worker): WorkLine {
  const { id, child, referrer, receivedAt, status, decisionClock } = referral;
  const details = [
    `From ${referrer?.name ?? 'somebody not named'}`,
    at('Received', receivedAt),
    status === null || status === 'RECEIVED' ? null : wordOf(status),
  ];
  const challenge = openChallenge(referral);
  const line = withClock(lineOf(child, details), challenge?.clock ?? decisionClock, now);
  if (!decides) return line;
  const action = challenge
    ? { text: 'Answer the challenge', href: `/children/${child.id}/referrals/${id}/answer` }
    : { text: 'Decide', href: `/children/${child.id}/referrals/${id}/decide` };
  return { ...line, action };
}

function openChallenge({ challenges }: WorkReferral) {
  return challenges?.find(({ outcome }) => outcome === 'PENDING');
}

const REFUSALS = ['NO_FURTHER_ACTION', 'ADVICE'];

function isRefused({ decision }: WorkReferral): boolean {
  return decision !== null && REFUSALS.includes(decision);
}

function isOpenToReferrer(referral: WorkReferral): boolean {
  return referral.status !== 'CLOSED' && (referral.decision === null || isRefused(referral));
}

function reasonText({ reason }: WorkReferral): string | null {
  if (reason === null) return null;
  return `${reason.description} (${reason.code})${reason.contestable ? ', contestable' : ''}`;
}

function courseText({ status, decision }: WorkReferral): string {
  return status === 'RECEIVED' ? 'Waiting' : wordOf(decision ?? status ?? 'NOT_SHARED');
}

/** What happened when, if that is known. */
function at(what: string, moment: string | null): string | null {
  return moment === null ? null : `${what} ${momentText(moment)}`;
}

function sentLine(referral: WorkReferral, { now, decides }: Worker): WorkLine {
  const { id, child, owner, decisionClock } = referral;
  const challenge = openChallenge(referral);
  const details = [
    `To ${owner.name}`,
    challenge ? 'Challenged, awaiting an answer' : courseText(referral),
    reasonText(referral),
  ];
  const line = withClock(lineOf(child, details), challenge?.clock ?? decisionClock, now);
  if (!decides || !isRefused(referral) || challenge) return line;
  return { ...line, action: { text: 'Challenge', href: `/children/${child.id}/referrals/${id}/challenge` } };
}

function placements({ placements: notices }: WorkAnswer, worker: Worker): WorkList {
  const heading = { id: 'placements', title: 'Placements to acknowledge', nothing: 'All are acknowledged.' };
  return list(notices, heading, (notice) => placementLine(notice, worker));
}

function placementLine(
  { id, child, owner, change, placement, clock }: WorkNotification,
  { now, decides }: Worker,
): WorkLine {
  const place = placement?.hostArea?.name;
  const details = [
    `${owner.name} ${change === 'ENDED' ? 'ended a placement' : 'placed the child'}${place === undefined ? '' : ` in ${place}`}`,
    placement?.startedOn == null ? null : `From ${dayText(placement.startedOn)}`,
  ];
  return { ...withClock(lineOf(child, details), clock, now), acknowledge: decides ? id : null };
}

function interviews({ returned }: WorkAnswer, worker: Worker): WorkList {
  const due = returned.nodes.filter(({ returnHomeInterview }) => returnHomeInterview?.clock?.stoppedAt === null);
  const heading = { id: 'interviews', title: 'Return home interviews due', nothing: 'None is due.' };
  return list({ ...returned, nodes: due }, heading, (episode) => interviewLine(episode, worker));
}

function interviewLine(
  { id, child, returnedAt, returnHomeInterview: interview }: WorkEpisode,
  worker: Worker,
): WorkLine {
  if (interview === null) return lineOf(child, [at('Returned', returnedAt)]);
  const { owner, offeredAt, clock } = interview;
  const details = [at('Returned', returnedAt), `Owed by ${owner.name}`, at('Offered', offeredAt) ?? 'Not offered yet'];
  const line = withClock(lineOf(child, details), clock, worker.now);
  if (!worker.decides || child === null || owner.id !== worker.organisation) return line;
  return { ...line, action: { text: 'Record', href: `/children/${child.id}/interviews/${id}` } };
}

function supportIn({ support, advocacy }: WorkAnswer, worker: Worker): WorkList[] {
  const own = <T extends WorkSupport | WorkAdvocacy>(page: Page<T>): Page<T> => ({
    ...page,
    nodes: page.nodes.filter(({ owner }) => owner.id === worker.organisation),
  });
  return [
    list(
      own(support),
      { id: 'support', title: 'Support requests to answer', nothing: 'None is waiting.' },
      (request) => ({
        ...lineOf(request.child, supportDetails(request, request.service?.name ?? null)),
        dueAt: request.requestedAt,
        action: worker.decides ? { text: 'Answer', href: `/children/${request.child.id}/support/${request.id}` } : null,
      }),
    ),
    list(own(advocacy), { id: 'advocacy', title: 'Requests for an advocate', nothing: 'None is waiting.' }, (request) =>
      withClock(lineOf(request.child, supportDetails(request, null)), request.clock, worker.now),
    ),
  ];
}

function supportDetails(
  { requester, requestedAt }: Pick<WorkSupport, 'requester' | 'requestedAt'>,
  service: string | null,
) {
  return [service, requester ? `From ${requester.name}` : null, at('Asked', requestedAt)];
}

function supportSentLine({ child, owner, status, service, reason, requestedAt }: WorkSupport): WorkLine {
  return lineOf(child, [
    service?.name ?? owner.name,
    status === null ? null : wordOf(status),
    at('Asked', requestedAt),
    reason,
  ]);
}
