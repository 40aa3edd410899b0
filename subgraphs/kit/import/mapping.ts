import { readFile } from 'node:fs/promises';
import { arrayOf, FieldError, object, oneOf, optional, text, type Parse } from '../fields';
import { ImportError, type CsvRow } from './csv';
import { derivedId } from './derived-id';

const DATE_FORMATS = ['yyyy-mm-dd', 'dd/mm/yyyy', 'mm/dd/yyyy'] as const;
type DateFormat = (typeof DATE_FORMATS)[number];

/** How the columns of somebody's CSV file become the fields of a kind of record. */
export interface Mapping {
  /** The kind of line, as a load has it: `MissingEpisode`, `SupportEpisode`. */
  kind: string;
  /** By field of the kind: the column that holds it. */
  columns: Readonly<Record<string, string>>;
  /** By field: what every line has. */
  constants: Readonly<Record<string, unknown>>;
  /** By field: how its dates are written, where that is not `yyyy-mm-dd`. */
  dates: Readonly<Record<string, DateFormat>>;
  /** Fields that are numbers, true or false, or lists parted by `;`. */
  numbers: readonly string[];
  booleans: readonly string[];
  lists: readonly string[];
  /** The columns that together tell a record from every other; the id is made from them. Empty: the column of `id`. */
  key: readonly string[];
}

const record =
  <T>(parse: Parse<T>): Parse<Record<string, T>> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FieldError(path, 'an object', value);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, parse(each, `${path}.${name}`)]));
  };
const anything: Parse<unknown> = (value) => value;

const parseMapping = object({
  kind: text,
  columns: record(text),
  constants: optional(record(anything)),
  dates: optional(record(oneOf(DATE_FORMATS))),
  numbers: optional(arrayOf(text)),
  booleans: optional(arrayOf(text)),
  lists: optional(arrayOf(text)),
  key: optional(arrayOf(text)),
});

/** Reads a mapping from its JSON file. Throws ImportError naming what was expected where. */
export async function readMapping(file: string): Promise<Mapping> {
  try {
    const { kind, columns, ...rest } = parseMapping(JSON.parse(await readFile(file, 'utf8')), '');
    const { constants, dates, numbers, booleans, lists, key } = rest;
    return {
      kind,
      columns,
      constants: constants ?? {},
      dates: dates ?? {},
      numbers: numbers ?? [],
      booleans: booleans ?? [],
      lists: lists ?? [],
      key: key ?? [],
    };
  } catch (error) {
    const what = error instanceof FieldError ? error.message : 'expected a JSON file that can be read';
    throw new ImportError(`mapping: ${what}`, { cause: error });
  }
}

/** Every column that a mapping names. */
export function columnsOf({ columns, key }: Mapping): string[] {
  return [...new Set([...Object.values(columns), ...key])];
}

/** A line of CSV as a line of a load. What is empty is left out. */
export function lineOf(mapping: Mapping, row: CsvRow): Record<string, unknown> {
  const fields = Object.entries(mapping.columns).flatMap(([field, column]) => {
    const value = row.get(column);
    return value === '' ? [] : [[field, valueOf(mapping, field, value)] as const];
  });
  const line: Record<string, unknown> = { ...mapping.constants, ...Object.fromEntries(fields) };
  // The same line of the same owner gets the same id, however often it is imported.
  const { kind, key } = mapping;
  if (key.length > 0) line['id'] = derivedId(kind, line['ownerId'], ...key.map((column) => row.get(column)));
  return { ...line, kind: mapping.kind };
}

/** INVARIANT: what does not look as the mapping says stays the text that it is, and the kind's own check refuses it. */
function valueOf(mapping: Mapping, field: string, value: string): unknown {
  if (mapping.lists.includes(field)) return value.split(';').map((each) => each.trim());
  if (mapping.numbers.includes(field)) return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (mapping.booleans.includes(field)) return booleanOf(value);
  const format = mapping.dates[field];
  return format === undefined ? value : isoOf(value, format);
}

function booleanOf(value: string): unknown {
  if (/^(true|yes|y|1)$/i.test(value)) return true;
  return /^(false|no|n|0)$/i.test(value) ? false : value;
}

/** A date, and the time behind it if there is one, in the form of the API: times without a zone are taken as UTC. */
function isoOf(value: string, format: DateFormat): string {
  const [, one = '', two = '', year = '', rest = ''] = /^(\d{2})\/(\d{2})\/(\d{4})(.*)$/.exec(value) ?? [];
  const isWritten = format !== 'yyyy-mm-dd' && year !== '';
  const day = format === 'dd/mm/yyyy' ? `${year}-${two}-${one}` : `${year}-${one}-${two}`;
  return isWritten ? `${day}${timeOf(rest)}` : value;
}

function timeOf(rest: string): string {
  const match = /^[ T](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.exec(rest);
  return match === null ? rest : `T${match[1]}${match[2] ?? ':00'}${match[3] ?? 'Z'}`;
}
