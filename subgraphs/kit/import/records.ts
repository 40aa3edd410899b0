import path from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { FieldError } from '../fields';
import { insertRecords } from '../insert';
import { isRefusal, whatIsRefused, type LoadKind } from '../load';
import { allOrNothing } from './all-or-nothing';
import { ImportError, readCsv } from './csv';
import { columnsOf, lineOf, readMapping, type Mapping } from './mapping';
import type { ImportReport, Rejection } from './report';

export interface RecordImport {
  dataSource: DataSource;
  /** The kinds of line that the sector loads. */
  kinds: Readonly<Record<string, LoadKind>>;
  /** A CSV file of one kind of record, with a header. */
  file: string;
  /** A JSON file that says which column is which field: see `Mapping`. */
  mapping: string;
  isCommitted: boolean;
  progress: (message: string) => void;
}

const BATCH = 1_000;
const PROGRESS_EVERY = 20_000;

interface LoadRow {
  line: number;
  row: object & { id?: unknown };
}

/**
 * Imports records of one kind from a CSV file, each line checked as a load checks it, in one transaction. A record whose
 * id is there already is left as it is, so that the same file may be imported again. Throws ImportError.
 */
export async function importRecords(options: RecordImport): Promise<ImportReport> {
  const mapping = await readMapping(options.mapping);
  const kind = options.kinds[mapping.kind];
  const kinds = Object.keys(options.kinds).join(', ');
  if (kind === undefined) throw new ImportError(`mapping: kind: expected one of ${kinds}`);
  const file = path.basename(options.file);
  const rejected: Rejection[] = [];
  const reject = (line: number, reason: string): void => void rejected.push({ file, line, reason });
  const counts = await allOrNothing(options, async (manager) => {
    const total = { read: 0, added: 0 };
    let batch: LoadRow[] = [];
    for await (const line of readCsv(options.file, columnsOf(mapping))) {
      total.read += 1;
      if (total.read % PROGRESS_EVERY === 0) options.progress(`${total.read} lines read`);
      const read = readLine(kind, mapping, lineOf(mapping, line));
      if (typeof read === 'string') reject(line.line, read);
      else batch.push({ line: line.line, row: read });
      if (batch.length < BATCH) continue;
      total.added += await insertMissing(manager, { kind, batch, reject });
      batch = [];
    }
    total.added += await insertMissing(manager, { kind, batch, reject });
    return total;
  });
  const there = counts.read - counts.added - rejected.length;
  return { rejected, counts: { ...counts, 'there already': there }, isCommitted: options.isCommitted };
}

/** The row of a line, or what is wrong with it, said of the column that it came from. */
function readLine(kind: LoadKind, mapping: Mapping, line: Record<string, unknown>): LoadRow['row'] | string {
  const { kind: _, ...fields } = line;
  try {
    return kind.parse(fields);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const column = mapping.columns[error.path];
    return column === undefined ? error.message : `${column} (${error.message})`;
  }
}

interface Inserting {
  kind: LoadKind;
  batch: readonly LoadRow[];
  reject: (line: number, reason: string) => void;
}

/** How many rows were added. Those that the database refuses are rejected one by one. */
async function insertMissing(manager: EntityManager, { kind, batch, reject }: Inserting): Promise<number> {
  const missing = await missingOf(manager, kind, batch);
  const insert = (rows: readonly LoadRow[]): Promise<void> =>
    insertRecords(
      manager,
      kind.entity,
      rows.map(({ row }) => row),
    );
  if ((await attempt(manager, () => insert(missing))) === null) return missing.length;
  let added = 0;
  for (const one of missing) {
    const refusal = await attempt(manager, () => insert([one]));
    if (refusal === null) added += 1;
    else reject(one.line, refusal);
  }
  return added;
}

/** What the database refuses of some work, which is then undone; null when it takes it. */
async function attempt(manager: EntityManager, work: () => Promise<void>): Promise<string | null> {
  await manager.query('savepoint rows');
  try {
    await work();
    await manager.query('release savepoint rows');
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await manager.query('rollback to savepoint rows');
    return whatIsRefused(error);
  }
}

async function missingOf(manager: EntityManager, kind: LoadKind, batch: readonly LoadRow[]): Promise<LoadRow[]> {
  const { tableName } = manager.connection.getMetadata(kind.entity);
  const byId = new Map(batch.map((each) => [String(each.row.id), each]));
  const ids = [...byId.keys()];
  const known = await manager.query<{ id: string }[]>(`select id from "${tableName}" where id = any($1)`, [ids]);
  for (const { id } of known) byId.delete(id);
  return [...byId.values()];
}
