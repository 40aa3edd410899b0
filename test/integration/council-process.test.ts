import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { aReferral } from '../support/council-lines';
import { createTestGateway } from '../support/gateway-signature';
import { createDatabase, type TestDatabase } from '../support/postgres';

const BUILT = path.resolve(__dirname, '../../dist/subgraphs/council');
const MANY = 300;

const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-council-'));
let database: TestDatabase;
let observer: Client;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createDatabase('council_process');
  observer = new Client({ connectionString: database.url });
  await observer.connect();
  const jwks = path.join(folder, 'jwks.json');
  writeFileSync(jwks, JSON.stringify((await createTestGateway('council')).keys));
  env = {
    PATH: process.env['PATH'] ?? '',
    SIGHTLINE_DATA: folder,
    COUNCIL_DATABASE_URL: database.url,
    COUNCIL_PORT: '0',
    GATEWAY_JWKS: jwks,
  };
});
afterAll(async () => {
  await observer.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const run = (file: string): ChildProcess =>
  spawn(process.execPath, [path.join(BUILT, file)], { env, stdio: ['pipe', 'ignore', 'inherit', 'ipc'] });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

async function start(): Promise<ChildProcess> {
  const child = run('main.js');
  await new Promise((resolve) => child.once('message', resolve));
  return child;
}

async function load(lines: readonly object[]): Promise<void> {
  const child = run('load.js');
  child.stdin?.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect(await ended(child)).toBe(0);
}

/** How many signals there are, and about how many records. */
async function count(): Promise<{ signals: number; records: number }> {
  const { rows } = await observer.query<{ signals: number; records: number }>(
    'select count(*)::int as signals, count(distinct record_id)::int as records from outbox',
  );
  return rows[0] ?? { signals: 0, records: 0 };
}

async function untilSignalled(records: number): Promise<void> {
  while ((await count()).records < records) await sleep(50);
}

test('processes that are killed, run side by side and start again signal each overdue clock once', async () => {
  await load(Array.from({ length: MANY }, (_, n) => aReferral(n)));
  const first = await start();
  await untilSignalled(20);
  const killed = ended(first);
  first.kill('SIGKILL');
  await killed;

  const both = await Promise.all([start(), start()]);
  await untilSignalled(MANY);
  const codes = both.map(ended);
  for (const child of both) child.kill('SIGTERM');
  expect(await Promise.all(codes)).toEqual([0, 0]);

  await load([aReferral(MANY)]);
  const again = await start();
  await untilSignalled(MANY + 1);
  const code = ended(again);
  again.kill('SIGTERM');
  expect(await code).toBe(0);
  expect(await count()).toEqual({ signals: MANY + 1, records: MANY + 1 });
});
