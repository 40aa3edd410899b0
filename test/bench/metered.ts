import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { MeterRequest, Reading } from './meter';

/** What has to be in NODE_OPTIONS of a process that is measured. */
export const METER_OPTION = `--require ${path.join(__dirname, 'meter.js')}`;

/** Asks a process that has the meter preloaded. */
export function ask(child: ChildProcess, request: MeterRequest): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a measured process ended'));
    const hear = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || !('reading' in message)) return;
      child.off('message', hear);
      child.off('exit', ended);
      resolve(message.reading as Reading);
    };
    child.on('message', hear);
    child.once('exit', ended);
    child.send(request);
  });
}

export interface Launched {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts a program of the bench with the meter; resolves when it says that it is ready. */
export async function launch(program: string, env: NodeJS.ProcessEnv): Promise<Launched> {
  const child = fork(path.join(__dirname, program), {
    env: { ...env, NODE_OPTIONS: METER_OPTION },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { ready: string }).ready));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${String(code)}`)));
  });
  return {
    child,
    url,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
