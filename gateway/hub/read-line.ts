import { isCalendarDay } from './calendar';
import { isHubId } from './hub-id';

/** Says where in a line something is wrong, what was expected there and what came. */
export class LineFault extends Error {
  constructor(path: string, expected: string, got: unknown) {
    super(`${path}: expected ${expected}, got ${got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 100)}`);
    this.name = 'LineFault';
  }
}

/** Turns a value into what is expected at a path, or throws a LineFault. */
export type Read<T> = (value: unknown, path: string) => T;

/** Reads the fields of an object one by one; `done` refuses those that nobody asked for. */
export interface Fields {
  get<T>(name: string, read: Read<T>): T;
  done(): void;
}

/** Opens an object for reading. */
export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LineFault(path, 'an object', value);
  const source = new Map(Object.entries(value));
  const unread = new Set(source.keys());
  const prefix = path === '' ? '' : `${path}.`;
  return {
    get: (name, read) => {
      unread.delete(name);
      return read(source.get(name), `${prefix}${name}`);
    },
    done: () => {
      for (const name of unread) throw new LineFault(`${prefix}${name}`, 'no field of this name', source.get(name));
    },
  };
}

export const text: Read<string> = (value, path) => {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new LineFault(path, 'a text', value);
};

/** An id of anything but the hub's own rows: an organisation, an area, another owner's record. */
export const code: Read<string> = (value, path) => {
  if (typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value)) return value;
  throw new LineFault(path, '1 to 64 letters, digits or hyphens', value);
};

export const hubId: Read<string> = (value, path) => {
  if (isHubId(value)) return value;
  throw new LineFault(path, 'a lower-case UUID', value);
};

export const day: Read<string> = (value, path) => {
  if (typeof value === 'string' && isCalendarDay(value)) return value;
  throw new LineFault(path, 'a day as YYYY-MM-DD', value);
};

export const moment: Read<Date> = (value, path) => {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
  if (typeof value === 'string' && form.test(value) && !Number.isNaN(Date.parse(value))) return new Date(value);
  throw new LineFault(path, 'a moment as YYYY-MM-DDThh:mm:ssZ', value);
};

/** One of the words of a vocabulary. */
export function oneOf<T extends string>(words: readonly T[]): Read<T> {
  return (value, path) => {
    const known = words.find((word) => word === value);
    if (known === undefined) throw new LineFault(path, `one of ${words.join(', ')}`, value);
    return known;
  };
}

/** Absent and null read as the value for nothing. */
export function optional<T, E>(read: Read<T>, nothing: E): Read<T | E> {
  return (value, path) => (value == null ? nothing : read(value, path));
}

export function listOf<T>(read: Read<T>, atLeast = 0): Read<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < atLeast) {
      throw new LineFault(path, atLeast > 0 ? `a list of at least ${atLeast}` : 'a list', value);
    }
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  };
}
