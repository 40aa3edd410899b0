import { ArgsType, Field, ID, Int, ObjectType, type ClassType } from 'type-graphql';
import type { SelectQueryBuilder } from 'typeorm';
import type { SubgraphContext } from './context';
import type { EntityClass } from './database';
import { badUserInput } from './errors';
import { isId } from './fields';
import { Inaccessible } from './labels';
import type { RecordEntity } from './record';
import { PageInfo } from './value-types';

const MAXIMUM_FIRST = 100;
const MAXIMUM_WINDOW = 420;
const CURSOR_VERSION = '1:';

/** Arguments of every root list; a subclass adds its filters. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, { nullable: true, defaultValue: 20, description: `1 to ${MAXIMUM_FIRST}.` })
  first!: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last one seen.' })
  after!: string | null;

  @Inaccessible()
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'A wider window, for the gateway to choose from.',
  })
  lookahead!: boolean | null;
}

export interface Connection<T> {
  nodes: T[];
  pageInfo: PageInfo;
  cursors: string[];
}

/** Creates the type `<name>Connection` of a root list. */
export function connectionOf<T extends object>(name: string, node: ClassType<T>): ClassType<Connection<T>> {
  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionType implements Connection<T> {
    @Field(() => [node])
    nodes!: T[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Inaccessible()
    @Field(() => [ID], { description: 'The cursor of each node.' })
    cursors!: string[];
  }
  return ConnectionType;
}

/** A cursor names a row and holds nothing of it. */
export function encodeCursor(id: string): string {
  return Buffer.from(CURSOR_VERSION + id).toString('base64url');
}

/** Reads a cursor's row id. Throws BAD_USER_INPUT naming `after` when it is not one of ours. */
export function parseCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.slice(CURSOR_VERSION.length);
  if (!text.startsWith(CURSOR_VERSION) || !isId(id) || encodeCursor(id) !== cursor) throw unknownCursor();
  return id;
}

function unknownCursor(): Error {
  return badUserInput('after', 'a cursor that this list gave');
}

/** How many rows to look at for a page of `first`. Throws BAD_USER_INPUT naming `first`. */
export function parseWindow({ first, lookahead }: Pick<PageArguments, 'first' | 'lookahead'>): number {
  const size = first ?? 20;
  if (size < 1 || size > MAXIMUM_FIRST) throw badUserInput('first', `a number from 1 to ${MAXIMUM_FIRST}`);
  return lookahead === true ? Math.min(4 * size + 20, MAXIMUM_WINDOW) : size;
}

export interface PageRequest<T extends RecordEntity> {
  entity: EntityClass<T>;
  /** A property that is never null; rows come newest first, ties by id. */
  newestFirst: keyof T & string;
  arguments: PageArguments;
  /** Adds the filters, on the alias `r`. */
  filter(rows: SelectQueryBuilder<T>): void;
}

/** INVARIANT: a hidden record is to others as if it were not held, in lists and as a cursor. */
const VISIBLE = `(r.handling <> 'HIDDEN' or r.ownerId = :organisation)`;

/** Finds one window of a root list. Throws BAD_USER_INPUT naming `first` or `after`. */
export async function findPage<T extends RecordEntity>(
  context: SubgraphContext,
  request: PageRequest<T>,
): Promise<Connection<T>> {
  const { entity, newestFirst } = request;
  const size = parseWindow(request.arguments);
  const after = request.arguments.after == null ? null : parseCursor(request.arguments.after);
  const visible = { organisation: context.principal.organisation };
  const rows = context.manager.createQueryBuilder(entity, 'r').where(VISIBLE, visible);
  if (after !== null) {
    const row = context.manager
      .createQueryBuilder(entity, 'r')
      .where(VISIBLE, visible)
      .andWhere('r.id = :after', { after });
    if (!(await row.getExists())) throw unknownCursor();
    const position = rows
      .subQuery()
      .select([`a.${newestFirst}`, 'a.id'])
      .from(entity, 'a')
      .where('a.id = :after');
    rows.andWhere(`(r.${newestFirst}, r.id) < ${position.getQuery()}`, { after });
  }
  request.filter(rows);
  const found = await rows
    .orderBy(`r.${newestFirst}`, 'DESC')
    .addOrderBy('r.id', 'DESC')
    .limit(size + 1)
    .getMany();
  const nodes = found.slice(0, size);
  const cursors = nodes.map((node) => encodeCursor(node.id));
  return { nodes, cursors, pageInfo: { endCursor: cursors.at(-1) ?? null, hasNextPage: found.length > size } };
}
