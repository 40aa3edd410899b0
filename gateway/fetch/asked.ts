import { isObjectType, Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isObject, readerOf, type JsonObject } from '../json';
import { addRename, type Rename } from './rewrites';

/** What a fetch asks for, by response name; null for a leaf. Type conditions do not count: it bounds what may come. */
export type Asked = readonly AskedField[];

interface AskedField {
  readonly name: string;
  readonly read: (object: JsonObject) => unknown;
  readonly inner: readonly AskedField[] | null;
  /** Whether what is there already stands. */
  readonly stands: ((present: unknown) => boolean) | null;
}

/** Lists inside lists inside lists: no schema goes so far, but an owner's garbage might, and would exhaust the stack. */
export const MAX_NESTED_LISTS = 8;

/** Names that are not to be taken over at the top, and what an answer's rewrites rename. */
interface Changes {
  readonly without?: readonly string[];
  readonly renames: readonly Rename[];
}

/** A field before it can be read: its name may still change. */
interface Plain {
  readonly name: string;
  readonly inner: readonly Plain[] | null;
}

/** Compiles a selection. */
export function compileAsked(schema: GraphQLSchema, set: SelectionSetNode, { without = [], renames }: Changes): Asked {
  // An owner that knows an interface as an object gives its name for the type; the type's own name stands against it.
  const isType = (name: unknown): boolean => typeof name === 'string' && isObjectType(schema.getType(name));
  const readable = ({ name, inner }: Plain): AskedField => ({
    name,
    read: readerOf(name),
    inner: inner && inner.map(readable),
    stands: name === '__typename' ? isType : null,
  });
  const kept = plainFields([set]).filter(({ name }) => !without.includes(name));
  return renames.reduce<Plain[]>(addRename, kept).map(readable);
}

function plainFields(sets: readonly SelectionSetNode[]): Plain[] {
  const byName = new Map<string, SelectionSetNode[]>();
  for (const each of sets) collect(each, byName);
  return Array.from(byName, ([name, inner]) => ({ name, inner: inner.length > 0 ? plainFields(inner) : null }));
}

function collect(set: SelectionSetNode, into: Map<string, SelectionSetNode[]>): void {
  for (const each of set.selections) {
    if (each.kind === Kind.INLINE_FRAGMENT) collect(each.selectionSet, into);
    if (each.kind !== Kind.FIELD) continue;
    const name = each.alias?.value ?? each.name.value;
    const inner = each.selectionSet ? [each.selectionSet] : [];
    into.set(name, [...(into.get(name) ?? []), ...inner]);
  }
}

/**
 * Merges what was asked for into an object of the data, as copies: nothing is shared between two places, and what an
 * owner sends beyond the question is left behind. INVARIANT: a field that was not asked for cannot reach the answer.
 */
export function mergeAsked(target: JsonObject, source: JsonObject, asked: Asked): void {
  for (const { name, read, inner, stands } of asked) {
    const value = read(source);
    if (value === undefined) continue;
    const present = read(target);
    if (stands?.(present)) continue;
    // Null never hides a value: another owner may know better.
    if (inner) target[name] = mergedValue({ present, value, nested: 0 }, inner);
    else target[name] = value === null ? (present ?? null) : value;
  }
}

interface Merging {
  readonly present: unknown;
  readonly value: unknown;
  readonly nested: number;
}

function mergedValue({ present, value, nested }: Merging, asked: Asked): unknown {
  if (Array.isArray(value)) return nested < MAX_NESTED_LISTS ? mergedList({ present, value, nested }, asked) : null;
  if (!isObject(value)) return present ?? null;
  if (!isObject(present)) return copyOf(value, asked);
  // Two objects that are not the same thing are never made into one.
  if (isSame(present, value)) mergeAsked(present, value, asked);
  return present;
}

/** The way of most of what comes: nothing stands in its place yet. */
function copied(value: unknown, asked: Asked, nested: number): unknown {
  if (Array.isArray(value)) {
    return nested < MAX_NESTED_LISTS ? value.map((element) => copied(element, asked, nested + 1)) : null;
  }
  return isObject(value) ? copyOf(value, asked) : null;
}

function copyOf(source: JsonObject, asked: Asked): JsonObject {
  const copy: JsonObject = {};
  for (const { name, read, inner } of asked) {
    const value = read(source);
    if (value !== undefined) copy[name] = inner ? copied(value, inner, 0) : value;
  }
  return copy;
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  return a['id'] === undefined || b['id'] === undefined || a['id'] === b['id'];
}

/** A list whose elements were swept out, or that changed at its owner, has other positions: what came first stands. */
function mergedList({ present, value, nested }: Merging & { value: unknown[] }, asked: Asked): unknown {
  if (!Array.isArray(present)) return value.map((element) => copied(element, asked, nested + 1));
  if (present.length !== value.length) return present;
  value.forEach((element, index) => {
    present[index] = mergedValue({ present: present[index], value: element, nested: nested + 1 }, asked);
  });
  return present;
}
