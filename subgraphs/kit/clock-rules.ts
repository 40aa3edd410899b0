import type { Division } from './working-days';

/** How long a rule gives. Counting starts the day after the day on which the clock starts, hours at once. */
export type Limit =
  | { kind: 'WORKING_DAYS'; days: number; division: Division }
  | { kind: 'CALENDAR_DAYS'; days: number }
  | { kind: 'ELAPSED_HOURS'; hours: number }
  /** Before the day on which what the clock is about begins. */
  | { kind: 'BEFORE_THE_DAY' };

export const LIMIT_KINDS = [
  'WORKING_DAYS',
  'CALENDAR_DAYS',
  'ELAPSED_HOURS',
  'BEFORE_THE_DAY',
] as const satisfies readonly Limit['kind'][];
export type LimitKind = Limit['kind'];

/** How many days or hours a limit gives; null for one that ends before a day. */
export function amountOf(limit: Limit): number | null {
  if (limit.kind === 'BEFORE_THE_DAY') return null;
  return limit.kind === 'ELAPSED_HOURS' ? limit.hours : limit.days;
}

/** A time limit as it held over some time. A change of the law ends a row and adds one; no row is ever edited. */
export interface ClockRule {
  code: string;
  what: string;
  limit: Limit;
  source: string;
  paragraph: string | null;
  /** Days in London, both included; `validTo` null: still in force. */
  validFrom: string;
  validTo: string | null;
}

type Row = readonly [code: string, what: string, limit: Limit, source: string, paragraph: string | null, from: string];

const workingDays = (days: number): Limit => ({ kind: 'WORKING_DAYS', days, division: 'ENGLAND_AND_WALES' });
const WORKING_TOGETHER = 'Working Together to Safeguard Children 2023';
const CARE_PLANNING = 'Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959)';
const RUNAWAY_GUIDANCE = 'Statutory guidance on children who run away or go missing from home or care (2014)';
const NRM_GUIDANCE = 'Modern Slavery: statutory guidance for England and Wales';
const LOCAL = 'Local agreement (example, to be set by each partnership)';
const OURS = 'Sightline';

const ROWS: readonly Row[] = [
  [
    'REFERRAL_DECISION',
    'the council decides and tells the referrer',
    workingDays(1),
    WORKING_TOGETHER,
    'chapter 3',
    '2023-12-15',
  ],
  ['CHALLENGE_STEP_1', 'the council answers the first challenge', workingDays(2), LOCAL, null, '2023-12-15'],
  ['CHALLENGE_STEP_2', 'the council answers the second challenge', workingDays(5), LOCAL, null, '2023-12-15'],
  ['CHALLENGE_STEP_3', 'the council answers the third challenge', workingDays(2), LOCAL, null, '2023-12-15'],
  [
    'CHILD_ASSESSMENT',
    'from the referral to the assessment',
    workingDays(45),
    WORKING_TOGETHER,
    'chapter 3',
    '2023-12-15',
  ],
  [
    'INITIAL_CONFERENCE',
    'from the strategy discussion to the conference',
    workingDays(15),
    WORKING_TOGETHER,
    'chapter 3',
    '2023-12-15',
  ],
  [
    'PLACEMENT_NOTIFY',
    'a planned placement is notified before it starts',
    { kind: 'BEFORE_THE_DAY' },
    CARE_PLANNING,
    'regulation 13(1)',
    '2011-04-01',
  ],
  [
    'PLACEMENT_NOTIFY_EMERGENCY',
    'an emergency placement is notified after its start',
    workingDays(5),
    CARE_PLANNING,
    'regulation 13(1)',
    '2011-04-01',
  ],
  [
    'PLACEMENT_ENDED',
    'the end of a placement is notified',
    workingDays(10),
    CARE_PLANNING,
    'regulation 14(4)',
    '2011-04-01',
  ],
  ['PLACEMENT_ACKNOWLEDGE', 'the recipient acknowledges a notification', workingDays(1), OURS, null, '2011-04-01'],
  [
    'RETURN_HOME_INTERVIEW',
    'from the return to the interview',
    { kind: 'ELAPSED_HOURS', hours: 72 },
    RUNAWAY_GUIDANCE,
    null,
    '2014-01-01',
  ],
  [
    'NRM_REASONABLE_GROUNDS',
    'target from the referral to the decision',
    workingDays(5),
    NRM_GUIDANCE,
    null,
    '2020-03-24',
  ],
  [
    'NRM_REASONABLE_GROUNDS_DEVOLVED',
    'the same where a local panel decides on children',
    { kind: 'CALENDAR_DAYS', days: 45 },
    NRM_GUIDANCE,
    null,
    '2021-06-01',
  ],
  ['ADVOCATE_RESPONSE', 'a charity answers a request for an advocate', workingDays(2), OURS, null, '2011-04-01'],
  ['BREAK_GLASS_REVIEW', 'a supervisor reviews the use of emergency access', workingDays(1), OURS, null, '2011-04-01'],
];

/** Every time limit that clocks run by, as dated rows. */
export const CLOCK_RULES: readonly ClockRule[] = ROWS.map(([code, what, limit, source, paragraph, validFrom]) => ({
  code,
  what,
  limit,
  source,
  paragraph,
  validFrom,
  validTo: null,
}));

/** The rule of that code as it held on a day (`YYYY-MM-DD`). Throws RangeError when none did, or more than one. */
export function getClockRule(rules: readonly ClockRule[], code: string, day: string): ClockRule {
  const live = rules.filter(
    (rule) => rule.code === code && rule.validFrom <= day && (rule.validTo === null || day <= rule.validTo),
  );
  const [rule] = live;
  if (rule === undefined) throw new RangeError(`expected a rule \`${code}\` in force on ${day}`);
  if (live.length > 1) throw new RangeError(`expected one rule \`${code}\` in force on ${day}, got ${live.length}`);
  return rule;
}
