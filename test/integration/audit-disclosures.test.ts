import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { openCheckpointFile } from '../../gateway/audit/checkpoint-file';
import { openCheckpointKey } from '../../gateway/audit/checkpoint-key';
import type { AuditEntry } from '../../gateway/audit/entry';
import { createAuditWriter } from '../../gateway/audit/writer';
import {
  createAuditLog,
  disclosureCursor,
  findDisclosures,
  type DisclosureFilter,
} from '../../gateway/store/audit-log';
import { AUDIT_LOG } from '../../gateway/store/migrations/0002-audit-log';
import { PARTITIONED_LOG } from '../../gateway/store/migrations/0013-audit-partitions';
import { aLine, anEntry, POLICY } from '../support/audit';
import { createDatabase, type TestDatabase } from '../support/postgres';

const NORFOLK_FORCE = 'E23000024';
const NORFOLK_COUNCIL = 'E10000020';
const START = Date.UTC(2026, 0, 5, 9);
let base: string;
let database: TestDatabase;
let pool: Pool;

/** Twelve entries, an hour apart, of a charity and a council, about three children of two owners. */
const ENTRIES: AuditEntry[] = Array.from({ length: 12 }, (_, n) =>
  anEntry({
    decisionId: `decision-${n}`,
    principal:
      n % 3 === 0
        ? { subject: 'social-worker-1', organisation: NORFOLK_COUNCIL, agency: 'COUNCIL', role: 'SUPERVISOR' }
        : anEntry().principal,
    purpose: n === 5 ? null : 'MISSING_CHILD',
    justification: n === 4 ? 'strategy meeting' : null,
    lines: [
      aLine({ children: ['child-1', 'child-2'], category: 'MISSING' }),
      aLine({
        children: ['child-3'],
        owner: NORFOLK_COUNCIL,
        category: 'SOCIAL_CARE',
        outcome: 'WITHHELD',
        reason: 'NOT_AGREED',
      }),
      aLine({
        children: ['child-1'],
        owner: NORFOLK_COUNCIL,
        category: 'PLACEMENT',
        level: 'FULL',
        breakGlass: n === 7,
      }),
      ...(n === 2 ? [aLine({ children: [], category: 'IDENTITY' })] : []),
    ],
  }),
);

beforeAll(async () => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-disclosures-'));
  database = await createDatabase('audit_disclosures');
  pool = new Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  await pool.query(AUDIT_LOG.sql + PARTITIONED_LOG);
  await writeEntries();
});

afterAll(async () => {
  await pool.end();
  await database.drop();
  fs.rmSync(base, { recursive: true, force: true });
});

/** Two writers in turn, as two gateways would, with the checkpoints of the first. */
async function writeEntries(): Promise<void> {
  let clock = START;
  const privateKey = await openCheckpointKey(path.join(base, 'audit.jwk.json'));
  const now = () => clock;
  const checkpoints = await openCheckpointFile({ file: path.join(base, 'checkpoints'), privateKey, now, everyRows: 2 });
  const logs = [createAuditLog(pool), createAuditLog(pool)] as const;
  const committed = checkpoints.note.bind(checkpoints);
  const first = createAuditWriter({ log: logs[0], newId: randomUUID, now, committed });
  const second = createAuditWriter({ log: logs[1], newId: randomUUID, now });
  for (const [n, entry] of ENTRIES.entries()) {
    clock = START + n * 3_600_000;
    await (n % 2 === 0 ? first : second).record(entry);
  }
  await Promise.all([first.close(), second.close()]);
  await checkpoints.close();
  for (const log of logs) log.close();
}

interface Expected {
  n: number;
  childId: string | null;
  owner: string;
  recipient: string;
  category: string;
  outcome: string;
  breakGlass: boolean;
}

/** The same expansion written plainly, newest first. */
const ALL: Expected[] = ENTRIES.flatMap((entry, n) =>
  entry.lines.flatMap(({ children, owner, category, outcome, breakGlass }) =>
    (children.length === 0 ? [null] : children).map((childId) => ({
      n,
      childId,
      owner,
      recipient: entry.principal.organisation,
      category,
      outcome,
      breakGlass,
    })),
  ),
).toReversed();

async function find(filter: DisclosureFilter): Promise<Expected[]> {
  const { rows } = await findDisclosures(pool, filter, { first: 100 });
  return rows.map(({ decisionId, childId, owner, recipient, category, outcome, breakGlass }) => ({
    n: Number(decisionId.slice(9)),
    childId,
    owner,
    recipient,
    category,
    outcome,
    breakGlass,
  }));
}

