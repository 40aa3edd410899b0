import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { codeOf, messageOf } from './failure';
import { prepareBinaries } from './postgres-binaries';
import { chooseRunAs, type RunAs } from './unprivileged';

const BOOT_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export interface PostgresOptions {
  /** The cluster's own folder; made when missing. The user of `chooseRunAs` must be able to reach it. */
  folder: string;
  port: number;
  superuserPassword: string;
  /** False trades crash safety for speed: for tests only. */
  durable?: boolean;
}

/** A PostgreSQL server that answers. */
export interface Postgres {
  port: number;
  pid: number;
  /** True when a server that outlived its launcher was found and taken over. */
  isAdopted: boolean;
  /** Settles when the server is gone, asked to or not. */
  exited: Promise<string>;
  /** Ends every connection and stops the server; returns once it is gone. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL from the binaries that npm installed, or takes over the one that already serves the folder. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const runAs = chooseRunAs();
  const home = prepareBinaries(runAs, path.dirname(options.folder));
  if (!fs.existsSync(path.join(options.folder, 'PG_VERSION'))) initialise(home, options, runAs);
  return (await adopt(options)) ?? boot(home, options, runAs);
}

/** Gives the connection address of a database on the embedded server. */
export function databaseUrl(at: { port: number; role: string; password: string; database: string }): string {
  return `postgres://${at.role}:${encodeURIComponent(at.password)}@127.0.0.1:${at.port}/${at.database}`;
}

function initialise(home: string, { folder, superuserPassword }: PostgresOptions, runAs: RunAs): void {
  // Built beside and renamed: a folder with PG_VERSION in it is always a whole cluster.
  const half = `${folder}.new`;
  fs.rmSync(half, { recursive: true, force: true });
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.mkdirSync(half, { mode: 0o700 });
  const passwordFile = `${half}.password`;
  fs.writeFileSync(passwordFile, `${superuserPassword}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    fs.chownSync(half, runAs.uid, runAs.gid);
    fs.chownSync(passwordFile, runAs.uid, runAs.gid);
  }
  const settings = ['-D', half, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const locale = ['-E', 'UTF8', '--locale=C', '--no-instructions', '--no-sync'];
  const made = spawnSync(path.join(home, 'bin', 'initdb'), [...settings, ...locale], {
    ...runAs,
    env: environment(),
    cwd: '/',
    encoding: 'utf8',
  });
  fs.rmSync(passwordFile, { force: true });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr + made.stdout}`);
  fs.renameSync(half, folder);
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

/** PostgreSQL runs on when its launcher is killed outright; a second server on the same folder would be refused. */
async function adopt(options: PostgresOptions): Promise<Postgres | null> {
  const survivor = readPidFile(options.folder);
  if (survivor === null) return null;
  if (!isServerOf(survivor.pid, options.folder)) {
    // The number belongs to something else by now; PostgreSQL itself could not tell.
    fs.rmSync(path.join(options.folder, 'postmaster.pid'), { force: true });
    return null;
  }
  const exited = untilGone(survivor.pid);
  await untilAnswers(survivor.port, options.superuserPassword, exited);
  return {
    ...survivor,
    isAdopted: true,
    exited,
    stop: () => stopServer(survivor.pid, exited),
  };
}

/** Stops the server that outlived its launcher on the folder, if there is one. */
export async function stopSurvivor(folder: string): Promise<void> {
  const survivor = readPidFile(folder);
  if (survivor !== null && isServerOf(survivor.pid, folder)) await stopServer(survivor.pid, untilGone(survivor.pid));
}

function readPidFile(folder: string): { pid: number; port: number } | null {
  try {
    const [pid, , , port] = fs.readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
  }
}

function isServerOf(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(folder);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function untilGone(pid: number): Promise<string> {
  while (isAlive(pid)) await sleep(50);
  return 'it is gone';
}

async function boot(home: string, options: PostgresOptions, runAs: RunAs): Promise<Postgres> {
  const logFile = `${options.folder}.log`;
  const log = fs.openSync(logFile, 'w', 0o600);
  const child = spawn(
    path.join(home, 'bin', 'postgres'),
    ['-D', options.folder, '-p', String(options.port), ...serverSettings(options.durable ?? true)],
    // A process group of its own: Ctrl-C in the terminal must not stop it before those who use it.
    { ...runAs, env: environment(), cwd: '/', detached: true, stdio: ['ignore', log, log] },
  );
  fs.closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(`it ended with ${by ?? `code ${code}`}`));
  });
  try {
    await untilAnswers(options.port, options.superuserPassword, exited);
  } catch (error) {
    if (child.pid !== undefined && child.exitCode === null) await stopServer(child.pid, exited);
    throw new Error(`PostgreSQL did not start: ${messageOf(error)}\n${tail(logFile)}`, { cause: error });
  }
  return describe(child, options.port, exited);
}

function describe(child: ChildProcess, port: number, exited: Promise<string>): Postgres {
  const pid = child.pid ?? 0;
  return { port, pid, isAdopted: false, exited, stop: () => stopServer(pid, exited) };
}

function serverSettings(durable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    // Short queries by key are all there is: compiling them costs more than running them.
    jit: 'off',
    // INVARIANT: no value of a record reaches the log; details and statements of errors hold such values.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function untilAnswers(port: number, password: string, exited: Promise<string>): Promise<void> {
  let gone: string | null = null;
  void exited.then((how) => (gone = how));
  const until = Date.now() + BOOT_TIMEOUT_MS;
  for (;;) {
    const refused = await tryConnection(port, password);
    if (refused === null) return;
    if (gone !== null) throw new Error(gone);
    if (Date.now() > until) throw new Error(`no answer for ${BOOT_TIMEOUT_MS / 1000} seconds: ${refused}`);
    await sleep(20);
  }
}

async function tryConnection(port: number, password: string): Promise<string | null> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown (ends connections, keeps every committed row); immediate when that takes too long (recovers at next start). */
async function stopServer(pid: number, exited: Promise<string>): Promise<void> {
  signal(pid, 'SIGINT');
  if (await settlesWithin(exited, STOP_TIMEOUT_MS)) return;
  signal(pid, 'SIGQUIT');
  await exited;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timeout = new AbortController();
  const late = sleep(timeoutMs, false, { signal: timeout.signal }).catch(() => false);
  const isSettled = await Promise.race([promise.then(() => true), late]);
  timeout.abort();
  return isSettled;
}

function tail(file: string): string {
  return fs.readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n');
}
