import { HARBOUR, LEWISHAM, NORFOLK } from './directory';
import type { ReferralChallengeLine, ReferralLine } from './record-lines';
import { inventedName } from './people';
import { createRandom } from './random';
import { recordOf, type Story } from './story';
import { argumentText, concernsText, rationaleText } from './texts';
import { before, timeOf } from './times';
import { endOfWorkingDay } from './working-days';

/** Working days within which each step of the ladder is to be answered. */
const CHALLENGE_DAYS = [2, 5, 2] as const;
/** Reasons with how often each is given; harm outside the home leads, as was reported. */
const REASONS = [
  ['R01', 30],
  ['R02', 18],
  ['R03', 6],
  ['R04', 8],
  ['R05', 7],
  ['R06', 5],
  ['R07', 6],
  ['R08', 3],
  ['R09', 2],
  ['R10', 4],
  ['R13', 2],
  ['R14', 4],
  ['R15', 2],
  ['R16', 5],
  ['R99', 2],
] as const;

const STEP_DOWN = 'Demonstration: early help by the youth service; the referrer is told who calls the family.';

interface Decision {
  decision: string;
  reasonCode: string | null;
  decidedAt: Date;
}

/** A referral as it was received, nothing decided. */
export function referral(
  story: Story,
  council: string,
  from: { source: string; referrerId: string | null; receivedAt: Date },
): ReferralLine {
  const { random } = story;
  return {
    kind: 'Referral',
    indicators: ['M2', 'P1', 'D1'],
    ...recordOf(story, council),
    referrerId: from.referrerId,
    source: from.source,
    harmContexts: random.weighted([
      [['EXTRA_FAMILIAL'], 50],
      [['INTRA_FAMILIAL'], 25],
      [['EXTRA_FAMILIAL', 'ONLINE'], 15],
      [['INTRA_FAMILIAL', 'EXTRA_FAMILIAL'], 10],
    ]),
    receivedAt: timeOf(from.receivedAt),
    clockDueAt: timeOf(endOfWorkingDay(from.receivedAt, 1)),
    clockStoppedAt: null,
    status: 'RECEIVED',
    decision: null,
    reasonCode: null,
    decidedBy: null,
    decidedAt: null,
    resistance: null,
    concerns: concernsText(random),
    rationale: null,
    stepDown: null,
    otherAuthorityId: null,
  };
}

/** Decides the referral: the clock stops, and an acceptance shows how much resistance it met. */
export function decide(story: Story, open: ReferralLine, { decision, reasonCode, decidedAt }: Decision): ReferralLine {
  const { givenName, familyName } = inventedName(story.random);
  const isLate = timeOf(decidedAt) > open.clockDueAt;
  const accepted = isLate ? 1 : 0;
  return {
    ...open,
    clockStoppedAt: timeOf(decidedAt),
    status: 'DECIDED',
    decision,
    reasonCode,
    decidedBy: `${givenName} ${familyName}, team manager (demonstration)`,
    decidedAt: timeOf(decidedAt),
    resistance: decision === 'NO_FURTHER_ACTION' ? null : accepted,
    rationale: rationaleText(story.random),
    ...(decision === 'NO_FURTHER_ACTION' ? refusalOffer(open.ownerId, reasonCode) : {}),
  };
}

/** What a refusal has to give besides its reason. */
function refusalOffer(council: string, reasonCode: string | null): Pick<ReferralLine, 'stepDown' | 'otherAuthorityId'> {
  const other = council === NORFOLK.council ? LEWISHAM.council : NORFOLK.council;
  return { stepDown: STEP_DOWN, otherAuthorityId: reasonCode === 'R08' ? other : null };
}

/** A referral of the usual kind, with its challenge when a refusal was challenged. */
export function usualReferral(story: Story, council: string): (ReferralLine | ReferralChallengeLine)[] {
  const { random, now } = story;
  // Kept in working hours, and old enough for a challenge to have run its course.
  const receivedAt = new Date(
    Math.floor(before(now, { days: random.whole(500) + 15 }).getTime() / 86_400_000) * 86_400_000 +
      (9 * 60 + random.whole(450)) * 60_000,
  );
  const open = referral(story, council, { ...sourceOf(story), receivedAt });
  const course = random.weighted([
    ['waiting', 6],
    ['asked', 4],
    ['refused', 26],
    ['challenged', 8],
    ['accepted', 56],
  ] as const);
  if (course === 'waiting') return [freshly(open, story)];
  if (course === 'asked') return [{ ...freshly(open, story), status: 'INFORMATION_REQUESTED' }];
  const decidedAt = before(receivedAt, {
    hours: -(random.chance(0.78) ? random.whole(8) + 2 : 100 + random.whole(80)),
  });
  if (course === 'accepted') {
    const decision = random.pick(['EARLY_HELP', 'CHILD_IN_NEED_ASSESSMENT', 'SECTION_47_ENQUIRY']);
    return [decide(story, open, { decision, reasonCode: null, decidedAt })];
  }
  const reasonCode = random.weighted(REASONS);
  const refused = decide(story, open, { decision: 'NO_FURTHER_ACTION', reasonCode, decidedAt });
  return course === 'refused' ? [refused] : challenged(story, refused, decidedAt);
}

