/** The names of the figures in the API. */
export const FIGURES = [
  'referrals',
  'referralsRefused',
  'refusedAsOutsideTheHome',
  'decidedInTime',
  'missingEpisodes',
  'interviewsInTime',
  'placementsOutOfArea',
  'placementsAcknowledgedInTime',
  'arrestsWithoutNrmConsideration',
  'supportRequested',
  'supportOffered',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** As the API gives it: null when suppressed, else to the nearest 5. */
export interface Figure {
  readonly value: number | null;
  readonly suppressed: boolean;
}
export type Figures = Readonly<Record<FigureName, Figure>>;

/** One line of a chart and of its table. */
export interface ChartLine {
  readonly label: string;
  readonly hint: string;
  readonly value: number | null;
  /** Per cent of the line that it is a part of; null where it is a part of none, or one of the two is not known well enough. */
  readonly share: number | null;
  /** Length of the bar in per cent of the longest one of the chart. */
  readonly width: number;
  readonly isPart: boolean;
  readonly tone: 'whole' | 'good' | 'poor';
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly lines: readonly ChartLine[];
}

interface LinePlan {
  readonly label: string;
  readonly hint: string;
  readonly value: (figures: Figures) => number | null;
  readonly tone: ChartLine['tone'];
}

interface ChartPlan extends Omit<Chart, 'lines'> {
  readonly whole: LinePlan;
  readonly parts: readonly LinePlan[];
}

const of =
  (name: FigureName) =>
  (figures: Figures): number | null =>
    figures[name].value;

/** What was asked for and not offered. Both are rounded, and so is this; it is not known where one of them is suppressed. */
function unmet({ supportRequested, supportOffered }: Figures): number | null {
  if (supportRequested.value === null || supportOffered.value === null) return null;
  return Math.max(0, supportRequested.value - supportOffered.value);
}

const PLANS: readonly ChartPlan[] = [
  {
    id: 'referrals',
    title: 'Referrals to councils',
    about: 'By the council’s first decision: a refusal that was overturned later was a refusal.',
    whole: { label: 'Received', hint: '', value: of('referrals'), tone: 'whole' },
    parts: [
      { label: 'Decided in time', hint: 'Before the clock ran out', value: of('decidedInTime'), tone: 'good' },
      {
        label: 'Refused',
        hint: 'Ended in no further action or in advice',
        value: of('referralsRefused'),
        tone: 'poor',
      },
      {
        label: 'Refused as outside the home',
        hint: 'Reason R01, which is contestable: harm outside the home counts',
        value: of('refusedAsOutsideTheHome'),
        tone: 'poor',
      },
    ],
  },
  {
    id: 'missing',
    title: 'Missing children',
    about: 'Episodes that began in the period. One child may be missing many times.',
    whole: { label: 'Missing episodes', hint: '', value: of('missingEpisodes'), tone: 'whole' },
    parts: [
      {
        label: 'Interviews in time',
        hint: 'Held within 72 hours of a return in the period',
        value: of('interviewsInTime'),
        tone: 'good',
      },
    ],
  },
  {
    id: 'placements',
    title: 'Placements outside the area',
    about: 'Of looked-after children, by the council that placed them.',
    whole: { label: 'Placements begun', hint: '', value: of('placementsOutOfArea'), tone: 'whole' },
    parts: [
      {
        label: 'Acknowledged in time',
        hint: 'By those who were told of a placement; one may be told to several',
        value: of('placementsAcknowledgedInTime'),
        tone: 'good',
      },
    ],
  },
  {
    id: 'support',
    title: 'Support asked for, and unmet demand',
    about: 'In the area where the child lives.',
    whole: { label: 'Requested', hint: '', value: of('supportRequested'), tone: 'whole' },
    parts: [
      { label: 'Offered a place', hint: '', value: of('supportOffered'), tone: 'good' },
      { label: 'Unmet demand', hint: 'Requested and not offered a place', value: unmet, tone: 'poor' },
    ],
  },
  {
    id: 'custody',
    title: 'Victims who were not seen',
    about: 'Where the force knows the child to live.',
    whole: {
      label: 'Held as suspects without the question',
      hint: 'Nobody asked whether the child is exploited',
      value: of('arrestsWithoutNrmConsideration'),
      tone: 'poor',
    },
    parts: [],
  },
];

/** Below this, what a share is made of is too rough for it: each figure may be off by 2 for every cell in it. */
const LEAST_WHOLE = 20;

/** Per cent that a part is of a whole, both rounded figures; null where the whole is too small for that. */
export function shareOf(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || whole < LEAST_WHOLE) return null;
  // Parts and wholes are rounded on their own, so that a part may come out as more than all.
  return Math.min(100, Math.round((100 * part) / whole));
}

/** The charts of one place. */
export function chartsOf(figures: Figures): Chart[] {
  return PLANS.map(({ whole, parts, ...chart }) => {
    const all = whole.value(figures);
    const longest = Math.max(1, ...[whole, ...parts].map(({ value }) => value(figures) ?? 0));
    const line = (plan: LinePlan, isPart: boolean): ChartLine => {
      const value = plan.value(figures);
      const share = isPart ? shareOf(value, all) : null;
      return { ...plan, value, share, isPart, width: percent(value ?? 0, longest) };
    };
    return { ...chart, lines: [line(whole, false), ...parts.map((part) => line(part, true))] };
  });
}

function percent(value: number, longest: number): number {
  return Math.round((1_000 * value) / longest) / 10;
}

/** What places can be ranked by. */
export interface Measure {
  readonly id: string;
  readonly text: string;
  readonly unit: 'COUNT' | 'SHARE';
  readonly read: (figures: Figures) => number | null;
}

const share =
  (part: (figures: Figures) => number | null, whole: FigureName) =>
  (figures: Figures): number | null =>
    shareOf(part(figures), figures[whole].value);

export const MEASURES: readonly Measure[] = [
  { id: 'referrals', text: 'Referrals received', unit: 'COUNT', read: of('referrals') },
  {
    id: 'refused',
    text: 'Referrals refused, of those received',
    unit: 'SHARE',
    read: share(of('referralsRefused'), 'referrals'),
  },
  {
    id: 'outside-the-home',
    text: 'Referrals refused as outside the home, of those received',
    unit: 'SHARE',
    read: share(of('refusedAsOutsideTheHome'), 'referrals'),
  },
  {
    id: 'in-time',
    text: 'Referrals decided in time, of those received',
    unit: 'SHARE',
    read: share(of('decidedInTime'), 'referrals'),
  },
  { id: 'missing', text: 'Missing episodes', unit: 'COUNT', read: of('missingEpisodes') },
  {
    id: 'interviews',
    text: 'Interviews in time, of missing episodes',
    unit: 'SHARE',
    read: share(of('interviewsInTime'), 'missingEpisodes'),
  },
  { id: 'placements', text: 'Placements outside the area', unit: 'COUNT', read: of('placementsOutOfArea') },
  { id: 'requested', text: 'Support requested', unit: 'COUNT', read: of('supportRequested') },
  { id: 'unmet', text: 'Unmet demand, of support requested', unit: 'SHARE', read: share(unmet, 'supportRequested') },
];
