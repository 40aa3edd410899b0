import 'reflect-metadata';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../subgraphs/kit/database';
import { load } from '../../subgraphs/kit/load';
import { POLICE } from '../../subgraphs/police/subgraph';
import { createTestGateway, type TestGateway } from '../support/gateway-signature';
import { aProfile } from '../support/police-lines';
import { createDatabase, type TestDatabase } from '../support/postgres';

const MAIN = path.resolve(__dirname, '../../dist/subgraphs/police/main.js');
const MUTATIONS = 1000;
const AT_ONCE = 16;
/** Each is reported four times within the days that prompt: the third report and the fourth raise one prompt each. */
const CHILDREN = MUTATIONS / 4;
const PROMPTS = CHILDREN * 2;
const REPORT = `mutation($key: ID!, $childId: ID!) { reportMissing(idempotencyKey: $key, input: {
  childId: $childId, missingSince: "2026-06-09T22:30:00Z", risk: HIGH, circumstances: "invented" }) { id } }`;

const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-crash-'));
let database: TestDatabase;
let gateway: TestGateway;
let dataSource: DataSource;

beforeAll(async () => {
  if (!existsSync(MAIN)) throw new Error('expected a build: npm run build');
  database = await createDatabase('police_crash');
  gateway = await createTestGateway('police');
  writeFileSync(path.join(folder, 'jwks.json'), JSON.stringify(gateway.keys));
  dataSource = await createDataSource({ url: database.url, entities: POLICE.entities }).initialize();
  await migrate(dataSource, POLICE.migrations);
  const profiles = Array.from({ length: CHILDREN }, (_, n) => `${JSON.stringify(aProfile(n))}\n`);
  const input = Readable.from(profiles);
  await load({ dataSource, kinds: POLICE.loads, input, report: () => undefined });
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<{ child: ChildProcess; url: string; ended: Promise<void> }> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    SIGHTLINE_DATA: folder,
    POLICE_DATABASE_URL: database.url,
    POLICE_PORT: '0',
    GATEWAY_JWKS: path.join(folder, 'jwks.json'),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise((resolve) => child.once('message', resolve));
  return { child, ended, url: `${/http:\/\/[\d.:]+/.exec(output)?.[0]}/graphql` };
}

async function report(url: string, key: string): Promise<string> {
  const childId = `child-${Number(key.slice(4)) % CHILDREN}`;
  const body = JSON.stringify({ query: REPORT, variables: { key, childId } });
  const headers = { 'content-type': 'application/json', authorization: await gateway.sign(body) };
  const response = await fetch(url, { method: 'POST', body, headers });
  const { data } = (await response.json()) as { data: { reportMissing: { id: string } } };
  return data.reportMissing.id;
}

const countRows = async (table: string): Promise<number> => {
  const [row] = await dataSource.query<{ count: string }[]>(`select count(*) from ${table}`);
  return Number(row?.count);
};

test('a process that is killed in the midst of 1,000 mutations loses none that it acknowledged and doubles none', async () => {
  const keys = Array.from({ length: MUTATIONS }, (_, n) => `key-${n}`);
  const acknowledged = new Map<string, string>();
  let killAt = 250;
  // Each life of the process is killed after some more answers; what had no answer is sent again with its key.
  for (let life = 0; acknowledged.size < MUTATIONS; life += 1) {
    const { child, url, ended } = await start();
    const queue = keys.filter((key) => !acknowledged.has(key));
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        acknowledged.set(key, await report(url, key));
        if (acknowledged.size === killAt) child.kill('SIGKILL');
      }
    });
    await Promise.allSettled(senders);
    child.kill('SIGKILL');
    await ended;
    killAt += 250;
    expect(life).toBeLessThan(6);
  }
  const rows = await dataSource.query<{ id: string }[]>('select id from missing_episodes');
  expect(rows.map(({ id }) => id).toSorted()).toEqual([...acknowledged.values()].toSorted());
  expect(new Set(acknowledged.values()).size).toBe(MUTATIONS);
  expect(await countRows('missing_prompts')).toBe(PROMPTS);
  expect(await countRows('outbox')).toBe(MUTATIONS + PROMPTS);
  expect(await countRows('idempotency_keys')).toBe(MUTATIONS);
}, 60_000);
