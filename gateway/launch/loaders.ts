import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { SECTORS, type Sector } from '../../schema/vocabulary';
import type { Destined } from './demonstration/lines';

/** Bytes that may wait for one loader, so that it has work while the lines for another are awaited. */
const QUEUE_LIMIT = 4_000_000;
const ERROR_LIMIT = 4_000;
const WRITE_AT_ONCE = 64_000;

export interface LoadProgram {
  file: string;
  env: NodeJS.ProcessEnv;
}

interface Loader {
  sector: Sector;
  child: ChildProcessByStdio<Writable, null, Readable>;
  pending: string;
  /** Rejects when the program ends in any way but well. */
  done: Promise<void>;
}

export interface LoadOptions {
  programs: Record<Sector, LoadProgram>;
  lines: Iterable<Destined>;
  /** Called for each line that is on its way. */
  onLine: (line: Destined) => void;
  signal: AbortSignal;
}

/** Pipes lines into the load programs, all at once, as fast as the slowest of them takes them. Rejects at the first failure. */
export async function loadLines({ programs, lines, onLine, signal }: LoadOptions): Promise<void> {
  const loaders = SECTORS.map((sector) => startLoader(sector, programs[sector]));
  const failed = Promise.all(loaders.map(({ done }) => done));
  // Whoever waits below hears of it; this only keeps an early failure from counting as unheard.
  failed.catch(() => undefined);
  try {
    const aborted = once(signal, 'abort').then(() => Promise.reject(new Error('told to stop')));
    aborted.catch(() => undefined);
    await Promise.race([feed(loaders, { lines, onLine, signal }), failed.then(() => undefined), aborted]);
    await Promise.race([failed, aborted]);
  } finally {
    for (const { child } of loaders) if (child.exitCode === null) child.kill('SIGKILL');
  }
}

async function feed(
  loaders: readonly Loader[],
  { lines, onLine, signal }: Omit<LoadOptions, 'programs'>,
): Promise<void> {
  const of = new Map(loaders.map((loader) => [loader.sector, loader]));
  for (const destined of lines) {
    const loader = of.get(destined.sector);
    if (loader === undefined) continue;
    loader.pending += `${JSON.stringify(destined.line)}\n`;
    onLine(destined);
    if (loader.pending.length >= WRITE_AT_ONCE) await flush(loader, signal);
  }
  for (const loader of loaders) {
    await flush(loader, signal);
    loader.child.stdin.end();
  }
}

async function flush(loader: Loader, signal: AbortSignal): Promise<void> {
  const { stdin } = loader.child;
  stdin.write(loader.pending);
  loader.pending = '';
  if (stdin.writableLength > QUEUE_LIMIT) await once(stdin, 'drain', { signal });
}

function startLoader(sector: Sector, { file, env }: LoadProgram): Loader {
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  // A loader that ended closes its pipe; how it ended is told below.
  child.stdin.on('error', () => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-ERROR_LIMIT)));
  const done = once(child, 'close').then(([code]) => {
    if (code === 0) return;
    throw new Error(`loading the ${sector} database failed: ${said.trim() || `code ${code}`}`);
  });
  return { sector, child, pending: '', done };
}
