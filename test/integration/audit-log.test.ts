import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { AuditUnavailableError } from '../../gateway/audit/audit-unavailable-error';
import { createAuditReader } from '../../gateway/audit/reader';
import { verifyAuditLog, type Verification } from '../../gateway/audit/verify';
import { createAuditWriter, type AuditWriter } from '../../gateway/audit/writer';
import { freePort } from '../../gateway/launch/ports';
import { databaseUrl, startPostgres, type Postgres } from '../../gateway/launch/postgres';
import { createAuditLog } from '../../gateway/store/audit-log';
import { AUDIT_LOG } from '../../gateway/store/migrations/0002-audit-log';
import { PARTITIONED_LOG } from '../../gateway/store/migrations/0013-audit-partitions';
import { anEntry } from '../support/audit';

const superuserPassword = 'only for this test';
let base: string;
let port: number;
let postgres: Postgres;
let pool: Pool;
let log: ReturnType<typeof createAuditLog>;
let writer: AuditWriter;

const start = () => startPostgres({ folder: path.join(base, 'postgres'), port, superuserPassword, durable: false });
const url = () => databaseUrl({ port, role: 'postgres', password: superuserPassword, database: 'postgres' });

function openPool(): Pool {
  const opened = new Pool({ connectionString: url(), max: 4, connectionTimeoutMillis: 800 });
  opened.on('error', () => undefined);
  return opened;
}

beforeAll(async () => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-log-'));
  fs.chmodSync(base, 0o755);
  port = await freePort(null);
  postgres = await start();
  pool = openPool();
  await pool.query(AUDIT_LOG.sql + PARTITIONED_LOG);
});

beforeEach(() => {
  log = createAuditLog(pool);
  writer = createAuditWriter({ log, newId: randomUUID, now: Date.now });
});
afterEach(async () => {
  await writer.close();
  log.close();
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
  fs.rmSync(base, { recursive: true, force: true });
});

const { publicKey } = generateKeyPairSync('ed25519');
const verify = (): Promise<Verification> =>
  verifyAuditLog({ log: createAuditReader(pool), checkpointFiles: [], publicKey });

async function keptDecisions(): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>("select body::jsonb ->> 'decision' as id from audit_log");
  return new Set(rows.map(({ id }) => id));
}

interface Load {
  acknowledged: string[];
  refusals: { code: unknown; ms: number }[];
}

/** Records without a pause while `work` runs. */
async function underLoad(work: (load: Load) => Promise<void>): Promise<Load> {
  const load: Load = { acknowledged: [], refusals: [] };
  const stop = new AbortController();
  const recorders = Array.from({ length: 16 }, async () => {
    while (!stop.signal.aborted) {
      await recordOne(load);
      await sleep(2);
    }
  });
  try {
    await work(load);
  } finally {
    stop.abort();
    await Promise.all(recorders);
  }
  return load;
}

async function recordOne({ acknowledged, refusals }: Load): Promise<void> {
  const entry = anEntry();
  const since = Date.now();
  try {
    await writer.record(entry);
    acknowledged.push(entry.decisionId);
  } catch (error) {
    const code = error instanceof AuditUnavailableError ? error.code : error;
    refusals.push({ code, ms: Date.now() - since });
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('it did not happen within 15 seconds');
    await sleep(10);
  }
}

/** The server runs in a process group of its own, its workers with it. */
const signalServer = (name: NodeJS.Signals) => {
  const workers = fs
    .readFileSync(`/proc/${postgres.pid}/task/${postgres.pid}/children`, 'utf8')
    .split(' ')
    .filter((pid) => pid !== '');
  for (const pid of [postgres.pid, ...workers.map(Number)]) process.kill(pid, name);
};

describe('the audit log in PostgreSQL', () => {
  it('keeps entries of many requests in one chain that verifies', async () => {
    await Promise.all(Array.from({ length: 1_200 }, () => writer.record(anEntry())));
    const verification = await verify();
    expect(verification).toMatchObject({ isIntact: true });
    expect(verification.rows).toBeGreaterThanOrEqual(1_200);
    const { rows } = await pool.query<{ children: string[] }>('select children, owners from audit_log limit 1');
    expect(rows).toEqual([{ children: ['child-1'], owners: ['E23000024'] }]);
  });

  it('keeps ids with quotes, braces and backslashes as they are', async () => {
    const strange = 'a"b\\c{d},e';
    await writer.record(anEntry({ lines: [{ ...anEntry().lines[0]!, children: [strange, ''] }] }));
    const { rows } = await pool.query<{ children: string[] }>(
      'select children from audit_log where $1 = any(children)',
      [strange],
    );
    expect(rows).toEqual([{ children: [strange, ''] }]);
    expect((await verify()).isIntact).toBe(true);
  });

  it('is insert only', async () => {
    await writer.record(anEntry());
    for (const statement of ["update audit_log set body = ''", 'delete from audit_log', 'truncate audit_log']) {
      await expect(pool.query(statement)).rejects.toThrow(/insert only/);
    }
    expect((await verify()).isIntact).toBe(true);
  });
});

describe('verification of the audit log', () => {
  it('shows what was changed past the trigger', async () => {
    await Promise.all(Array.from({ length: 20 }, () => writer.record(anEntry())));
    const client = await pool.connect();
    try {
      // Undone afterwards: the reader is handed this very connection.
      const reading = { query: client.query.bind(client) };
      const inspect = async (statement: string) => {
        await client.query('begin');
        await client.query("set local session_replication_role = 'replica'");
        await client.query(statement, [writer.writer]);
        const { findings } = await verifyAuditLog({ log: createAuditReader(reading), checkpointFiles: [], publicKey });
        await client.query('rollback');
        return findings.map(({ defect, seq }) => `${defect} ${seq}`);
      };
      expect(
        await inspect("update audit_log set body = replace(body, 'MISSING', 'SUPPORT') where writer = $1 and seq = 7"),
      ).toEqual(['ALTERED 7']);
      expect(await inspect('delete from audit_log where writer = $1 and seq = 7')).toEqual(['MISSING 7']);
      expect(await inspect("update audit_log set children = '{}' where writer = $1 and seq = 7")).toEqual([
        'MISFILED 7',
      ]);
      expect(
        await inspect(
          'update audit_log set seq = case seq when 7 then 1007 else 1008 end where writer = $1 and seq in (7, 8)',
        ),
      ).toEqual(expect.arrayContaining(['MISSING 7']));
    } finally {
      client.release();
    }
  });
});

async function expectNothingLost({ acknowledged, refusals }: Load): Promise<void> {
  expect(Math.max(...refusals.map(({ ms }) => ms))).toBeLessThan(2_000);
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['AUDIT_UNAVAILABLE']));
  const kept = await keptDecisions();
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect((await verify()).isIntact).toBe(true);
}

describe('when PostgreSQL goes away', () => {
  it('refuses within 2 seconds while it hangs, and goes on by itself when it answers again', async () => {
    const load = await underLoad(async ({ acknowledged, refusals }) => {
      await until(() => acknowledged.length > 50);
      signalServer('SIGSTOP');
      await until(() => refusals.length >= 16).finally(() => signalServer('SIGCONT'));
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
    });
    await expectNothingLost(load);
  });

  it('refuses at once while it is stopped, loses nothing acknowledged, and verifies after its return', async () => {
    const load = await underLoad(async ({ acknowledged, refusals }) => {
      await until(() => acknowledged.length > 50);
      await postgres.stop();
      await until(() => refusals.length > 16);
      postgres = await start();
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
    });
    await expectNothingLost(load);
  });
});
