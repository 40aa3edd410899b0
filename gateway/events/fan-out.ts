import { SightlineError } from '../errors';
import { cursorExpired } from './cursor';
import type { EventLog, LogEntry, LogPage } from './event-log';
import { createAudience, type Audience, type Interest } from './audience';
import { createQueue, type Queue } from './queue';
import { isBefore, type Position } from './signal';
import { createTurns } from './turns';
import { createWaiter, type WakeUps } from './wake-ups';

/** Events that are read at once. */
const PAGE = 200;
/** Wake-ups can be lost: how long nobody looks at most. */
const POLL_MS = 1_000;
/** How soon to look again for what is held back by a transaction that still runs. */
const HELD_POLL_MS = 5;
const RETRY_MS = 500;
/** Pages that are read at once for those who are behind: connections have to be left for what everybody waits for. */
const CATCHING_UP = 3;

export interface FanOutOptions {
  readonly log: EventLog;
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  readonly report: (error: unknown) => void;
}

/** One process's reading of the log, shared by all of its subscribers. */
export interface FanOut {
  /** Follows the events behind a place until the signal ends it. */
  follow(after: Position, signal: AbortSignal, interest: Followed): Following;
  /** Wakes for events like these alone, once they can be read; like any wake-up it may be lost. */
  wakeUpsFor(wants: Interest['wants']): Pick<WakeUps, 'subscribe'>;
  close(): Promise<void>;
}

/** What one subscriber follows, and who that is: reading what lies behind goes round among persons. */
export interface Followed extends Interest {
  readonly who: string;
}

/** What one subscriber gets. */
export interface Following {
  /**
   * The events as they come, in the order of the log, each once; of those that are not wanted at least the ones that come
   * from now on are left out. Throws CURSOR_EXPIRED when one who is far behind finds its place removed, or the log set back
   * to a state that has no such place.
   */
  readonly batches: AsyncGenerator<readonly LogEntry[], void>;
  /** A place up to which everything that is wanted has been handled, whatever else there was; null while something is not. */
  idleAt(): Position | null;
}

/**
 * Reads the log once for everybody. INVARIANT: nobody waits for anybody: who is slow has a queue that ends, and goes on
 * from the log at its own place, a few at a time; memory does not grow with how far behind anybody is.
 */
export function createFanOut({ log, wakeUps, report }: FanOutOptions): FanOut {
  const audience = createAudience();
  const watchers = new Set<Watcher>();
  const stopping = new AbortController();
  const waiter = createWaiter(wakeUps);
  const inTurn = createTurns(CATCHING_UP);
  let reader: Reader | null = null;
  const start = (): Reader => startReader({ log, waiter, report, signal: stopping.signal }, handTo(audience, watchers));

  async function* batches(after: Position, over: AbortSignal, { interest, open }: Opening) {
    let at = after;
    const read: EventLog['read'] = (...page) => inTurn(interest.who, () => log.read(...page));
    while (!over.aborted) {
      const queue = createQueue();
      const leave = audience.add(queue, interest);
      open(queue);
      try {
        // INVARIANT: what the reader does not hand to this queue could be read from the log before it had begun.
        await (reader ??= start()).begun;
        for await (const entries of behind(at, { log: { ...log, read }, waiter, report, queue, signal: over })) {
          at = entries.at(-1)?.position ?? at;
          yield entries;
        }
      } finally {
        leave();
      }
    }
  }

  return {
    follow(after, signal, interest) {
      let current: Queue | null = null;
      const over = AbortSignal.any([signal, stopping.signal]);
      const open = (queue: Queue): void => void (current = queue);
      return {
        batches: batches(after, over, { interest, open }),
        idleAt: () => (current?.isIdle() ? (reader?.handedTo() ?? null) : null),
      };
    },
    wakeUpsFor(wants) {
      return {
        subscribe(wake) {
          const watcher: Watcher = { wants, wake };
          watchers.add(watcher);
          reader ??= start();
          return () => void watchers.delete(watcher);
        },
      };
    },
    async close() {
      stopping.abort();
      waiter.close();
      await reader?.ended;
    },
  };
}

interface Watcher {
  readonly wants: Interest['wants'];
  readonly wake: () => void;
}

interface Hands {
  readonly hand: (entries: readonly LogEntry[]) => void;
  /** The log was set back: everybody goes on from it at a place of their own, if it still has that. */
  readonly lose: () => void;
}

function handTo(audience: Audience, watchers: ReadonlySet<Watcher>): Hands {
  return {
    hand(entries) {
      audience.hand(entries);
      for (const { wants, wake } of watchers) if (entries.some(wants)) wake();
    },
    lose: () => audience.end(),
  };
}

interface Opening {
  readonly interest: Followed;
  /** Told of the queue that is waited at. */
  readonly open: (queue: Queue) => void;
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
  for await (const entries of queue.batches(sources.signal)) {
    const later = entries.filter(({ position }) => isBefore(at, position));
    // The rest was read before the reader came to it, or comes from a log that was set back to where the reader was.
    if (later.length < entries.length && (await untilDone(() => sources.log.knows(at), sources)) === false)
      throw cursorExpired();
    yield later;
  }
}

async function* throughLog(after: Position, options: ReaderOptions): AsyncGenerator<readonly LogEntry[], void> {
  let at = after;
  while (!options.signal.aborted) {
    const page = await readPage(at, options);
    if (page === null) continue;
    const { entries } = page;
    if (page.isElsewhere) throw cursorExpired();
    if (entries.length > 0) yield entries;
    at = entries.at(-1)?.position ?? at;
    if (entries.length < PAGE) return;
  }
}

interface Reader {
  /** Resolves once it is settled from where on everything is handed out. */
  readonly begun: Promise<void>;
  /** Up to where everything has been handed out; null before it has begun. */
  readonly handedTo: () => Position | null;
  readonly ended: Promise<void>;
}

interface ReaderOptions extends Pick<FanOutOptions, 'log' | 'report'> {
  readonly waiter: ReturnType<typeof createWaiter>;
  readonly signal: AbortSignal;
}

/** What is read behind a place that another log gave, or that was removed. */
const SET_BACK: LogPage = { entries: [], isHeld: false, isElsewhere: true };

/** Reads on and hands out, from the first subscriber to the end of the process. */
function startReader(options: ReaderOptions, { hand, lose }: Hands): Reader {
  const { log, waiter, signal } = options;
  const first = untilDone(() => log.head(), options);
  let at: Position | null = null;
  const run = async (): Promise<void> => {
    at = await first;
    while (at !== null && !signal.aborted) {
      const seen = waiter.count();
      const page: LogPage | null = await readPage(at, options);
      if (page === null) continue;
      if (page.isElsewhere) {
        options.report(new Error('the log of events is not the one that was read: it has been set back'));
        at = await untilDone(() => log.head(), options);
        lose();
        continue;
      }
      hand(page.entries);
      at = page.entries.at(-1)?.position ?? at;
      if (page.entries.length < PAGE) await waiter.wait(seen, page.isHeld ? HELD_POLL_MS : POLL_MS, signal);
    }
  };
  const ended = run();
  return { begun: first.then(() => undefined), handedTo: () => at, ended };
}

/** INVARIANT: a page that could not be read is read again, and nobody's stream ends for that; no event is passed over. */
async function readPage(at: Position, { log, waiter, report, signal }: ReaderOptions): Promise<LogPage | null> {
  try {
    return await log.read(at, PAGE);
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'CURSOR_EXPIRED') return SET_BACK;
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
