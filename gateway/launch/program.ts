import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part, RunningPart } from './supervise';

const START_TIMEOUT_MS = 60_000;
/** Longer than any of our programs takes to finish what it is doing. */
const STOP_TIMEOUT_MS = 28_000;

export interface Program {
  name: string;
  /** Compiled main file. */
  file: string;
  env: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  flags?: readonly string[];
}

/** A program of ours as a part: a Node process that tells `{ ready: true }` once it serves and stops on SIGTERM. */
export function programPart(program: Program): Part {
  return { name: program.name, start: (signal) => startProgram(program, signal) };
}

async function startProgram({ file, env, flags = [] }: Program, signal: AbortSignal): Promise<RunningPart> {
  // A process group of its own: Ctrl-C reaches us alone, and we stop our parts in order.
  const execArgv = [...process.execArgv, ...flags];
  const child = fork(file, [], { env, execArgv, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit').then(([code, by]) => `it ended with ${by ?? `code ${code}`}`);
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  const stop = () => stopChild(child, exited);
  const outcome = await Promise.race([
    untilReady(child).then(() => 'ready'),
    exited,
    once(giveUp, 'abort').then(() => (signal.aborted ? 'it was told to stop' : 'it did not get ready in time')),
  ]);
  if (outcome === 'ready') return { exited, stop };
  await stop();
  throw new Error(outcome);
}

async function untilReady(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'ready' in message) resolve();
    });
  });
}

async function stopChild(child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = new AbortController();
  const force = sleep(STOP_TIMEOUT_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await exited;
  late.abort();
  await force;
}
