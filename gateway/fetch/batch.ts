import type { EntityFetch } from './compile';
import type { Target } from './gate';
import { isObject, type JsonObject } from '../json';

/** One entity that was found in the data: its representation and every place where it stands. */
export interface Found {
  readonly text: string;
  readonly places: JsonObject[];
  readonly target: Target | null;
}

/** Fetches of one owner that take the same representations: one aliased `_entities` field. */
export interface Group {
  readonly fetches: EntityFetch[];
  readonly entities: readonly Found[];
}

/** Collects the objects at a path of the data; `@` steps into every element of a list. */
export function collectAt(value: unknown, path: readonly string[], into: JsonObject[]): void {
  walk(value, { path, depth: 0 }, into);
}

function walk(value: unknown, at: { path: readonly string[]; depth: number }, into: JsonObject[]): void {
  if (Array.isArray(value)) {
    const depth = at.path[at.depth] === '@' ? at.depth + 1 : at.depth;
    for (const element of value) walk(element, { path: at.path, depth }, into);
    return;
  }
  if (!isObject(value)) return;
  const step = at.path[at.depth];
  if (step === undefined) into.push(value);
  else if (Object.hasOwn(value, step)) walk(value[step], { path: at.path, depth: at.depth + 1 }, into);
}

/** Finds the distinct entities of a site, in order of first appearance. */
export function findEntities(fetch: EntityFetch, places: readonly JsonObject[], targetOf: TargetOf): Found[] {
  const byText = new Map<string, Found>();
  for (const place of places) {
    const text = fetch.represent(place);
    if (text === null) continue;
    const found = byText.get(text);
    if (found) found.places.push(place);
    else byText.set(text, { text, places: [place], target: targetOf(place) });
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

/** Writes one operation for all groups of an owner: `query($r0:[_Any!]!,...){e0:_entities(representations:$r0){...} ...}`. */
export function writeOperation(groups: readonly Group[]): { query: string; variables: readonly string[] } {
  const variables = new Map<string, string>();
  const head: string[] = [];
  let body = '';
  groups.forEach((group, index) => {
    head.push(`$r${index}:[_Any!]!`);
    body += `${index > 0 ? ' ' : ''}e${index}:_entities(representations:$r${index}){`;
    body += `${group.fetches.map((fetch) => fetch.selection).join(' ')}}`;
    for (const fetch of group.fetches) for (const [name, text] of fetch.variables) variables.set(name, text);
  });
  return {
    query: `query(${[...head, ...variables.values()].join(',')}){${body}}`,
    variables: [...variables.keys()],
  };
}

/** Writes the variables of such an operation; the representations are serialised already. */
export function writeVariables(
  groups: readonly Group[],
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): string {
  const parts = groups.map((group, index) => `"r${index}":[${group.entities.map((found) => found.text).join(',')}]`);
  for (const name of names) {
    if (values[name] !== undefined) parts.push(`${JSON.stringify(name)}:${JSON.stringify(values[name])}`);
  }
  return `{${parts.join(',')}}`;
}
