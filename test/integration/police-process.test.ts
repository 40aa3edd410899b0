import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestGateway, type TestGateway } from '../support/gateway-signature';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { anEpisode } from '../support/police-lines';

const BUILT = path.resolve(__dirname, '../../dist/subgraphs/police');

interface Run {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
  /** The base address, once the process has said that it is ready. */
  ready: Promise<string>;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-police-'));
const jwks = path.join(folder, 'jwks.json');
let database: TestDatabase;
let gateway: TestGateway;

function run(file: string, env: Record<string, string>, flags: string[] = []): Run {
  const child = spawn(process.execPath, [path.join(BUILT, file), ...flags], {
    env: { PATH: process.env['PATH'] ?? '', SIGHTLINE_DATA: folder, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    child.once('message', () => resolve(/http:\/\/[\d.:]+/.exec(output)?.[0] ?? ''));
    void ended.then((code) => reject(new Error(`ended with ${String(code)} before it was ready: ${output}`)));
  });
  ready.catch(() => undefined);
  return { child, output: () => output, ended, ready };
}

beforeAll(async () => {
  if (!existsSync(path.join(BUILT, 'main.js'))) throw new Error('expected a build: npm run build');
  database = await createDatabase('police_process');
  gateway = await createTestGateway('police');
  writeFileSync(jwks, JSON.stringify(gateway.keys));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const served = (): Record<string, string> => ({
  POLICE_DATABASE_URL: database.url,
  POLICE_PORT: '0',
  GATEWAY_JWKS: jwks,
});

async function ask(base: string, query: string): Promise<Response> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', authorization: await gateway.sign(body) };
  return fetch(`${base}/graphql`, { method: 'POST', body, headers });
}

test('finishes what runs when it is told to stop, and takes nothing new', async () => {
  const police = run('main.js', served());
  const base = await police.ready;
  const blocker = new Client({ connectionString: database.url });
  await blocker.connect();
  await blocker.query('begin; lock table missing_episodes in access exclusive mode');
  const answer = ask(base, '{ missingEpisodes { pageInfo { hasNextPage } } }');
  await sleep(200);
  police.child.kill('SIGTERM');
  await sleep(200);
  await expect(ask(base, '{ __typename }')).rejects.toThrow();
  await blocker.query('rollback');
  await blocker.end();
  const response = await answer;
  expect(await response.json()).toEqual({ data: { missingEpisodes: { pageInfo: { hasNextPage: false } } } });
  expect(await police.ended).toBe(0);
  expect(police.output()).toMatch(/^police ready http:\/\/127\.0\.0\.1:\d+\/graphql\n$/);
});

test('stops when its parent is gone', async () => {
  const police = run('main.js', served());
  await police.ready;
  const ended = once(police.child, 'exit');
  police.child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test('several start at once on one empty database', async () => {
  const fresh = await createDatabase('police_race');
  const runs = [1, 2, 3].map(() => run('main.js', { ...served(), POLICE_DATABASE_URL: fresh.url }));
  await Promise.all(runs.map(({ ready }) => ready));
  for (const { child } of runs) child.kill('SIGINT');
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  await fresh.drop();
});

test('is not ready without the gateway’s keys', async () => {
  const police = run('main.js', { ...served(), GATEWAY_JWKS: path.join(folder, 'none.json') });
  const response = await fetch(`${await police.ready}/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'unavailable', failing: ['keys'] });
  police.child.kill('SIGTERM');
  expect(await police.ended).toBe(0);
});

describe('refuses to start, saying why', () => {
  let taken: Server;
  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => taken.close(resolve)));

  test('when the port is taken', async () => {
    const { port } = taken.address() as AddressInfo;
    const own = run('main.js', { ...served(), POLICE_PORT: String(port) });
    const shared = run('main.js', { POLICE_DATABASE_URL: database.url, PORT: String(port - 1) });
    expect([await own.ended, own.output()]).toEqual([1, `police: POLICE_PORT: port ${port} is taken\n`]);
    expect([await shared.ended, shared.output()]).toEqual([1, `police: PORT: port ${port} is taken\n`]);
  });

  test('when there is no database', async () => {
    const unset = run('main.js', {});
    expect(await unset.ended).toBe(1);
    expect(unset.output()).toContain('police: POLICE_DATABASE_URL: expected a postgres:// URL');
    const absent = run('main.js', { POLICE_DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
    expect(await absent.ended).toBe(1);
    expect(absent.output()).toBe('police: POLICE_DATABASE_URL: cannot reach the database: ECONNREFUSED\n');
  });
});

test('prints its schema without a database', async () => {
  const printed = run('main.js', {}, ['--print-schema']);
  expect(await printed.ended).toBe(0);
  expect(printed.output()).toContain('type MissingEpisode @record(category: "MISSING")');
});

describe('load.js', () => {
  test('loads standard input and tells how far it is', async () => {
    const load = run('load.js', { POLICE_DATABASE_URL: database.url });
    for (let n = 0; n < 6000; n += 1) load.child.stdin?.write(`${JSON.stringify(anEpisode(n))}\n`);
    load.child.stdin?.end();
    expect(await load.ended).toBe(0);
    expect(load.output()).toBe('loaded 5000\nloaded 6000\n');
  });

  test('stops at a bad line', async () => {
    const load = run('load.js', { POLICE_DATABASE_URL: database.url });
    load.child.stdin?.end(`${JSON.stringify(anEpisode(9000))}\n{"kind":"MissingEpisode"}\n`);
    expect(await load.ended).toBe(1);
    expect(load.output()).toBe('line 2: id: expected an id, got nothing\n');
  });
});
