import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Person } from '../support/client';
import { createDatabase, databaseNameOf } from '../support/postgres';
import { startHub, type TestHub } from '../support/running-hub';
import { decisionOf, findUnlogged, verifyLog } from '../support/verify-log';

const WORKER: Person = { organisation: 'E10000020', role: 'PRACTITIONER', purpose: 'CHILD_IN_NEED' };
/** CRASHES gives more. */
const ROUNDS = Number(process.env['CRASHES'] ?? 10);
const CLIENTS = 4;

const REGISTER = `mutation($key: ID!, $input: RegisterChildInput!) {
  registerChild(idempotencyKey: $key, input: $input) { created child { id involvements { organisation { id } } } }
}`;

/** One registration: what was sent, and what was acknowledged. */
interface Registration {
  readonly key: string;
  readonly childId: string;
  readonly created: boolean;
}

describe('a gateway that is killed', () => {
  let hub: TestHub;
  /** The decisions of every answer that came. */
  const disclosed: string[] = [];
  beforeAll(async () => (hub = await startHub()), 60_000);
  afterAll(() => hub.stop());

  async function register(number: number): Promise<Registration> {
    const key = `crash-${number}`;
    const letters = Array.from(String(number), (digit) => 'abcdefghij'[Number(digit)]).join('');
    const input = {
      reference: `CRASH-${number}`,
      givenName: `Invented-${letters}`,
      familyName: `Person-${letters}`,
      dateOfBirth: `20${10 + (number % 7)}-0${1 + (number % 9)}-1${number % 10}`,
    };
    // Many persons, each with no more registrations than a busy day has.
    const person = { ...WORKER, subject: `worker-${Math.floor(number / 20)}` };
    const answer = await hub.ask(person, REGISTER, { key, input });
    const { status, data, text } = answer;
    if (status !== 200 || !data?.registerChild) throw new Error(`refused: ${text}`);
    disclosed.push(decisionOf(answer));
    const { created, child } = data.registerChild;
    return { key, childId: child.id, created };
  }

  async function query<T extends object>(url: string, sql: string): Promise<T[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const verify = (url: string, checkpoints?: string) => verifyLog(url, hub.folder, checkpoints);

  it('loses nothing that it acknowledged, doubles nothing that is sent again, and its audit log verifies', async () => {
    const acknowledged = new Map<number, Registration>();
    /** With what went wrong the last time. */
    const unanswered = new Map<number, string>();
    let next = 0;
    const write = async (number: number): Promise<void> => {
      try {
        acknowledged.set(number, await register(number));
        unanswered.delete(number);
      } catch (error) {
        unanswered.set(number, inspect(error));
        await sleep(20);
      }
    };
    /** A client sends again what was not acknowledged, until it is. */
    const writeAgain = async (): Promise<void> => {
      for (let attempt = 0; attempt < 10 && unanswered.size > 0; attempt += 1) {
        await Promise.all([...unanswered.keys()].map(write));
      }
      expect([...unanswered]).toEqual([]);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await writeAgain();
      const end = new AbortController();
      const clients = Array.from({ length: CLIENTS }, async () => {
        while (!end.signal.aborted) await write(next++);
      });
      // Long enough, in the later rounds, for a checkpoint to be under way.
      await sleep(150 + (round % 10) * 140);
      await hub.end('gateway', 'SIGKILL');
      end.abort();
      await Promise.all(clients);
      await hub.start('gateway');
    }
    await writeAgain();
    expect(acknowledged.size).toBe(next);
    expect(next).toBeGreaterThan(ROUNDS * CLIENTS);

    // Each key gives what it gave; each child is there once.
    const numbers = [...acknowledged.keys()];
    for (let from = 0; from < numbers.length; from += 20) {
      const again = await Promise.all(numbers.slice(from, from + 20).map(register));
      expect(again).toEqual(numbers.slice(from, from + 20).map((number) => acknowledged.get(number)));
    }
    expect(new Set([...acknowledged.values()].map(({ childId }) => childId)).size).toBe(next);
    const keys = await query<{ made: string }>(
      hub.databases.hub,
      `select count(*) as made from idempotency_keys where key like 'crash-%'`,
    );
    const made = await query<{ made: string }>(
      hub.databases.hub,
      `select count(*) as made from involvements
       where organisation = 'E10000020' and child_id = any(array['${[...acknowledged.values()].map(({ childId }) => childId).join("','")}']::uuid[])`,
    );
    expect([Number(keys[0]?.made), Number(made[0]?.made)]).toEqual([next, next]);

    await hub.end('gateway');
    expect(await findUnlogged(hub.databases.hub, disclosed)).toEqual([]);
    expect(disclosed.length).toBeGreaterThan(next);
    const { code, output } = await verify(hub.databases.hub);
    expect(output).toMatch(/^intact: \d+ rows of \d+ writers, \d+ checkpoints\n$/);
    expect(code).toBe(0);
  }, 180_000);

  /** A busy writer of the log, and a position in the middle of its chain. */
  const VICTIM = `select writer, max(seq)::int as length from audit_log group by writer order by 2 desc limit 1`;
  const tampering: Record<string, { sql: (writer: string, seq: number) => string; finds: RegExp }> = {
    'a flipped bit in a row': {
      sql: (writer, seq) => `update audit_log set body = overlay(body placing '~' from 12 for 1)
        where writer = '${writer}' and seq = ${seq}`,
      finds: /^ALTERED /m,
    },
    'a row that was filed under another child': {
      sql: (writer, seq) =>
        `update audit_log set children = array['nobody'] where writer = '${writer}' and seq = ${seq}`,
      finds: /^MISFILED /m,
    },
    'a deleted row': {
      sql: (writer, seq) => `delete from audit_log where writer = '${writer}' and seq = ${seq}`,
      finds: /^(MISSING|BROKEN_LINK) /m,
    },
    'two rows that changed places': {
      sql: (writer, seq) => `update audit_log set seq = -seq + ${2 * seq + 1} + 100000
          where writer = '${writer}' and seq in (${seq}, ${seq + 1});
        update audit_log set seq = seq - 100000 where writer = '${writer}' and seq > 100000`,
      finds: /^(ALTERED|BROKEN_LINK) /m,
    },
    'an end that was cut off': {
      sql: (writer, seq) => `delete from audit_log where writer = '${writer}' and seq >= ${seq}`,
      finds: /^TRUNCATED /m,
    },
    'a whole chain that is gone': {
      sql: (writer) => `delete from audit_log where writer = '${writer}'`,
      finds: /^TRUNCATED /m,
    },
  };

  it.each(Object.keys(tampering))('leaves a log in which %s is found', async (what) => {
    await hub.end('gateway');
    const copy = await createDatabase('tampered', databaseNameOf(hub.databases.hub));
    try {
      const [victim] = await query<{ writer: string; length: number }>(copy.url, VICTIM);
      expect(victim!.length).toBeGreaterThan(4);
      const { sql, finds } = tampering[what]!;
      const change = sql(victim!.writer, Math.floor(victim!.length / 2));
      // The table refuses; somebody who owns the server does not ask.
      await expect(query(copy.url, change)).rejects.toThrow(/insert only/);
      await query(copy.url, `set session_replication_role = replica; ${change}`);
      const { code, output } = await verify(copy.url);
      expect(output).toMatch(/^\d+ defects: /);
      expect(output).toMatch(finds);
      expect(output).toContain(victim!.writer);
      expect(code).toBe(1);
    } finally {
      await copy.drop();
    }
  });

  it('leaves checkpoints in which a line that was changed, or taken out, is found', async () => {
    await hub.end('gateway');
    const folder = path.join(hub.folder, 'audit');
    const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.jsonl'));
    const lines = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    const middle = Math.floor(lines.length / 2);
    const forged = path.join(hub.folder, 'forged.jsonl');
    const changed = lines.map((line, index) => (index === middle ? line.replace(/"seq":\d+/, '"seq":1') : line));
    for (const text of [changed, lines.toSpliced(middle, 1), lines.toReversed()]) {
      writeFileSync(forged, `${text.join('\n')}\n`);
      const { code, output } = await verify(hub.databases.hub, forged);
      expect(output).toMatch(/^CHECKPOINT_FORGED /m);
      expect(code).toBe(1);
    }
  });
});
