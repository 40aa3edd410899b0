import { createInterface } from 'node:readline';
import { type Pool } from 'pg';
import { PolicyRuleError } from '../policy/rule';
import { registerChildren } from '../store/children';
import { recordConcerns } from '../store/concerns';
import { recordConsents } from '../store/consents';
import { BATCH_LIMITS, createDatabase, inTransaction, type Queryable } from '../store/database';
import { putAreas, putOrganisations } from '../store/directory';
import { migrate } from '../store/migrate';
import { MIGRATIONS } from '../store/migrations';
import {
  hashRules,
  insertPolicyVersions,
  putKnownSchemas,
  putLawfulBases,
  putSafeguardingMinimums,
} from '../store/policies';
import { putRecordConditions } from '../store/record-conditions';
import { readHubDatabaseUrl, readIndexKey } from '../store/settings';
import { createIdentityHasher, type IdentityHasher } from './identity';
import { readLine, type Line } from './lines';
import { LineFault } from './read-line';

/** Lines of one transaction. What a line refers to must come before it or in the same batch. */
const BATCH = 2_000;
const REPORT_EVERY = 5_000;

/** Loads lines (NDJSON) into the hub's database and resolves to how many there were. @throws Error naming the line at fault. */
export async function loadLines(
  pool: Pool,
  lines: AsyncIterable<string>,
  options: { readonly hasher: IdentityHasher; readonly report: (loaded: number) => void },
): Promise<number> {
  let number = 0;
  let batch: Line[] = [];
  const flush = async (): Promise<void> => {
    const first = number - batch.length + 1;
    await inTransaction(pool, (client) => writeBatch(client, batch)).catch((error: unknown) => {
      throw new Error(`lines ${first} to ${number}: ${error instanceof Error ? error.message : String(error)}`);
    });
    const before = Math.floor((number - batch.length) / REPORT_EVERY);
    if (Math.floor(number / REPORT_EVERY) > before) options.report(number);
    batch = [];
  };
  for await (const line of lines) {
    number += 1;
    batch.push(read(line, number, options.hasher));
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return number;
}

function read(line: string, number: number, hasher: IdentityHasher): Line {
  try {
    return readLine(line, hasher);
  } catch (error) {
    if (error instanceof LineFault || error instanceof PolicyRuleError) {
      throw new Error(`line ${number}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Writes in the order in which the rows refer to each other. */
async function writeBatch(client: Queryable, batch: readonly Line[]): Promise<void> {
  const of = <Kind extends Line['kind']>(kind: Kind): Extract<Line, { kind: Kind }>[] =>
    batch.filter((line): line is Extract<Line, { kind: Kind }> => line.kind === kind);
  const write = async <T>(rows: readonly T[], put: (db: Queryable, rows: readonly T[]) => Promise<void>) => {
    if (rows.length > 0) await put(client, rows);
  };
  const rowsOf = <Kind extends Line['kind']>(kind: Kind) => of(kind).map((line) => line.row as RowOf<Kind>);
  await write(rowsOf('Area'), putAreas);
  await write(rowsOf('Organisation'), putOrganisations);
  await write(rowsOf('LawfulBasis'), putLawfulBases);
  await write(rowsOf('SafeguardingMinimum'), putSafeguardingMinimums);
  await write(
    rowsOf('Policy').map((policy) => ({ ...policy, hash: hashRules(policy.rules) })),
    insertPolicyVersions,
  );
  await write(rowsOf('SupergraphHash'), putKnownSchemas);
  await write(rowsOf('Child'), registerChildren);
  await write(
    of('Child').flatMap((line) => line.concerns),
    recordConcerns,
  );
  await write(rowsOf('Consent'), recordConsents);
  await write(rowsOf('RecordCondition'), putRecordConditions);
}

type RowOf<Kind extends Line['kind']> = Extract<Line, { kind: Kind }>['row'];

async function main(): Promise<void> {
  const pool = createDatabase(readHubDatabaseUrl(process.env), BATCH_LIMITS);
  try {
    const options = {
      hasher: createIdentityHasher(readIndexKey(process.env)),
      report: (loaded: number) => void process.stderr.write(`loaded ${loaded}\n`),
    };
    await migrate(pool, MIGRATIONS);
    const loaded = await loadLines(pool, createInterface({ input: process.stdin, crlfDelay: Infinity }), options);
    process.stderr.write(`loaded ${loaded}\n`);
  } finally {
    await pool.end();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
