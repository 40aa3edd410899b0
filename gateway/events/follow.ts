import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog, LogEntry, Positions } from './event-log';
import { createWaiter, type WakeUps } from './wake-ups';

const PAGE = 100;
const POLL_MS = 1_000;
const HELD_POLL_MS = 10;
const RETRY_MS = 500;
/** What keeps failing is told of at once and then about every minute: a database that is down fills no log. */
const REPORT_EVERY = 120;

export interface FollowOptions {
  readonly log: EventLog;
  readonly positions: Positions;
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  /** Names the reader's durable position. The first time it starts with what comes from now on. */
  readonly name: string;
  /**
   * Gets every event once at least, in the order of the log. INVARIANT: the position moves only once this has resolved;
   * after a crash the last events come again. What it throws is reported, and the same event comes again.
   */
  readonly take: (entry: LogEntry) => Promise<void>;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads the log from a named, durable position for as long as the signal lets it: for whoever acts on events, such as a
 * relay. Only one process at a time should follow under one name. When the position has expired it goes on with what
 * comes from now on, and reports that.
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

async function step({ log, positions, name, take, report, signal }: FollowOptions): Promise<'MORE' | 'HELD' | 'END'> {
  const known = await positions.find(name);
  const isLost = known !== null && !(await log.holds(known));
  if (isLost) report(new Error(`the position of ${name} in the event log has expired`));
  if (known === null || isLost) {
    await positions.put(name, await log.head());
    return 'MORE';
  }
  const { entries, isHeld } = await log.read(known, PAGE);
  for (const entry of entries) {
    if (signal.aborted) break;
    await take(entry);
    await positions.put(name, entry.position);
  }
  if (entries.length > 0) return 'MORE';
  return isHeld ? 'HELD' : 'END';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
