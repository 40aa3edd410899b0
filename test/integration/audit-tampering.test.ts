import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { genesisOf, hashRow, type AuditRow } from '../../gateway/audit/chain';
import { writeCheckpoint } from '../../gateway/audit/checkpoint';
import { writeBody } from '../../gateway/audit/entry';
import { createAuditReader } from '../../gateway/audit/reader';
import { verifyAuditLog, type Verification } from '../../gateway/audit/verify';
import { createAuditLog } from '../../gateway/store/audit-log';
import { prepareAuditPartitions } from '../../gateway/store/audit-partitions';
import { migrate } from '../../gateway/store/migrate';
import { MIGRATIONS } from '../../gateway/store/migrations';
import { anEntry } from '../support/audit';
import { createDatabase, type TestDatabase } from '../support/postgres';

/** AUDIT_ROWS=1000000 is the size of a year of one area; it prints how fast the log is verified. */
const ROWS = Number(process.env['AUDIT_ROWS'] ?? 6_000);
const BATCH = 2_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const writer = randomUUID();
let database: TestDatabase;
let pool: Pool;
let checkpoint: string;

beforeAll(async () => {
  database = await createDatabase('hub');
  pool = new Pool({ connectionString: database.url, max: 2 });
  await migrate(pool, MIGRATIONS);
  await prepareAuditPartitions(pool, new Date());
  await fill();
}, 600_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Rows of several months, so that one chain runs through several partitions and the one for all other times. */
async function fill(): Promise<void> {
  const log = createAuditLog(pool);
  const begun = Date.now();
  let head = genesisOf(writer);
  while (head.seq < ROWS) {
    const rows: AuditRow[] = [];
    const at = new Date(begun + Math.floor((head.seq / ROWS) * 5) * 30 * 86_400_000 + head.seq);
    for (let n = 0; n < Math.min(BATCH, ROWS - head.seq - rows.length); n++) {
      const seq = (rows.at(-1)?.seq ?? head.seq) + 1;
      const { text, children, owners } = writeBody(anEntry());
      const link = { writer, seq, prev: rows.at(-1)?.hash ?? head.hash, at, body: text, children, owners };
      rows.push({ ...link, hash: hashRow(link) });
      if (rows.length === BATCH) break;
    }
    await log.append(rows, AbortSignal.timeout(60_000));
    head = rows.at(-1)!;
  }
  log.close();
  const fields = { writer, seq: head.seq, hash: head.hash.toString('hex'), at: new Date().toISOString() };
  checkpoint = writeCheckpoint(
    { ...fields, previous: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    privateKey,
  );
}

const verify = (): Promise<Verification> =>
  verifyAuditLog({ log: createAuditReader(pool), checkpointFiles: [[checkpoint]], publicKey });

/** What somebody does who owns the server: the table itself refuses. */
async function tamper(sql: string): Promise<void> {
  await expect(pool.query(sql)).rejects.toThrow(/insert only/);
  const client = await pool.connect();
  try {
    await client.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
  } finally {
    client.release();
  }
}

const middle = Math.floor(ROWS / 2);
const of = (seq: number): string => `writer = '${writer}' and seq = ${seq}`;

describe('a log of many rows in partitions', () => {
  it('is intact as it was written, whatever partitions its chain runs through', async () => {
    const { rows } = await pool.query<{ parts: number }>(
      'select count(distinct tableoid)::int as parts from audit_log',
    );
    expect(rows[0]!.parts).toBeGreaterThan(3);
    const begun = performance.now();
    const verified = await verify();
    if (process.env['AUDIT_ROWS']) {
      const perSecond = Math.round((ROWS * 1_000) / (performance.now() - begun));
      process.stdout.write(`verified ${ROWS} rows, ${perSecond} rows/s\n`);
    }
    expect(verified).toMatchObject({ isIntact: true, writers: 1, rows: ROWS, checkpoints: 1 });
  }, 600_000);

  it('names the place of one flipped bit, of two swapped rows, of a deleted row and of a tail that was cut off', async () => {
    await tamper(
      `update audit_log set body = overlay(body placing chr(ascii(substr(body, 30, 1)) # 1) from 30 for 1) where ${of(middle)}`,
    );
    expect((await verify()).findings).toEqual([{ defect: 'ALTERED', writer, seq: middle }]);

    await tamper(`update audit_log set seq = case seq when 200 then 201 else 200 end, at = at + (case seq when 200 then 1 else -1 end) * interval '1 microsecond'
      where writer = '${writer}' and seq in (200, 201)`);
    const swapped = (await verify()).findings.filter(({ seq }) => seq >= 200 && seq <= 202);
    expect(swapped).toEqual(
      expect.arrayContaining([
        { defect: 'ALTERED', writer, seq: 200 },
        { defect: 'ALTERED', writer, seq: 201 },
      ]),
    );

    await tamper(`delete from audit_log where ${of(300)}`);
    expect((await verify()).findings).toContainEqual({ defect: 'MISSING', writer, seq: 300 });
    await tamper(`delete from audit_log where writer = '${writer}' and seq > ${ROWS - 10}`);
    expect((await verify()).findings).toContainEqual({ defect: 'TRUNCATED', writer, seq: ROWS });
  }, 600_000);

  it('takes no row at a place that is taken, in whatever month, and none that leaves a gap', async () => {
    const log = createAuditLog(pool);
    const chain = randomUUID();
    const rowAt = (seq: number, at: Date): AuditRow => {
      const { text, children, owners } = writeBody(anEntry());
      const link = { writer: chain, seq, prev: genesisOf(chain).hash, at, body: text, children, owners };
      return { ...link, hash: hashRow(link) };
    };
    const signal = AbortSignal.timeout(30_000);
    await log.append([rowAt(1, new Date())], signal);
    const later = new Date(Date.now() + 40 * 86_400_000);
    for (const seq of [1, 3]) await expect(log.append([rowAt(seq, later)], signal)).rejects.toThrow(/end of the chain/);
    await log.append([rowAt(2, later)], signal);
    const { rows } = await pool.query('select seq::int from audit_log where writer = $1 order by seq', [chain]);
    expect(rows).toEqual([{ seq: 1 }, { seq: 2 }]);
    log.close();
  });

  it('refuses changes in every partition, made by name', async () => {
    const { rows } = await pool.query<{ part: string }>(
      `select inhrelid::regclass::text as part from pg_inherits where inhparent = 'audit_log'::regclass`,
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const { part } of rows)
      for (const sql of [`delete from ${part}`, `update ${part} set seq = 1`, `truncate ${part}`]) {
        await expect(pool.query(sql)).rejects.toThrow(/insert only/);
      }
  });
});
