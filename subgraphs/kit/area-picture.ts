import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { SubgraphContext } from './context';
import { controlledFigure, createDraw, type Cell } from './disclosure-control';
import { isId } from './fields';
import { Inaccessible } from './labels';
import { readPublished, type FigureSource, type Published } from './published-figures';

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

/** What was published for one picture by one source, however many of its figures are asked for. */
const publishedOf = new WeakMap<AreaPicture, Map<FigureSource, Promise<Published>>>();

/** One figure of a picture, controlled before it leaves its owner. */
export async function figureOf(
  context: SubgraphContext,
  picture: AreaPicture,
  { source, figure }: { source: FigureSource; figure: string },
): Promise<Figure> {
  const { rows, secret } = await readOnce(context, picture, source);
  const cells = rows.map(({ area, quarter, counts }): Cell => ({ area, quarter, count: counts[figure] ?? 0 }));
  return controlledFigure(cells, createDraw(secret, figure));
}

function readOnce(context: SubgraphContext, picture: AreaPicture, source: FigureSource): Promise<Published> {
  let ofPicture = publishedOf.get(picture);
  if (ofPicture === undefined) publishedOf.set(picture, (ofPicture = new Map()));
  let published = ofPicture.get(source);
  if (published === undefined) ofPicture.set(source, (published = readPublished(context, picture, source)));
  return published;
}
