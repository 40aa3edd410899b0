import type { EntityManager } from 'typeorm';
import type { SubgraphContext } from './context';
import { dayInLondon } from './working-days';

/** Where figures are counted: a statement of its own, so that it runs once for all its figures. */
export interface FigureSource {
  /** Under which its counts are kept. INVARIANT: never given to another statement. */
  name: string;
  /** Counts the quarters whose first days are `$1`. */
  sql: string;
}

/** The moment at which the quarter begins in London, and the one at which the next one does (SQL, within `eachQuarter`). */
export const QUARTER_START = "(q.day at time zone 'Europe/London')";
export const QUARTER_END = "((q.day + interval '3 months') at time zone 'Europe/London')";
/** The first day of the quarter, and of the next one. */
export const FIRST_DAY = 'q.day::date';
export const NEXT_FIRST_DAY = "(q.day + interval '3 months')::date";

/**
 * Counts quarter by quarter, so that each is a range of an index. `counts` is a select of one quarter, all areas: its
 * `area`, a column for each figure, grouped by the first.
 */
export function eachQuarter(name: string, counts: string): FigureSource {
  const sql = `
    select q.day as quarter, coalesce(counts.area, '') as area, to_jsonb(counts) - 'area' as counts
    from unnest($1::timestamp[]) as q(day) cross join lateral (${counts}) as counts`;
  return { name, sql };
}

/** The protected counts of a picture, and the secret by which the small ones are rounded. */
export interface Published {
  rows: { area: string; quarter: string; counts: Record<string, number> }[];
  secret: string;
}

/** A quarter is published when it has been over for so long: what it is owed is mostly recorded by then. */
const SETTLING_DAYS = 14;

/** The figures of earlier quarters are nobody's: no hub was there. */
const FIRST_QUARTER = '2000-01-01';

/** What a picture is asked of: see `AreaPicture`. */
interface Period {
  areas: readonly string[] | null;
  from: string;
  to: string;
}

/**
 * Reads what was published of a picture. A quarter is counted when it is first asked for after it was published, all
 * areas at once, and is never counted again.
 * INVARIANT: no answer depends on a record that was written after the quarter's first answer, nor on the quarter that
 * runs: whoever writes records and asks again and again never sees a figure move.
 */
export async function readPublished(
  { manager, now }: Pick<SubgraphContext, 'manager' | 'now'>,
  { areas, from, to }: Period,
  source: FigureSource,
): Promise<Published> {
  const quarters = publishedQuarters({ from, to }, now);
  const missing = await findUncounted(manager, source, quarters);
  if (missing.length > 0) await manager.transaction((inner) => countFor(inner, { source, quarters: missing, now }));
  const rows = await manager.query<Published['rows']>(
    `select area, to_char(quarter, 'YYYY-"Q"Q') as quarter, counts from picture_cells
     where source = $1 and quarter = any($2::date[]) and ($3::text[] is null or area = any($3::text[]))`,
    [source.name, quarters, areas],
  );
  const [key] = await manager.query<{ secret: string }[]>('select secret from picture_key');
  if (key === undefined) throw new Error('the key of the picture is missing');
  return { rows, secret: key.secret };
}

/** The first days of the quarters of a period that are published by now. */
export function publishedQuarters({ from, to }: { from: string; to: string }, now: Date): string[] {
  const settled = dayInLondon(new Date(now.getTime() - SETTLING_DAYS * 86_400_000));
  const quarters: string[] = [];
  let first = from < FIRST_QUARTER ? FIRST_QUARTER : from;
  for (let next = nextQuarter(first); first <= to && next <= settled; next = nextQuarter(first)) {
    quarters.push(first);
    first = next;
  }
  return quarters;
}

/** The first day of the quarter after the one that begins on this day; both `YYYY-MM-DD`. */
function nextQuarter(first: string): string {
  const [year = 0, month = 0] = first.split('-').map(Number);
  return month === 10 ? `${year + 1}-01-01` : `${year}-${String(month + 3).padStart(2, '0')}-01`;
}

async function findUncounted(
  manager: EntityManager,
  { name }: FigureSource,
  quarters: readonly string[],
): Promise<string[]> {
  const rows = await manager.query<{ quarter: string }[]>(
    `select q.day::text as quarter from unnest($2::date[]) as q(day)
     where not exists (select 1 from picture_quarters p where p.source = $1 and p.quarter = q.day)`,
    [name, quarters],
  );
  return rows.map(({ quarter }) => quarter);
}

/** Counts quarters once, whoever else asks for them at the same time. */
async function countFor(
  manager: EntityManager,
  { source, quarters, now }: { source: FigureSource; quarters: readonly string[]; now: Date },
): Promise<void> {
  // INVARIANT: this row decides. Who comes second waits here until the first one's counts are there, and counts nothing.
  const taken = await manager.query<{ quarter: string }[]>(
    `insert into picture_quarters (source, quarter, published_at)
     select $1::text, q.day, $3::timestamptz from unnest($2::date[]) as q(day) order by q.day
     on conflict do nothing returning quarter`,
    [source.name, quarters, now],
  );
  if (taken.length === 0) return;
  await manager.query(
    `insert into picture_cells (source, quarter, area, counts)
     select $2::text, counted.quarter::date, counted.area, counted.counts from (${source.sql}) as counted`,
    [taken.map(({ quarter }) => quarter), source.name],
  );
}

/** What a sector's database needs for its figures, besides indexes: the secret by which small counts are rounded. */
export const PICTURE_TABLES = `
create table picture_key (
  sole boolean primary key default true check (sole),
  secret text not null
);
insert into picture_key (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
`;

/** The counts that stand since their quarter was published. */
export const PUBLISHED_TABLES = `
create table picture_quarters (
  source text not null,
  quarter date not null,
  published_at timestamptz not null,
  primary key (source, quarter)
);
create table picture_cells (
  source text not null,
  quarter date not null,
  area text not null,
  counts jsonb not null,
  primary key (source, quarter, area),
  foreign key (source, quarter) references picture_quarters
);
`;
