import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from './running-hub';

/** Where a nats-server is, if there is one: NATS_SERVER, else on the path or where Debian puts it; null when there is none. */
export const NATS_SERVER: string | null = findServer();

function findServer(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/bin'];
  const candidates = [process.env['NATS_SERVER'] ?? '', ...folders.map((folder) => path.join(folder, 'nats-server'))];
  return candidates.find((file) => file !== '' && isProgram(file)) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A NATS server with JetStream of a test's own. */
export interface TestNats {
  readonly url: string;
  /** Ends the server at once, and starts it again, empty, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startNats(): Promise<TestNats> {
  const [port] = await freePorts(1);
  const store = mkdtempSync(path.join(os.tmpdir(), 'sightline-nats-'));
  const launch = async (): Promise<ChildProcess> => {
    const options = ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', store];
    const child = spawn(NATS_SERVER!, options, { stdio: 'ignore' });
    await untilListening(port!, child);
    return child;
  };
  let child = await launch();
  return {
    url: `nats://127.0.0.1:${port}`,
    async restart() {
      await end(child);
      child = await launch();
    },
    async stop() {
      await end(child);
      rmSync(store, { recursive: true, force: true });
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nats-server ended with ${child.exitCode}`);
}