/** One that waits for its decision came in within the last days: some of these are overdue. */
function freshly(open: ReferralLine, { random, now }: Story): ReferralLine {
  const receivedAt = before(now, { hours: random.whole(110) + 1 });
  return { ...open, receivedAt: timeOf(receivedAt), clockDueAt: timeOf(endOfWorkingDay(receivedAt, 1)) };
}

/** 28 % of referrals come from the police; a voluntary body and a school are told apart by their codes. */
function sourceOf({ child, random }: Story): { source: string; referrerId: string | null } {
  const charity = child.holdings.find(({ sector }) => sector === 'charity')?.organisation ?? null;
  const source = random.weighted([
    ['6', 28],
    ['2A', 20],
    ['3A', 4],
    ['3E', 8],
    ['1A', 9],
    ['1D', 3],
    ['5A', 6],
    ['5C', 4],
    ['4', 3],
    ['9', 3],
    ['10', 2],
    ['voluntary', charity === null ? 4 : 25],
  ]);
  if (source === '6') return { source, referrerId: child.home.forceId };
  if (source !== 'voluntary') return { source, referrerId: null };
  if (charity === HARBOUR) return { source: '8.V.CL', referrerId: charity };
  return { source: '8.V', referrerId: charity };
}

/** Refused, then challenged: overturned, upheld, still within its time, or left unanswered. */
function challenged(story: Story, refused: ReferralLine, decidedAt: Date): (ReferralLine | ReferralChallengeLine)[] {
  const { random, now } = story;
  const raisedAt = before(decidedAt, { hours: -(random.whole(40) + 3) });
  const outcome = random.pick(['OVERTURNED', 'UPHELD', 'PENDING', 'ESCALATED'] as const);
  if (outcome === 'PENDING') {
    const fresh = { step: 1, raisedAt: before(now, { hours: 5 }) };
    return [{ ...refused, status: 'CHALLENGED' }, challengeOf(story, refused, fresh)];
  }
  const answeredAt = before(raisedAt, { hours: -(random.whole(30) + 2) });
  const raised = challengeOf(story, refused, { step: 1, raisedAt });
  const answer = rationaleText(random);
  if (outcome === 'ESCALATED') return unanswered(story, refused, raised);
  const answered = { ...raised, clockStoppedAt: timeOf(answeredAt), outcome, answer };
  if (outcome === 'UPHELD') return [{ ...refused, resistance: 4 }, answered];
  const changed = { decision: 'CHILD_IN_NEED_ASSESSMENT', reasonCode: null, decidedAt: answeredAt };
  return [{ ...decide(story, refused, changed), stepDown: null, otherAuthorityId: null, resistance: 3 }, answered];
}

/** A step whose time runs out opens the next one; after the last the referral has escalated for good. */
function unanswered(
  story: Story,
  refused: ReferralLine,
  first: ReferralChallengeLine,
): (ReferralLine | ReferralChallengeLine)[] {
  const ladder = { ...story, random: createRandom(story.seed, `ladder/${refused.id}`) };
  const challenges: ReferralChallengeLine[] = [];
  let open = first;
  for (let step = 2; new Date(open.clockDueAt) < story.now; step += 1) {
    const raisedAt = new Date(open.clockDueAt);
    challenges.push({ ...open, clockStoppedAt: open.clockDueAt, outcome: 'ESCALATED' });
    if (step > CHALLENGE_DAYS.length) return [{ ...refused, status: 'ESCALATED', resistance: 4 }, ...challenges];
    open = challengeOf(ladder, refused, { step, raisedAt });
  }
  return [{ ...refused, status: 'CHALLENGED', resistance: 4 }, ...challenges, open];
}

/** A challenge as it was raised, not answered. */
function challengeOf(
  story: Story,
  refused: ReferralLine,
  { step, raisedAt }: { step: number; raisedAt: Date },
): ReferralChallengeLine {
  return {
    kind: 'ReferralChallenge',
    ...recordOf(story, refused.ownerId),
    referralId: refused.id,
    step,
    raisedAt: timeOf(raisedAt),
    clockRule: `CHALLENGE_STEP_${step}`,
    clockDueAt: timeOf(endOfWorkingDay(raisedAt, CHALLENGE_DAYS[step - 1] ?? 1)),
    clockStoppedAt: null,
    outcome: 'PENDING',
    argument: argumentText(story.random),
    answer: null,
  };
}
