import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { DataSource, EntityManager } from 'typeorm';
import { HANDLINGS } from '../../schema/vocabulary';
import type { EntityClass } from './database';
import { FieldError, id, object, oneOf, type Parse } from './fields';
import { insertRecords, type NewRow } from './insert';

const BATCH = 1000;
const REPORT_EVERY = 5000;

/** How lines of one `kind` become rows. */
export interface LoadKind {
  parse: (line: unknown) => object;
  entity: EntityClass;
}

/** The fields that the line of every record has. */
export const RECORD_FIELDS = { id, subjectId: id, ownerId: id, handling: oneOf(HANDLINGS) };

/** Declares a kind whose row is the line's fields, or what `toRow` makes of them. */
export function loadKind<S extends Record<string, Parse<unknown>>, T extends object>(
  entity: EntityClass<T>,
  shape: S,
  toRow?: (line: { [K in keyof S]: ReturnType<S[K]> }) => NewRow<T>,
): LoadKind {
  const parse = object(shape);
  return {
    entity,
    parse: (line) => {
      const fields = parse(line, '');
      return toRow === undefined ? fields : toRow(fields);
    },
  };
}

/** A line that cannot be loaded: its number, and what was wrong. */
export class LoadError extends Error {
  override readonly name = 'LoadError';

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
  }
}

interface ParsedLine {
  number: number;
  kind: string;
  row: object & { id?: unknown };
}

function parseLine(kinds: Readonly<Record<string, LoadKind>>, textOfLine: string, number: number): ParsedLine {
  let line: unknown;
  try {
    line = JSON.parse(textOfLine);
  } catch {
    throw new LoadError(number, 'line: expected a JSON object, got other text');
  }
  try {
    if (typeof line !== 'object' || line === null) throw new FieldError('line', 'an object', line);
    const { kind, ...fields } = line as Record<string, unknown>;
    const name = oneOf(Object.keys(kinds))(kind, 'kind');
    const parse = kinds[name]?.parse;
    if (parse === undefined) throw new FieldError('kind', 'a known kind', kind);
    return { number, kind: name, row: parse(fields) };
  } catch (error) {
    if (error instanceof FieldError) throw new LoadError(number, error.message);
    throw error;
  }
}

async function insertBatch(
  manager: EntityManager,
  kinds: Readonly<Record<string, LoadKind>>,
  batch: readonly ParsedLine[],
): Promise<void> {
  for (const [kind, { entity }] of Object.entries(kinds)) {
    const rows = batch.filter((line) => line.kind === kind).map((line) => line.row);
    await insertRecords(manager, entity, rows);
  }
}

/** The database refused a batch: finds the first of its lines that alone is refused too. Rare, so one by one. */
async function findRefused(
  dataSource: DataSource,
  kinds: Readonly<Record<string, LoadKind>>,
  batch: readonly ParsedLine[],
): Promise<LoadError> {
  const first = batch[0]?.number ?? 0;
  let refused = new LoadError(first, 'line: expected a row that the database takes, got one that it refuses');
  const undo = new Error('undo');
  await dataSource
    .transaction(async (manager) => {
      const ordered = Object.keys(kinds).flatMap((kind) => batch.filter((line) => line.kind === kind));
      for (const line of ordered) {
        try {
          await insertBatch(manager, kinds, [line]);
        } catch (error) {
          refused = refusalOf(line.number, error);
          throw undo;
        }
      }
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return refused;
}

const REFUSALS: Readonly<Record<string, string>> = {
  '23505': 'id: expected a new one, got one that exists',
  '23503': 'line: expected a reference to a row that exists, got another',
  '23502': 'line: expected a value in every required column, got null',
};

function refusalOf(line: number, error: unknown): LoadError {
  return new LoadError(line, whatIsRefused(error));
}

/** What the database refused in a row, without the row. */
export function whatIsRefused(error: unknown): string {
  const code = String((error as { code?: unknown }).code);
  return REFUSALS[code] ?? `line: expected a row that the database takes, got SQLSTATE ${code}`;
}

/** Whether it is what a row says that the database refuses. */
export const isRefusal = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code));

export interface LoadOptions {
  dataSource: DataSource;
  kinds: Readonly<Record<string, LoadKind>>;
  input: Readable;
  report: (message: string) => void;
}

/**
 * Loads NDJSON, a transaction for each 1,000 lines; returns how many lines were kept. A bad line throws LoadError, and
 * nothing of its batch is kept.
 */
export async function load(options: LoadOptions): Promise<number> {
  const { dataSource, kinds, input, report } = options;
  let loaded = 0;
  let number = 0;
  let batch: ParsedLine[] = [];
  const flush = async (): Promise<void> => {
    const rows = batch;
    batch = [];
    try {
      await dataSource.transaction((manager) => insertBatch(manager, kinds, rows));
    } catch (error) {
      throw isRefusal(error) ? await findRefused(dataSource, kinds, rows) : error;
    }
    const before = loaded;
    loaded += rows.length;
    if (Math.floor(before / REPORT_EVERY) !== Math.floor(loaded / REPORT_EVERY)) report(`loaded ${loaded}`);
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    batch.push(parseLine(kinds, line, number));
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  report(`loaded ${loaded}`);
  return loaded;
}
