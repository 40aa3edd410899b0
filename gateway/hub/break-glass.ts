import { SightlineError } from '../errors';
import { type BreakGlassRow } from './break-glass-ports';
import { type HubContext } from './context';
import { getOrganisation } from './directory-view';
import { childId as isChildId, textUpTo, type Fault } from './faults';
import { isHubId } from './hub-id';
import { type BreakGlassGrant } from './types/break-glass';

/** Why the glass may be broken. */
const REASONS: readonly string[] = [
  'RISK_TO_LIFE',
  'CHILD_MISSING',
  'EXPLOITATION_UNDER_WAY',
  'MEDICAL_EMERGENCY',
  'OWNER_NOT_REACHABLE',
];

const OUTCOMES = ['JUSTIFIED', 'NOT_JUSTIFIED', 'RIGHT_RESTORED'] as const;
/** What a reviewer can say. */
export type ReviewWord = (typeof OUTCOMES)[number];

const MOST_MINUTES = 60;
/** Grants of one person that may await their review at one time: a night of emergencies, not a list of children. */
const MOST_UNREVIEWED = 10;

/** What is wrong with a request to break the glass. */
export function grantFaults(input: {
  readonly childId: string;
  readonly reason: string;
  readonly explanation: string;
  readonly minutes: number | null;
}): Fault[] {
  const { childId, reason, explanation, minutes } = input;
  const inTime = minutes !== null && minutes >= 1 && minutes <= MOST_MINUTES;
  return [
    ...isChildId('childId', childId),
    ...wordFaults('reason', reason, REASONS),
    ...textUpTo(4_000)('explanation', explanation),
    ...(inTime ? [] : [{ at: 'minutes', expected: `from 1 to ${MOST_MINUTES}`, got: 'another number' }]),
  ];
}

/** What is wrong with a review on its face. */
export function reviewFaults({ grantId, outcome }: { grantId: string; outcome: string }): Fault[] {
  const isId = isHubId(grantId);
  return [
    ...(isId ? [] : [{ at: 'grantId', expected: 'an id of a grant as the hub gave it', got: 'another text' }]),
    ...wordFaults('outcome', outcome, OUTCOMES),
  ];
}

function wordFaults(at: string, word: string, words: readonly string[]): Fault[] {
  return words.includes(word) ? [] : [{ at, expected: `one of ${words.join(', ')}`, got: 'another text' }];
}

/**
 * Refuses somebody whose earlier grants are not settled: found not justified, not reviewed in time, or too many at once.
 * @throws SightlineError FORBIDDEN naming the grant.
 */
export function refuseUnsettled(unsettled: readonly BreakGlassRow[], at: Date): void {
  const lost = unsettled.find(({ outcome }) => outcome === 'NOT_JUSTIFIED');
  if (lost) throw suspended(`grant ${lost.id} was found not justified`, `the right restored on grant ${lost.id}`);
  const late = unsettled.find(({ reviewDueAt }) => reviewDueAt < at);
  if (late) throw suspended(`grant ${late.id} was not reviewed in time`, `a review of grant ${late.id}`);
  const [oldest] = unsettled;
  if (oldest && unsettled.length >= MOST_UNREVIEWED) {
    throw suspended(`${MOST_UNREVIEWED} grants await their review`, `a review of grant ${oldest.id}`);
  }
}

function suspended(why: string, expected: string): SightlineError {
  return new SightlineError('FORBIDDEN', `the right to break the glass is suspended: ${why}`, {
    at: 'breakGlass',
    expected,
  });
}

/** A grant as the API shows it. */
export function grantOf(context: HubContext, row: BreakGlassRow): BreakGlassGrant {
  const { id, subject, reason, explanation, grantedAt, expiresAt, reviewedBy, reviewedAt } = row;
  const outcome = row.restoredAt === null ? row.outcome : 'RIGHT_RESTORED';
  return {
    id,
    child: { id: row.childId },
    person: subject,
    organisation: getOrganisation(context, row.organisation),
    reason,
    explanation,
    grantedAt,
    expiresAt,
    reviewClock: clockOf(row, context.hub.now()),
    reviewedBy,
    reviewedAt,
    outcome,
  };
}

function clockOf({ reviewRule, reviewDueAt, reviewCalendar, grantedAt, reviewedAt }: BreakGlassRow, now: Date) {
  const overdue = (reviewedAt ?? now) > reviewDueAt;
  const times = { startedAt: grantedAt, dueAt: reviewDueAt, stoppedAt: reviewedAt };
  return { rule: reviewRule, ...times, overdue, calendar: reviewCalendar };
}
