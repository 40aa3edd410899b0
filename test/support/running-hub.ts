import { fork, spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { demonstrationLines } from '../../gateway/launch/demonstration/generate';
import { GATEWAY_FLAGS } from '../../gateway/launch/gateway-flags';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { DEMONSTRATION_MINIMUMS } from '../../gateway/policy/minimum';
import { supergraphHash } from '../../schema/compose';
import { createClient, type HubClient } from './client';
import { createDatabase, type TestDatabase } from './postgres';

const ROOT = path.resolve(__dirname, '..', '..');
/** Tests run from their sources, the bench runs compiled: both start the compiled programs. */
const DIST = path.basename(ROOT) === 'dist' ? ROOT : path.join(ROOT, 'dist');
const SECTORS = ['police', 'council', 'charity'] as const;
export type AgencySector = (typeof SECTORS)[number];
type AnySector = AgencySector | 'hub';

/** What hubs in tests are given: a slow machine must not make an owner or a database look unavailable. */
export const UNHURRIED = { DEADLINE_MS: '30000' };

/** For tests of what happens when a deadline passes: the one that a hub has by itself. */
export const AS_SERVED = { DEADLINE_MS: '2000' };

export interface HubOptions {
  /** Demonstration children, the cast of eight included. */
  readonly children?: number;
  /** Lines to load besides the demonstration: by sector. */
  readonly lines?: Partial<Record<AnySector, readonly object[]>>;
  /** The addresses that the gateway uses instead of the subgraphs' own, made once those are known. */
  readonly reroute?: (urls: Record<AgencySector, string>) => Promise<Partial<Record<AgencySector, string>>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Databases that exist already, empty, in the place of clones in the run's PostgreSQL. */
  readonly databases?: Record<AnySector, string>;
  /** The moment at which the demonstration plays. */
  readonly now?: Date;
  /** What each organisation shares, instead of what the demonstration's organisations agreed to. */
  readonly policyOf?: typeof demonstrationPolicy;
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
  const own: TestDatabase[] = [];
  const databases = options.databases ?? (await createDatabases(own));
  writeKeys(folder);
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
  await seed(env, options);

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
      await end('gateway');
      await Promise.all(SECTORS.map((sector) => end(sector)));
      for (const database of own) await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabases(own: TestDatabase[]): Promise<Record<AnySector, string>> {
  const created = await Promise.all(
    [...SECTORS, 'hub'].map(async (name) => [name, await createDatabase(name)] as const),
  );
  own.push(...created.map(([, database]) => database));
  return Object.fromEntries(created.map(([name, { url }]) => [name, url])) as Record<AnySector, string>;
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
  writeFileSync(path.join(keys, 'hub-index.key'), randomBytes(32).toString('hex'));
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Loads the demonstration through the same programs as `npm start` does. */
async function seed(
  env: NodeJS.ProcessEnv,
  { children = 40, lines = {}, now = new Date(), policyOf = demonstrationPolicy }: HubOptions,
): Promise<void> {
  const sectors: AnySector[] = ['hub', ...SECTORS];
  const bySector = new Map<AnySector, string[]>(sectors.map((sector) => [sector, []]));
  const supergraph = readFileSync(path.join(ROOT, 'schema', 'generated', 'supergraph.graphql'), 'utf8');
  for (const { sector, line } of demonstrationLines({
    seed: 'sightline',
    now,
    children,
    supergraphHash: supergraphHash(supergraph),
    lawfulBases: LAWFUL_BASES,
    safeguardingMinimums: DEMONSTRATION_MINIMUMS,
    policyOf,
  })) {
    bySector.get(sector)?.push(JSON.stringify(line));
  }
  for (const sector of sectors) bySector.get(sector)?.push(...textsOf(lines[sector]));
  await Promise.all([...bySector].map(([sector, texts]) => load(env, sector, texts)));
}

function textsOf(lines: readonly object[] = []): string[] {
  return lines.map((line) => JSON.stringify(line));
}

function load(env: NodeJS.ProcessEnv, sector: AnySector, lines: readonly string[]): Promise<void> {
  const program = path.join(
    DIST,
    sector === 'hub' ? path.join('gateway', 'hub') : path.join('subgraphs', sector),
    'load.js',
  );
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  child.stdin.end(`${lines.join('\n')}\n`);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`loading ${sector} failed: ${errors}`))));
  });
}
