import type { EntityFetch } from './compile';
import type { Subject, Target } from './gate';
import { isObject, own, type JsonObject } from '../json';

/** One entity that was found in the data: its representation and every place where it stands. */
export interface Found {
  readonly text: string;
  readonly places: JsonObject[];
  readonly target: Target | null;
  /** What decides about it, once something is to be decided. */
  subject: Subject | null;
}

/** Fetches of one owner that take the same representations: one aliased `_entities` field. */
export interface Group {
  readonly fetches: EntityFetch[];
  readonly entities: readonly Found[];
}

/** Collects the objects at a path of the data; `@` steps into every element of a list. */
export function collectAt(data: JsonObject, path: readonly string[]): JsonObject[] {
  const found: JsonObject[] = [];
  collectBelow(data, { path, step: 0 }, found);
  return found;
}

function collectBelow(value: unknown, at: { path: readonly string[]; step: number }, into: JsonObject[]): void {
  const { path } = at;
  let present = value;
  for (let { step } = at; step < path.length; step++) {
    const name = path[step]!;
    if (name === '@') return collectEach(present, { path, step: step + 1 }, into);
    if (!isObject(present)) return;
    present = own(present, name);
  }
  if (isObject(present)) into.push(present);
}

function collectEach(list: unknown, at: { path: readonly string[]; step: number }, into: JsonObject[]): void {
  if (Array.isArray(list)) for (const each of list) collectBelow(each, at, into);
}

/** Finds the distinct entities of a site, in order of first appearance. */
export function findEntities(fetch: EntityFetch, places: readonly JsonObject[], targetOf: TargetOf): Found[] {
  const byText = new Map<string, Found>();
  for (const place of places) {
    const text = fetch.represent(place);
    if (text === null) continue;
    const found = byText.get(text);
    if (found) found.places.push(place);
    else byText.set(text, { text, places: [place], target: targetOf(place), subject: null });
  }
  return [...byText.values()];
}

export type TargetOf = (place: JsonObject) => Target | null;

/**
 * Puts fetches together that would send the very same representations, so that an owner resolves each entity once.
 * Fetches whose response names clash stay apart.
 */
export function groupFetches(wanted: readonly { fetch: EntityFetch; entities: Found[] }[]): Group[] {
  const groups: (Group & { names: Map<string, string> })[] = [];
  for (const { fetch, entities } of wanted) {
    const names = new Map(fetch.fields.map((field) => [field.name, fetch.selection]));
    const fitting = groups.find(
      (group) =>
        group.fetches[0]?.site === fetch.site &&
        sameEntities(group.entities, entities) &&
        ![...names.keys()].some((name) => group.names.has(name)),
    );
    if (!fitting) {
      groups.push({ fetches: [fetch], entities, names });
      continue;
    }
    fitting.fetches.push(fetch);
    for (const [name, selection] of names) fitting.names.set(name, selection);
  }
  return groups;
}

function sameEntities(a: readonly Found[], b: readonly Found[]): boolean {
  return a.length === b.length && a.every((found, index) => found === b[index]);
}

/** An operation for all groups of an owner. */
export interface BatchOperation {
  readonly query: string;
  readonly variables: string;
  readonly entities: Representations;
}

/** The variables of such an operation: requests of the same query, and the same others, can be put into one. */
export interface Representations {
  /** For `e0`, `e1`...: the name of its variable, and the representations, serialised. */
  readonly lists: readonly { readonly name: string; readonly texts: readonly string[] }[];
  /** All other variables, as members of a JSON object. */
  readonly others: readonly string[];
}

/** Writes variables as JSON. */
export function writeRepresentations({ lists, others }: Representations): string {
  return `{${[...lists.map(({ name, texts }) => `"${name}":[${texts.join(',')}]`), ...others].join(',')}}`;
}

/**
 * Writes one operation for all groups of an owner, `query($r0:[_Any!]!,...){e0:_entities(representations:$r0){...} ...}`,
 * and its variables. The representations are serialised already.
 */
export function writeOperation(groups: readonly Group[], values: Readonly<Record<string, unknown>>): BatchOperation {
  const definitions = new Map<string, string>();
  for (const { fetches } of groups) {
    for (const { variables } of fetches) for (const [name, text] of variables) definitions.set(name, text);
  }
  const prefix = freePrefix(definitions);
  const head = groups.map((_, index) => `$${prefix}${index}:[_Any!]!`);
  const body = groups.map(({ fetches }, index) => {
    const selection = fetches.map((fetch) => fetch.selection).join(' ');
    return `e${index}:_entities(representations:$${prefix}${index}){${selection}}`;
  });
  const entities: Representations = {
    lists: groups.map((group, index) => ({ name: `${prefix}${index}`, texts: group.entities.map(({ text }) => text) })),
    others: othersOf([...definitions.keys()], values),
  };
  return {
    query: `query(${[...head, ...definitions.values()].join(',')}){${body.join(' ')}}`,
    variables: writeRepresentations(entities),
    entities,
  };
}

/** The client's variables keep their names, so ours have to give way. */
function freePrefix(taken: ReadonlyMap<string, string>): string {
  let prefix = 'r';
  while ([...taken.keys()].some((name) => name.startsWith(prefix))) prefix += '_';
  return prefix;
}

function othersOf(names: readonly string[], values: Readonly<Record<string, unknown>>): string[] {
  return names.flatMap((name) => {
    const value = own(values, name);
    return value === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`];
  });
}
