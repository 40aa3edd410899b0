import type { EventLog, LogEntry, Positions } from '../event-log';
import { pause } from '../pause';
import type { Relay } from './relay';
import type { Position } from '../signal';
import { createWaiter, type WakeUps } from '../wake-ups';

const PAGE = 100;
const POLL_MS = 1_000;
const HELD_POLL_MS = 10;
const RETRY_MS = 500;
/** What keeps failing is told of at once and then about every minute: a database that is down fills no log. */
const REPORT_EVERY = 120;

export interface FollowOptions {
  readonly log: EventLog;
  readonly positions: Positions;
  /** What of its types wakes it; of everything else it hears when it looks by itself. */
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  /** Names the reader's durable position. The first time it starts with what comes from now on. */
  readonly name: string;
  /**
   * Gets every event of its types once at least, in the order of the log. INVARIANT: the position moves only once this has resolved;
   * after a crash the last page of them comes again. What it throws is reported, and the same event comes again.
   */
  readonly take: Relay['take'];
  readonly types: Relay['types'];
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads the log from a named, durable position for as long as the signal lets it: for whoever acts on events, such as a
 * relay. Where several processes follow under one name, each takes every event: what they do about it must bear that.
 * When the position has expired it goes on with what comes from now on, and reports that.
 */
export async function followLog(options: FollowOptions): Promise<void> {
  const waiter = createWaiter(options.wakeUps);
  let failures = 0;
  while (!options.signal.aborted) {
    const seen = waiter.count();
    const next = await step(options).catch((error: unknown) => {
      if (!options.signal.aborted && failures % REPORT_EVERY === 0) options.report(error);
      return 'FAILED' as const;
    });
    failures = next === 'FAILED' ? failures + 1 : 0;
    if (next === 'FAILED') await pause(RETRY_MS, options.signal);
    else if (next !== 'MORE') await waiter.wait(seen, next === 'HELD' ? HELD_POLL_MS : POLL_MS, options.signal);
  }
  waiter.close();
}

async function step(options: FollowOptions): Promise<'MORE' | 'HELD' | 'END'> {
  const place = await findPlace(options);
  if (place === null) return 'MORE';
  const { entries, isHeld } = await options.log.read(place, PAGE);
  await takeAll(entries, options);
  if (entries.length > 0) return 'MORE';
  return isHeld ? 'HELD' : 'END';
}

/** The place that the database knows; null after it was set to what comes from now on, because there was none. */
async function findPlace({ log, positions, name, report }: FollowOptions): Promise<Position | null> {
  const known = await positions.find(name);
  if (known !== null && (await log.holds(known))) return known;
  if (known !== null) report(new Error(`the position of ${name} in the event log has expired`));
  await positions.put(name, await log.head());
  return null;
}

/** Notes once how far it came, also when something fails: for each event it would cost a commit. */
async function takeAll(entries: readonly LogEntry[], { positions, name, types, take, signal }: FollowOptions) {
  let last: Position | null = null;
  try {
    for (const entry of entries) {
      if (signal.aborted) break;
      if (types.has(entry.type)) await take(entry);
      last = entry.position;
    }
  } finally {
    if (last) await positions.put(name, last);
  }
}
