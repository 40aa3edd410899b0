import { isObjectType, Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isObject, own, type JsonObject } from '../json';

/** What a fetch asks for, by response name; null for a leaf. Type conditions do not count: it bounds what may come. */
export type Asked = readonly AskedField[];

interface AskedField {
  readonly name: string;
  readonly inner: readonly AskedField[] | null;
  /** Whether what is there already stands. */
  readonly stands: ((present: unknown) => boolean) | null;
}

/** Lists inside lists inside lists: no schema goes so far, but an owner's garbage might, and would exhaust the stack. */
export const MAX_NESTED_LISTS = 8;

/** Compiles a selection; `without` names what is not to be taken over at the top. */
export function compileAsked(schema: GraphQLSchema, set: SelectionSetNode, without: readonly string[] = []): Asked {
  // An owner that knows an interface as an object gives its name for the type; the type's own name stands against it.
  const isType = (name: unknown): boolean => typeof name === 'string' && isObjectType(schema.getType(name));
  const compile = (sets: readonly SelectionSetNode[]): AskedField[] => {
    const byName = new Map<string, SelectionSetNode[]>();
    for (const each of sets) collect(each, byName);
    return Array.from(byName, ([name, inner]) => ({
      name,
      inner: inner.length > 0 ? compile(inner) : null,
      stands: name === '__typename' ? isType : null,
    }));
  };
  return compile([set]).filter(({ name }) => !without.includes(name));
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
  for (const { name, inner, stands } of asked) {
    const value = own(source, name);
    if (value === undefined) continue;
    const present = own(target, name);
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
  if (!isObject(present)) {
    const copy: JsonObject = {};
    mergeAsked(copy, value, asked);
    return copy;
  }
  // Two objects that are not the same thing are never made into one.
  if (isSame(present, value)) mergeAsked(present, value, asked);
  return present;
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  return a['id'] === undefined || b['id'] === undefined || a['id'] === b['id'];
}

/** A list whose elements were swept out, or that changed at its owner, has other positions: what came first stands. */
function mergedList({ present, value, nested }: Merging & { value: unknown[] }, asked: Asked): unknown {
  if (!Array.isArray(present)) {
    return value.map((element) => mergedValue({ present: undefined, value: element, nested: nested + 1 }, asked));
  }
  if (present.length !== value.length) return present;
  value.forEach((element, index) => {
    present[index] = mergedValue({ present: present[index], value: element, nested: nested + 1 }, asked);
  });
  return present;
}
