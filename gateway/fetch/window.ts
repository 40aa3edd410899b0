import { Kind } from 'graphql';
import type { FieldNode, GraphQLField, SelectionSetNode, ValueNode } from 'graphql';
import { isObject, own, type JsonObject } from '../json';

/**
 * A page of a root list. The owner returns a wider window of keys than the client asked for; what the client may not
 * know of is removed, the rest trimmed, and the page information worked out anew. So neither the length of a page nor
 * its cursor tells whether something was left out.
 */
export interface Window {
  readonly first: { readonly variable: string | null; readonly fallback: number };
  readonly lists: readonly string[];
  readonly pageInfos: readonly { name: string; endCursors: readonly string[]; hasNextPages: readonly string[] }[];
}

const DEFAULT_FIRST = 20;

/** Recognises a connection by the argument `lookahead`, which key injection has set; null for any other field. */
export function compileWindow(definition: GraphQLField<unknown, unknown>, field: FieldNode): Window | null {
  if (!definition.args.some((each) => each.name === 'lookahead') || !field.selectionSet) return null;
  const fallback = definition.args.find((each) => each.name === 'first')?.defaultValue;
  const given = field.arguments?.find((each) => each.name.value === 'first')?.value;
  return {
    first: firstOf(given, typeof fallback === 'number' ? fallback : DEFAULT_FIRST),
    lists: namesOf(field.selectionSet, 'nodes'),
    pageInfos: fieldsOf(field.selectionSet, 'pageInfo').map((each) => ({
      name: responseName(each),
      endCursors: each.selectionSet ? namesOf(each.selectionSet, 'endCursor') : [],
      hasNextPages: each.selectionSet ? namesOf(each.selectionSet, 'hasNextPage') : [],
    })),
  };
}

/** Joins what two selections of the same connection say (`@include` on each keeps them apart in a plan). */
export function joinWindows(a: Window, b: Window): Window {
  return {
    first: a.first,
    lists: [...new Set([...a.lists, ...b.lists])],
    pageInfos: [...a.pageInfos, ...b.pageInfos],
  };
}

function firstOf(given: ValueNode | undefined, fallback: number): Window['first'] {
  if (given?.kind === Kind.VARIABLE) return { variable: given.name.value, fallback };
  return { variable: null, fallback: given?.kind === Kind.INT ? Number(given.value) : fallback };
}

function fieldsOf(set: SelectionSetNode, name: string): FieldNode[] {
  return set.selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return each.name.value === name ? [each] : [];
    return each.kind === Kind.INLINE_FRAGMENT ? fieldsOf(each.selectionSet, name) : [];
  });
}

function namesOf(set: SelectionSetNode, name: string): string[] {
  return [...new Set(fieldsOf(set, name).map(responseName))];
}

function responseName(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

interface Trim {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly admits: (node: unknown) => boolean;
}

interface Ahead extends Trim {
  /** Reads what decisions about these nodes need. */
  readonly prepare: (nodes: readonly unknown[]) => Promise<void>;
}

/** Trims a connection in place to the first admitted nodes and states the page information that belongs to them. */
export function trimWindow(window: Window, connection: JsonObject, { variables, admits }: Trim): void {
  const nodes = own(connection, 'nodes');
  const cursors = own(connection, 'cursors');
  const isWhole = Array.isArray(nodes) && Array.isArray(cursors);
  const size = sizeOf(window, variables);
  const admitted = isWhole ? firstAdmitted(nodes, size + 1, admits) : [];
  const page = admitted.slice(0, size);
  const beyond = pageInfoOf(connection, window);
  const isFull = admitted.length > page.length;
  // A window in which too little was found goes on behind its own end, else behind the last node that is shown.
  const endCursor = isFull || !beyond.hasNextPage ? cursorOf(cursors, page.at(-1)) : beyond.endCursor;
  for (const list of window.lists) {
    const all = own(connection, list);
    connection[list] = Array.isArray(all) ? page.map((index) => all[index]) : [];
  }
  writePageInfos(window, connection, { endCursor, hasNextPage: isFull || beyond.hasNextPage });
}

/** Decides no further than one beyond the page: what stands behind it is not disclosed, so the log must not say so. */
function firstAdmitted(nodes: readonly unknown[], wanted: number, admits: Trim['admits']): number[] {
  const admitted: number[] = [];
  for (let index = 0; index < nodes.length && admitted.length < wanted; index++) {
    if (admits(nodes[index])) admitted.push(index);
  }
  return admitted;
}

function sizeOf({ first }: Window, variables: Trim['variables']): number {
  const asked = first.variable === null ? undefined : own(variables, first.variable);
  return typeof asked === 'number' ? asked : first.fallback;
}

/** As many nodes as are left out of a page without a second reading of what decisions need. */
const SPARE = 16;

/** The nodes of a window that make its page unless more than a few of them are left out. */
export function headOf(window: Window, connection: JsonObject, variables: Trim['variables']): readonly unknown[] {
  const nodes = own(connection, 'nodes');
  return Array.isArray(nodes) ? nodes.slice(0, sizeOf(window, variables) + 1 + SPARE) : [];
}

/**
 * The cursor behind which a connection has to be read on; null when the page is full or the owner has no more.
 * What decides about the nodes is read for the head of the window first, and for the rest of it only when that is too
 * little. INVARIANT: every node up to the end of the page was prepared when this resolves.
 */
export async function goesOnBehind(window: Window, connection: JsonObject, ahead: Ahead): Promise<string | null> {
  const { variables, admits, prepare } = ahead;
  const nodes = own(connection, 'nodes');
  if (!Array.isArray(nodes)) return null;
  // One more than the page: whether there is a next one must not depend on what was left out either.
  const wanted = sizeOf(window, variables) + 1;
  const head = headOf(window, connection, variables);
  await prepare(head);
  if (firstAdmitted(head, wanted, admits).length === wanted) return null;
  if (nodes.length > head.length) {
    await prepare(nodes.slice(head.length));
    if (firstAdmitted(nodes, wanted, admits).length === wanted) return null;
  }
  const { endCursor, hasNextPage } = pageInfoOf(connection, window);
  return hasNextPage && typeof endCursor === 'string' ? endCursor : null;
}

function cursorOf(cursors: unknown, index: number | undefined): unknown {
  return Array.isArray(cursors) && index !== undefined ? cursors[index] : null;
}

interface PageInfo {
  readonly endCursor: unknown;
  readonly hasNextPage: boolean;
}

function writePageInfos(window: Window, connection: JsonObject, page: PageInfo): void {
  for (const { name, endCursors, hasNextPages } of window.pageInfos) {
    const info = own(connection, name);
    if (!isObject(info)) continue;
    for (const each of endCursors) info[each] = page.endCursor;
    for (const each of hasNextPages) info[each] = page.hasNextPage;
  }
}

function pageInfoOf(connection: JsonObject, window: Window): PageInfo {
  for (const { name, endCursors, hasNextPages } of window.pageInfos) {
    const info = own(connection, name);
    const [cursor, next] = [endCursors[0], hasNextPages[0]];
    if (isObject(info) && cursor && next)
      return { endCursor: own(info, cursor), hasNextPage: own(info, next) === true };
  }
  return { endCursor: null, hasNextPage: false };
}
