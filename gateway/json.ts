/** JSON from subgraphs, read without trusting its keys, and strings written as JSON. */

export interface JsonObject {
  [key: string]: unknown;
}

/** Anything but plain characters: controls, quotes, backslashes, lone surrogates. */
const NEEDS_ESCAPE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Quotes a string for JSON; the plain case skips the general serialiser. */
export function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `__proto__`, as it is or with one of its characters escaped. */
const MAY_NAME_PROTOTYPE = /__proto__|\\u00(?:5f|70|72|6f|74)/i;

/** Parses a subgraph's body. INVARIANT: no key `__proto__` survives (CVE-2026-32621: prototype pollution in merging). */
export function parseJson(text: string): unknown {
  return MAY_NAME_PROTOTYPE.test(text) ? JSON.parse(text, dropPrototype) : JSON.parse(text);
}

function dropPrototype(this: unknown, key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Makes a reader of one property that never sees what objects inherit (`constructor` is a legal alias). */
export function readerOf(name: string): (object: JsonObject) => unknown {
  if (INHERITED.has(name)) return (object) => (Object.hasOwn(object, name) ? object[name] : undefined);
  return (object) => object[name];
}

/** Reads one own property; for names that are not known at compile time. */
export function own(object: Readonly<JsonObject>, name: string): unknown {
  return INHERITED.has(name) && !Object.hasOwn(object, name) ? undefined : object[name];
}

/** Copies what was parsed, for somebody who changes it. Throws RangeError for what is nested too deeply. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isObject(value) ? copyOfObject(value) : value;
}

export function copyOfObject(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key in object) copy[key] = copyOf(object[key]);
  return copy;
}

/** Merges a fetched object into the data: objects and list positions deeply, leaves by replacement; null never hides a value. */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key in source) {
    if (key !== '__proto__') target[key] = merged(own(target, key), source[key]);
  }
}

function merged(present: unknown, incoming: unknown): unknown {
  if (incoming === null || incoming === undefined) return present === undefined ? incoming : present;
  if (Array.isArray(present) && Array.isArray(incoming)) mergeLists(present, incoming);
  else if (isObject(present) && isObject(incoming)) mergeInto(present, incoming);
  else return incoming;
  return present;
}

function mergeLists(present: unknown[], incoming: readonly unknown[]): void {
  incoming.forEach((element, index) => {
    present[index] = merged(present[index], element);
  });
}
