import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import type { Principal } from '../../subgraphs/kit/context';
import { createDataSource, migrate } from '../../subgraphs/kit/database';
import { load } from '../../subgraphs/kit/load';
import type { Subgraph } from '../../subgraphs/kit/subgraph';
import { aPrincipal, createTestGateway, type TestGateway } from './gateway-signature';
import { createDatabase } from './postgres';

const AT_ONCE = 16;
const LIVES = 5;

/** What a subgraph's process is asked while it is killed. */
export interface CrashTrial {
  readonly subgraph: Subgraph;
  /** What its database holds before. */
  readonly lines: readonly object[];
  /** Asks for `done { id }`; its variables are those of `variablesOf` and `key`. */
  readonly mutation: string;
  readonly variablesOf: (n: number) => object;
  /** Whoever asks; the gateway vouches for `child-1`. */
  readonly caller: Partial<Principal>;
}

/** A subgraph in a process of its own, over and over again. */
export interface Crashing {
  /** Sends so many mutations, kills the process four times in between, and sends what had no answer again. By key, the ids. */
  sendThroughCrashes(mutations: number): Promise<Map<string, string>>;
  count(table: string): Promise<number>;
  ids(table: string): Promise<string[]>;
  close(): Promise<void>;
}

interface Started {
  readonly trial: CrashTrial;
  readonly gateway: TestGateway;
  readonly env: NodeJS.ProcessEnv;
}

/** Prepares a database and the keys of a gateway. */
export async function openCrashing(trial: CrashTrial): Promise<Crashing> {
  const { sector, entities, migrations, loads } = trial.subgraph;
  if (!existsSync(mainOf(sector))) throw new Error('expected a build: npm run build');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-crash-'));
  const database = await createDatabase(`${sector}_crash`);
  const gateway = await createTestGateway(sector);
  writeFileSync(path.join(folder, 'jwks.json'), JSON.stringify(gateway.keys));
  const dataSource: DataSource = await createDataSource({ url: database.url, entities }).initialize();
  await migrate(dataSource, migrations);
  const input = Readable.from(trial.lines.map((line) => `${JSON.stringify(line)}\n`));
  await load({ dataSource, kinds: loads, input, report: () => undefined });
  const name = sector.toUpperCase();
  const env = {
    PATH: process.env['PATH'] ?? '',
    SIGHTLINE_DATA: folder,
    [`${name}_DATABASE_URL`]: database.url,
    [`${name}_PORT`]: '0',
    GATEWAY_JWKS: path.join(folder, 'jwks.json'),
  };
  return {
    sendThroughCrashes: (mutations) => sendThroughCrashes({ trial, gateway, env }, mutations),
    async count(table) {
      const [row] = await dataSource.query<{ count: string }[]>(`select count(*) from ${table}`);
      return Number(row?.count);
    },
    async ids(table) {
      const rows = await dataSource.query<{ id: string }[]>(`select id from ${table}`);
      return rows.map(({ id }) => id).toSorted();
    },
    async close() {
      await dataSource.destroy();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function sendThroughCrashes(started: Started, mutations: number): Promise<Map<string, string>> {
  const numbers = Array.from({ length: mutations }, (_, n) => n);
  const acknowledged = new Map<string, string>();
  let killAt = mutations / 4;
  for (let life = 0; acknowledged.size < mutations; life += 1) {
    if (life > LIVES) throw new Error('expected every mutation to be answered by now');
    const { child, url, ended } = await start(started);
    const queue = numbers.filter((n) => !acknowledged.has(`key-${n}`));
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (let n = queue.shift(); n !== undefined; n = queue.shift()) {
        acknowledged.set(`key-${n}`, await send(started, url, n));
        if (acknowledged.size === killAt) child.kill('SIGKILL');
      }
    });
    await Promise.allSettled(senders);
    child.kill('SIGKILL');
    await ended;
    killAt += mutations / 4;
  }
  return acknowledged;
}

const mainOf = (sector: string): string => path.resolve(__dirname, `../../dist/subgraphs/${sector}/main.js`);

async function start({ trial, env }: Started): Promise<{ child: ChildProcess; url: string; ended: Promise<void> }> {
  const main = mainOf(trial.subgraph.sector);
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise((resolve) => child.once('message', resolve));
  return { child, ended, url: `${/http:\/\/[\d.:]+/.exec(output)?.[0]}/graphql` };
}

async function send({ trial, gateway }: Started, url: string, n: number): Promise<string> {
  const { mutation: query, variablesOf, caller } = trial;
  const body = JSON.stringify({ query, variables: { ...variablesOf(n), key: `key-${n}` } });
  const authorization = await gateway.sign(body, { principal: aPrincipal(caller) });
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(url, { method: 'POST', body, headers });
  const { data } = (await response.json()) as { data: { done: { id: string } } };
  return data.done.id;
}
