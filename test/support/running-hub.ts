import { fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { GATEWAY_FLAGS } from '../../gateway/launch/gateway-flags';
import { createClient, type HubClient } from './client';
import { createHubDatabases, DIST, fillHubDatabases, type AnySector, type HubContent } from './hub-databases';

const SECTORS = ['police', 'council', 'charity'] as const;
export type AgencySector = (typeof SECTORS)[number];

/** One for all hubs of a run: what a hub's database holds depends on it, and is filled once. */
const INDEX_KEY = '7e57'.repeat(16);

/** What hubs in tests are given: a slow machine must not make an owner or a database look unavailable. */
export const UNHURRIED = { DEADLINE_MS: '30000' };

/** For tests of what happens when a deadline passes: the one that a hub has by itself. */
export const AS_SERVED = { DEADLINE_MS: '2000' };

export interface HubOptions extends HubContent {
  /** The addresses that the gateway uses instead of the subgraphs' own, made once those are known. */
  readonly reroute?: (urls: Record<AgencySector, string>) => Promise<Partial<Record<AgencySector, string>>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Databases that exist already, empty, in the place of clones in the run's PostgreSQL. */
  readonly databases?: Record<AnySector, string>;
}

/** A whole hub in processes of its own, on free ports, with demonstration data; as `npm start` runs it. */
export interface TestHub extends HubClient {
  readonly url: string;
  readonly urls: Record<AgencySector, string>;
  readonly databases: Record<AnySector, string>;
  readonly folder: string;
  /** What the processes wrote to stdout and stderr so far. */
  output(): string;
  process(name: AgencySector | 'gateway'): ChildProcess;
  start(name: AgencySector | 'gateway'): Promise<void>;
  /** Ends a process by signal and waits for its end. */
  end(name: AgencySector | 'gateway', signal?: NodeJS.Signals): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a hub. Needs `npm run build` before, which `npm test` does by itself. */
export async function startHub(options: HubOptions = {}): Promise<TestHub> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-hub-'));
  writeKeys(folder);
  const { urls: databases, drop } = options.databases
    ? await fillHubDatabases(options.databases, options, folder)
    : await createHubDatabases(options, folder);
  const ports = await freePorts(4);
  const [gatewayPort, ...agencyPorts] = ports;
  const portOf = (sector: AgencySector): number => agencyPorts[SECTORS.indexOf(sector)] ?? 0;
  const urls = Object.fromEntries(
    SECTORS.map((sector) => [sector, `http://127.0.0.1:${portOf(sector)}/graphql`]),
  ) as Record<AgencySector, string>;
  const rerouted = { ...urls, ...(await options.reroute?.(urls)) };
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'test',
    NODE_OPTIONS: '',
    SIGHTLINE_DATA: folder,
    ...UNHURRIED,
    PORT: String(gatewayPort),
    ...Object.fromEntries(SECTORS.map((sector) => [`${sector.toUpperCase()}_PORT`, String(portOf(sector))])),
    ...Object.fromEntries(SECTORS.map((sector) => [`${sector.toUpperCase()}_URL`, rerouted[sector]])),
    ...Object.fromEntries(Object.entries(databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url])),
    ...options.env,
  };

  let output = '';
  const running = new Map<string, ChildProcess>();
  const start = async (name: AgencySector | 'gateway'): Promise<void> => {
    const main = path.join(DIST, name === 'gateway' ? 'gateway' : path.join('subgraphs', name), 'main.js');
    const execArgv = name === 'gateway' ? [...GATEWAY_FLAGS] : [];
    const child = fork(main, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
    running.set(name, child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}:\n${output}`)));
    });
  };
  const end = (name: AgencySector | 'gateway', signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    const child = running.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child?.exitCode ?? null);
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    return ended;
  };
  await Promise.all(SECTORS.map(start));
  await start('gateway');
  const url = `http://127.0.0.1:${gatewayPort}`;
  return {
    ...createClient(url),
    url,
    urls,
    databases,
    folder,
    output: () => output,
    process: (name) => running.get(name)!,
    start,
    end,
    async stop() {
      await Promise.all((['gateway', ...SECTORS] as const).map((name) => end(name)));
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeKeys(folder: string): void {
  const keys = path.join(folder, 'keys');
  mkdirSync(keys, { recursive: true });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = { kid: 'test', alg: 'EdDSA', use: 'sig' };
  writeFileSync(
    path.join(keys, 'gateway.private.jwk.json'),
    JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...key }),
  );
  writeFileSync(
    path.join(keys, 'gateway.jwks.json'),
    JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...key }] }),
  );
  writeFileSync(path.join(keys, 'hub-index.key'), INDEX_KEY);
}

/** Below those that outgoing connections get: one of them may take a port that was free a moment ago. */
const [FIRST_PORT, END_OF_PORTS] = [10_240, 32_768];

export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(randomInt(FIRST_PORT, END_OF_PORTS), '127.0.0.1', () => resolve(true));
    });
    if (isFree) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
