import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { SubgraphContext } from './context';
import { controlledFigure, createDraw, type Cell } from './disclosure-control';
import { isId } from './fields';
import { Inaccessible } from './labels';

@Directive('@shareable')
@ObjectType({
  description:
    'value is null when suppressed (fewer than 5), else rounded to 5; secondary suppression keeps totals from giving it away.',
  simpleResolvers: true,
})
export class Figure {
  @Field(() => Int, { nullable: true })
  value!: number | null;

  @Field(() => Boolean)
  suppressed!: boolean;
}

/** A place and a time that figures are asked of; the hub knows which areas make up a place, and each sector its counts. */
@Directive('@key(fields: "cells")')
@ObjectType({ simpleResolvers: true })
export class AreaPicture {
  @Inaccessible()
  @Field(() => ID, { description: 'The areas, the first and the last day of whole quarters: see `parseCells`.' })
  cells!: string;

  /** Codes of areas; null for all, and for what no area is known of. */
  areas!: readonly string[] | null;
  from!: string;
  to!: string;
}

const CELLS = /^(\*|[\w.:+-]{1,20000})\/(\d{4}-(?:01|04|07|10)-01)\/(\d{4}-(?:03-31|06-30|09-30|12-31))$/;

/**
 * Reads the key of a picture: `E10000020+E10000029/2026-01-01/2026-06-30`, or `*` for everywhere.
 * Null for what is no place in whole quarters: a sector answers no other, whoever asks.
 */
export function pictureByCells({ cells }: Record<string, unknown>): AreaPicture | null {
  const [, place, from, to] = typeof cells === 'string' ? (CELLS.exec(cells) ?? []) : [];
  if (place === undefined || from === undefined || to === undefined) return null;
  const areas = place === '*' ? null : place.split('+');
  if (areas?.every(isId) === false) return null;
  return Object.assign(new AreaPicture(), { cells, areas, from, to });
}

/** Where figures are counted: a statement of its own, so that it runs once for all its figures. */
export interface FigureSource {
  sql: string;
}

/** The moment at which the quarter begins in London, and the one at which the next one does (SQL, within `eachQuarter`). */
export const QUARTER_START = "(q.day at time zone 'Europe/London')";
export const QUARTER_END = "((q.day + interval '3 months') at time zone 'Europe/London')";
/** The first day of the quarter, and of the next one. */
export const FIRST_DAY = 'q.day::date';
export const NEXT_FIRST_DAY = "(q.day + interval '3 months')::date";

/**
 * Counts quarter by quarter, so that each is a range of an index. `counts` is a select of one quarter: its `area`, a column
 * for each figure, grouped by the first; `$3` is the areas as `text[]`, or null for all.
 */
export function eachQuarter(counts: string): FigureSource {
  const sql = `
    select to_char(q.day, 'YYYY-"Q"Q') as quarter, counts.*
    from generate_series($1::date::timestamp, $2::date::timestamp, interval '3 months') as q(day)
    cross join lateral (${counts}) as counts`;
  return { sql };
}

type Row = { area: string | null; quarter: string } & Record<string, number>;

/** What one statement counted for one picture, and the secret by which its small counts are rounded. */
interface Counted {
  rows: Row[];
  secret: string;
}

/** One count per picture and statement, however many of its figures are asked for. */
const countedOf = new WeakMap<AreaPicture, Map<FigureSource, Promise<Counted>>>();

/** One figure of a picture, controlled before it leaves its owner. */
export async function figureOf(
  context: SubgraphContext,
  picture: AreaPicture,
  { source, figure }: { source: FigureSource; figure: string },
): Promise<Figure> {
  const { rows, secret } = await countOnce(context, picture, source);
  const cells = rows.map((row): Cell => ({ area: row.area ?? '', quarter: row.quarter, count: row[figure] ?? 0 }));
  return controlledFigure(cells, createDraw(secret, figure));
}

function countOnce(context: SubgraphContext, picture: AreaPicture, source: FigureSource): Promise<Counted> {
  let ofPicture = countedOf.get(picture);
  if (ofPicture === undefined) countedOf.set(picture, (ofPicture = new Map()));
  let counted = ofPicture.get(source);
  if (counted === undefined) ofPicture.set(source, (counted = count(context, picture, source)));
  return counted;
}

async function count(
  { manager }: SubgraphContext,
  { from, to, areas }: AreaPicture,
  { sql }: FigureSource,
): Promise<Counted> {
  const rows = await manager.query<Row[]>(sql, [from, to, areas]);
  const [key] = await manager.query<{ secret: string }[]>('select secret from picture_key');
  if (key === undefined) throw new Error('the key of the picture is missing');
  return { rows, secret: key.secret };
}

/** What a sector's database needs for its figures, besides indexes: the secret by which small counts are rounded. */
export const PICTURE_TABLES = `
create table picture_key (
  sole boolean primary key default true check (sole),
  secret text not null
);
insert into picture_key (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
`;
