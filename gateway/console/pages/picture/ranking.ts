import type { Visit } from '../../site';
import { FIGURES, type Figures, type Measure } from './figures';
import type { Place } from './places';

/** The API takes 15 fields at the root of one query. */
const AT_ONCE = 15;
const STEPS = [1, 2, 5, 10];

const FIGURE_FIELDS = FIGURES.map((name) => `${name} { value suppressed }`).join(' ');

/** One place on the dot plot. */
export interface Dot {
  readonly name: string;
  readonly id: string;
  readonly value: number;
  /** Per cent of the axis. */
  readonly at: number;
}

export interface Ranking {
  readonly dots: readonly Dot[];
  /** Places whose figure is suppressed, or too small for a share. */
  readonly unknown: readonly Place[];
  readonly axis: readonly { readonly text: string; readonly at: number }[];
}

/** The first and the last day of a period, YYYY-MM-DD. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Reads the figures of places, as many as there are: one query after the other, so that a page of all is no burst. */
export async function readFigures(visit: Visit, places: readonly Place[], days: Days): Promise<readonly Figures[]> {
  const figures: Figures[] = [];
  for (let start = 0; start < places.length; start += AT_ONCE) {
    figures.push(...(await readBatch(visit, places.slice(start, start + AT_ONCE), days)));
  }
  return figures;
}

async function readBatch(visit: Visit, places: readonly Place[], days: Days): Promise<Figures[]> {
  const declared = places.map((_, index) => `$p${index}: ID`).join(', ');
  const fields = places.map(
    (_, index) => `p${index}: areaPicture(area: $p${index}, from: $from, to: $to) { ...Figures }`,
  );
  const query = `query Pictures($from: Date!, $to: Date!, ${declared}) { ${fields.join(' ')} }
fragment Figures on AreaPicture { ${FIGURE_FIELDS} }`;
  const ids = Object.fromEntries(places.map(({ id }, index) => [`p${index}`, id]));
  const { data } = await visit.ask<Record<string, Figures>>({ query, variables: { ...days, ...ids } });
  return places.flatMap((_, index) => data[`p${index}`] ?? []);
}

/** Puts places in order by a measure, the highest first, and those of the same figure by name. */
export function rank(places: readonly Place[], figures: readonly Figures[], { read, unit }: Measure): Ranking {
  const measured = places.map((place, index) => {
    const own = figures[index];
    return { place, value: own ? read(own) : null };
  });
  const known = measured.flatMap(({ place, value }) =>
    value === null ? [] : [{ ...place, id: place.id ?? '', value }],
  );
  const end = unit === 'SHARE' ? 100 : roundUp(Math.max(5, ...known.map(({ value }) => value)));
  const dots = known
    .map((each) => ({ ...each, at: Math.round((1_000 * each.value) / end) / 10 }))
    .sort((one, other) => other.value - one.value || one.name.localeCompare(other.name, 'en-GB'));
  const unknown = measured.filter(({ value }) => value === null).map(({ place }) => place);
  return { dots, unknown, axis: axisTo(end, unit) };
}

/** The next number that is 1, 2, 5 or 10 times a power of ten, so that halves are whole numbers of it. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (STEPS.find((step) => step * power >= value) ?? 10) * power;
}

function axisTo(end: number, unit: Measure['unit']): Ranking['axis'] {
  return [0, 50, 100].map((at) => ({ at, text: `${(end * at) / 100}${unit === 'SHARE' ? ' %' : ''}` }));
}