describe('findDisclosures', () => {
  it('expands every entry to one row per line and child, newest first', async () => {
    expect(await find({})).toEqual(ALL);
  });

  it('says who saw what, why, and by which policy', async () => {
    const { rows } = await findDisclosures(
      pool,
      { childId: 'child-3', from: new Date(START + 4 * 3_600_000) },
      { first: 100 },
    );
    expect(rows.at(-1)).toEqual({
      id: expect.any(String),
      at: new Date(START + 4 * 3_600_000),
      decisionId: 'decision-4',
      recipient: 'harbour-youth-trust',
      agency: 'CHARITY',
      role: 'PRACTITIONER',
      subject: 'caseworker-1',
      purpose: 'MISSING_CHILD',
      justification: 'strategy meeting',
      owner: NORFOLK_COUNCIL,
      category: 'SOCIAL_CARE',
      level: 'SUMMARY',
      outcome: 'WITHHELD',
      reason: 'NOT_AGREED',
      policyVersion: POLICY,
      breakGlass: false,
      notifyOwner: false,
      childId: 'child-3',
    });
    expect(rows.find(({ decisionId }) => decisionId === 'decision-5')?.purpose).toBeNull();
  });
});

describe('a filter of findDisclosures', () => {
  it.each<[string, DisclosureFilter, (row: Expected) => boolean]>([
    ['child', { childId: 'child-2' }, ({ childId }) => childId === 'child-2'],
    ['owner', { owner: NORFOLK_FORCE }, ({ owner }) => owner === NORFOLK_FORCE],
    ['recipient', { recipient: NORFOLK_COUNCIL }, ({ recipient }) => recipient === NORFOLK_COUNCIL],
    ['category', { category: 'PLACEMENT' }, ({ category }) => category === 'PLACEMENT'],
    ['outcome', { outcome: 'WITHHELD' }, ({ outcome }) => outcome === 'WITHHELD'],
    ['break-glass', { breakGlass: true }, ({ breakGlass }) => breakGlass],
    ['time', { from: new Date(START + 3_600_000), to: new Date(START + 3 * 3_600_000) }, ({ n }) => n === 1 || n === 2],
    [
      'child of one owner',
      { childId: 'child-1', owner: NORFOLK_COUNCIL },
      ({ childId, owner }) => childId === 'child-1' && owner === NORFOLK_COUNCIL,
    ],
    [
      'child but for what one owner holds back of one recipient',
      { childId: 'child-1', held: [{ owner: NORFOLK_COUNCIL, recipient: NORFOLK_COUNCIL }] },
      ({ childId, owner, recipient }) =>
        childId === 'child-1' && !(owner === NORFOLK_COUNCIL && recipient === NORFOLK_COUNCIL),
    ],
    ['child that is in no entry', { childId: 'child-9' }, () => false],
  ])('selects by %s', async (_what, filter, wanted) => {
    const rows = await find(filter);
    expect(rows).toEqual(ALL.filter(wanted));
  });
});

describe('a page of findDisclosures', () => {
  it('follows the one before without a gap or a double', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    for (let hasMore = true; hasMore; pages++) {
      const page: Awaited<ReturnType<typeof findDisclosures>> = await findDisclosures(
        pool,
        { owner: NORFOLK_COUNCIL },
        { first: 5, after },
      );
      seen.push(...page.rows.map(({ id }) => id));
      after = disclosureCursor(page.rows.at(-1)!.id);
      hasMore = page.hasNextPage;
    }
    const { rows } = await findDisclosures(pool, { owner: NORFOLK_COUNCIL }, { first: 100 });
    expect(seen).toEqual(rows.map(({ id }) => id));
    expect(pages).toBe(Math.ceil(rows.length / 5));
    expect(new Set(seen).size).toBe(24);
  });

  it('refuses a page size or a cursor that it did not give', async () => {
    for (const first of [0, 101, 1.5, Number.NaN]) {
      await expect(findDisclosures(pool, {}, { first })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', at: 'first' },
      });
    }
    const unknown = disclosureCursor(`${randomUUID()}.1.1.1`);
    for (const after of ['', 'x', unknown, disclosureCursor("1' or true"), 'a'.repeat(5_000)]) {
      await expect(findDisclosures(pool, {}, { first: 5, after })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', at: 'after' },
      });
    }
  });
});

describe('the verifier on the command line', () => {
  const program = path.join(__dirname, '../../dist/gateway/audit/verify-main.js');
  const run = (args: string[], address: string | undefined) =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...(address === undefined ? {} : { HUB_DATABASE_URL: address }) },
    });
  const files = () => [path.join(base, 'audit.jwk.json.public'), path.join(base, 'checkpoints')];

  it('tells an intact log from one that was cut short', async () => {
    expect(run(files(), database.url)).toMatchObject({
      status: 0,
      stdout: 'intact: 12 rows of 2 writers, 3 checkpoints\n',
    });
    await pool.query('alter table audit_log disable trigger all');
    await pool.query('delete from audit_log where seq = 6');
    const cut = run(files(), database.url);
    expect(cut).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^1 defects: 10 rows.*\nTRUNCATED [0-9a-f-]{36} 6\n$/s),
    });
  });

  it('says how it is used, and what it could not read, without a stack', () => {
    expect(run([], database.url)).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
    expect(run(files(), undefined)).toMatchObject({ status: 2, stderr: expect.stringContaining('HUB_DATABASE_URL') });
    const lost = run(['/nowhere/key', '/nowhere/checkpoints'], database.url);
    expect(lost.status).toBe(2);
    expect(lost.stderr).not.toMatch(/\n\s+at /);
  });
});
