/** A value does not have the expected shape. Names the path; describes what came without repeating it. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  constructor(
    readonly path: string,
    readonly expected: string,
    got: unknown,
  ) {
    super(`${path}: expected ${expected}, got ${describe(got)}`);
  }
}

/** Turns what a line holds under a path into a value, or throws FieldError. */
export type Parse<T> = (value: unknown, path: string) => T;

// INVARIANT: never the value itself: it may be about a child and would end up in a log.
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function parseWhen<T>(expected: string, holds: (value: unknown) => boolean, read?: (value: never) => T): Parse<T> {
  return (value, path) => {
    if (!holds(value)) throw new FieldError(path, expected, value);
    return read === undefined ? (value as T) : read(value as never);
  };
}

const ID = /^[\w.:-]{1,64}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const MAXIMUM_TEXT = 100_000;

/** PostgreSQL's text cannot hold the zero character. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAXIMUM_TEXT && !value.includes('\0');
const isDate = (value: unknown): boolean =>
  isText(value) &&
  DATE.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

/** Whether a value has the shape of an id; one that has not names no row, and the database need not see it. */
export const isId = (value: unknown): value is string => isText(value) && ID.test(value);

export const id: Parse<string> = parseWhen('an id', isId);
export const text: Parse<string> = parseWhen('text', isText);
export const boolean: Parse<boolean> = parseWhen('true or false', (value) => typeof value === 'boolean');
export const integer: Parse<number> = parseWhen('a whole number', (value) => Number.isSafeInteger(value));
export const date: Parse<string> = parseWhen('a date as YYYY-MM-DD', isDate);
export const dateTime: Parse<Date> = parseWhen(
  'a time as RFC 3339',
  (value) => isText(value) && TIME.test(value) && isDate(value.slice(0, 10)) && !Number.isNaN(Date.parse(value)),
  (value: string) => new Date(value),
);

/** One of the given words. */
export function oneOf<T extends string>(words: readonly T[]): Parse<T> {
  return parseWhen(`one of ${words.join(', ')}`, (value) => words.includes(value as T));
}

/** A field that may be absent or null. */
export function optional<T>(parse: Parse<T>): Parse<T | null> {
  return (value, path) => (value === undefined || value === null ? null : parse(value, path));
}

/** An array, each element parsed under `path[i]`. */
export function arrayOf<T>(parse: Parse<T>): Parse<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new FieldError(path, 'an array', value);
    return value.map((element, index) => parse(element, `${path}[${index}]`));
  };
}

/** An object with exactly the given fields; an unknown one is refused, for it is a misspelt one more often than not. */
export function object<S extends Record<string, Parse<unknown>>>(
  shape: S,
): Parse<{ [K in keyof S]: ReturnType<S[K]> }> {
  const known = new Set(Object.keys(shape));
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FieldError(path || 'line', 'an object', value);
    const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
    for (const name of Object.keys(value))
      if (!known.has(name)) throw new FieldError(under(name), `one of ${[...known].join(', ')}`, undefined);
    const entries = Object.entries(shape).map(([name, parse]) => {
      return [name, parse((value as Record<string, unknown>)[name], under(name))] as const;
    });
    return Object.fromEntries(entries) as { [K in keyof S]: ReturnType<S[K]> };
  };
}
