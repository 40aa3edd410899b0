import { SightlineError } from '../errors';
import type { EventLog, LogEntry, LogPage } from './event-log';
import { createQueue, type Interest, type Queue } from './queue';
import { isBefore, type Position } from './signal';
import { createWaiter, type WakeUps } from './wake-ups';

/** Events that are read at once. */
const PAGE = 200;
/** Wake-ups can be lost: how long nobody looks at most. */
const POLL_MS = 1_000;
/** How soon to look again for what is held back by a transaction that still runs. */
const HELD_POLL_MS = 5;
const RETRY_MS = 500;

export interface FanOutOptions {
  readonly log: EventLog;
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  readonly report: (error: unknown) => void;
}

/** One process's reading of the log, shared by all of its subscribers. */
export interface FanOut {
  /**
   * The events behind a place as they come, in the order of the log, each once, until the signal ends it; of those that
   * are not wanted at least the ones that come from now on are left out. Throws CURSOR_EXPIRED when one who is far behind
   * finds its place removed.
   */
  follow(after: Position, signal: AbortSignal, interest: Interest): AsyncGenerator<readonly LogEntry[], void>;
  close(): Promise<void>;
}

/**
 * Reads the log once for everybody. INVARIANT: nobody waits for anybody: who is slow has a queue that ends, and goes on
 * from the log at its own place; memory does not grow with how far behind anybody is.
 */
export function createFanOut({ log, wakeUps, report }: FanOutOptions): FanOut {
  const queues = new Set<Queue>();
  const stopping = new AbortController();
  const waiter = createWaiter(wakeUps);
  let reader: Reader | null = null;
  const start = (): Reader => {
    const options = { log, waiter, report, signal: stopping.signal };
    return startReader(options, (entries) => {
      for (const queue of queues) queue.push(entries);
    });
  };

  return {
    async *follow(after, signal, { wants, passed }) {
      const over = AbortSignal.any([signal, stopping.signal]);
      let at = after;
      const pass = (position: Position): void => {
        if (!isBefore(at, position)) return;
        at = position;
        passed(position);
      };
      while (!over.aborted) {
        const queue = createQueue({ wants, passed: pass });
        queues.add(queue);
        try {
          // INVARIANT: what the reader does not hand to this queue could be read from the log before it had begun.
          await (reader ??= start()).begun;
          for await (const entries of behind(at, { log, waiter, report, queue, signal: over })) {
            at = entries.at(-1)?.position ?? at;
            yield entries;
          }
        } finally {
          queues.delete(queue);
        }
      }
    },
    async close() {
      stopping.abort();
      waiter.close();
      await reader?.ended;
    },
  };
}

interface Sources extends ReaderOptions {
  readonly queue: Queue;
}

/** First what the log has, then what comes; ends when the queue was overrun. */
async function* behind(after: Position, { queue, ...sources }: Sources): AsyncGenerator<readonly LogEntry[], void> {
  let at = after;
  for await (const entries of throughLog(at, sources)) {
    at = entries.at(-1)?.position ?? at;
    yield entries;
  }
  for await (const entries of queue.batches(sources.signal))
    yield entries.filter(({ position }) => isBefore(at, position));
}

async function* throughLog(after: Position, options: ReaderOptions): AsyncGenerator<readonly LogEntry[], void> {
  let at = after;
  while (!options.signal.aborted) {
    const page = await readPage(at, options, (error) => error instanceof SightlineError);
    if (page === null) continue;
    const { entries } = page;
    if (entries.length > 0) yield entries;
    at = entries.at(-1)?.position ?? at;
    if (entries.length < PAGE) return;
  }
}

interface Reader {
  /** Resolves once it is settled from where on everything is handed out. */
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
}

interface ReaderOptions extends Pick<FanOutOptions, 'log' | 'report'> {
  readonly waiter: ReturnType<typeof createWaiter>;
  readonly signal: AbortSignal;
}

/** Reads on and hands out, from the first subscriber to the end of the process. */
function startReader(options: ReaderOptions, hand: (entries: readonly LogEntry[]) => void): Reader {
  const { log, waiter, signal } = options;
  const first = untilDone(() => log.head(), options);
  const run = async (): Promise<void> => {
    let at = await first;
    while (at !== null && !signal.aborted) {
      const seen = waiter.count();
      const page: LogPage | null = await readPage(at, options);
      if (page === null) continue;
      hand(page.entries);
      at = page.entries.at(-1)?.position ?? at;
      if (page.entries.length < PAGE) await waiter.wait(seen, page.isHeld ? HELD_POLL_MS : POLL_MS, signal);
    }
  };
  return { begun: first.then(() => undefined), ended: run() };
}

/** INVARIANT: a page that could not be read is read again, and nobody's stream ends for that; no event is passed over. */
async function readPage(
  at: Position,
  { log, waiter, report, signal }: ReaderOptions,
  isFinal: (error: unknown) => boolean = () => false,
): Promise<LogPage | null> {
  try {
    return await log.read(at, PAGE);
  } catch (error) {
    if (isFinal(error)) throw error;
    report(error);
    await waiter.wait(waiter.count(), RETRY_MS, signal);
    return null;
  }
}

/** Tries again until it succeeds; null when the signal ends it. */
async function untilDone<T>(work: () => Promise<T>, { waiter, report, signal }: ReaderOptions): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      report(error);
      await waiter.wait(waiter.count(), RETRY_MS, signal);
    }
  }
  return null;
}
