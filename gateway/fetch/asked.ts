import { Kind, type SelectionSetNode } from 'graphql';
import { isObject, own, type JsonObject } from '../json';

/** What a fetch asks for, by response name; null for a leaf. Type conditions do not count: it bounds what may come. */
export type Asked = readonly AskedField[];

interface AskedField {
  readonly name: string;
  readonly inner: Asked | null;
}

/** Lists inside lists inside lists: no schema goes so far, but an owner's garbage might, and would exhaust the stack. */
export const MAX_NESTED_LISTS = 8;

/** Compiles a selection; `without` names what is not to be taken over at the top. */
export function compileAsked(set: SelectionSetNode, without: readonly string[] = []): Asked {
  return joined(collect(set)).filter(({ name }) => !without.includes(name));
}

function collect(set: SelectionSetNode): AskedField[] {
  return set.selections.flatMap((each): AskedField[] => {
    if (each.kind === Kind.INLINE_FRAGMENT) return collect(each.selectionSet);
    if (each.kind !== Kind.FIELD) return [];
    const name = each.alias?.value ?? each.name.value;
    return [{ name, inner: each.selectionSet ? collect(each.selectionSet) : null }];
  });
}

function joined(fields: readonly AskedField[]): AskedField[] {
  const byName = new Map<string, AskedField[] | null>();
  for (const { name, inner } of fields) byName.set(name, inner ? [...(byName.get(name) ?? []), ...inner] : null);
  return Array.from(byName, ([name, inner]) => ({ name, inner: inner ? joined(inner) : null }));
}

/**
 * Merges what was asked for into an object of the data, as copies: nothing is shared between two places, and what an
 * owner sends beyond the question is left behind. INVARIANT: a field that was not asked for cannot reach the answer.
 */
export function mergeAsked(target: JsonObject, source: JsonObject, asked: Asked): void {
  for (const { name, inner } of asked) {
    const value = own(source, name);
    if (value === undefined) continue;
    const present = own(target, name);
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
