import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createClient, type HubClient } from './client';
import { freePorts, UNHURRIED, type TestHub } from './running-hub';

const MAIN = path.resolve(__dirname, '..', '..', 'dist', 'gateway', 'main.js');

/** Another gateway of a hub that runs: on a port of its own, with the same databases, owners and keys. */
export interface ExtraGateway extends HubClient {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts one; resolves when it answers. `env` goes over what the hub's own gateway was given. */
export async function startGateway(
  hub: Pick<TestHub, 'folder' | 'databases' | 'urls'>,
  { port, env = {} }: { port?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<ExtraGateway> {
  const ownPort = port ?? (await freePorts(1))[0]!;
  const child = fork(MAIN, {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      NODE_OPTIONS: '',
      SIGHTLINE_DATA: hub.folder,
      PORT: String(ownPort),
      HUB_DATABASE_URL: hub.databases.hub,
      POLICE_URL: hub.urls.police,
      COUNCIL_URL: hub.urls.council,
      CHARITY_URL: hub.urls.charity,
      ...UNHURRIED,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let errors = '';
  child.stderr?.on('data', (text) => (errors += String(text)));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${String(code)}: ${errors}`)));
  });
  const url = `http://127.0.0.1:${ownPort}`;
  return { ...createClient(url), url, port: ownPort, child, end: (signal) => endProcess(child, signal) };
}

/** Ends a process by signal and gives its exit code once it is gone. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill(signal);
  return ended;
}
