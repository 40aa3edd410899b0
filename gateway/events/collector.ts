import type { CollectorLog } from './event-log';
import type { HoldWatch } from './hold-watch';
import type { Lease } from './lease';
import type { Outbox } from './outbox';
import { pause } from './pause';
import type { Position } from './signal';
import type { WakeUps } from './wake-ups';

/** Signals of one transaction of the collector. */
const PAGE = 500;
/** How long signals are let gather behind a page: each page costs every reader of the log a round, however little it holds. */
const GATHER_MS = 60;
const LEASE_RETRY_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
const RETENTION_EVERY_MS = 10 * 60_000;

export interface CollectorOptions {
  readonly log: CollectorLog;
  readonly outboxes: readonly Outbox[];
  readonly lease: Lease;
  readonly wakeUps: Pick<WakeUps, 'publish'>;
  readonly watch: HoldWatch;
  /** How long events are kept. */
  readonly retentionMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Writes a line for the operator. */
  readonly alarm: (line: string) => void;
}

/** An outbox is not the one that was collected: its database was made from a dump, or restored to an earlier state. */
class CountsAnewError extends Error {}

export interface Collector {
  /** Ends when what is under way has ended. */
  close(): Promise<void>;
}

/**
 * Collects every sector's signals into the log, for as long as this gateway has the right to; takes over within a
 * second when the one that had it is gone. At least once into the log, where an event's id makes it once.
 */
export function startCollector(options: CollectorOptions): Collector {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function run(options: CollectorOptions, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const held = await options.lease.acquire().catch(() => null);
    if (held === null) {
      await pause(LEASE_RETRY_MS, stopping);
      continue;
    }
    const over = AbortSignal.any([stopping, held.lost]);
    await Promise.all([...options.outboxes.map((outbox) => follow(options, outbox, over)), retain(options, over)]);
    await held.release();
  }
}

/** Goes along one outbox. Whatever fails is tried again from the place that the database knows. */
async function follow(options: CollectorOptions, outbox: Outbox, over: AbortSignal): Promise<void> {
  let from: Position | null = null;
  let pauseMs = 0;
  while (!over.aborted) {
    try {
      from ??= await options.log.collectedTo(outbox.sector);
      from = await collectPage(options, { outbox, from, over });
      pauseMs = 0;
    } catch (error) {
      if (over.aborted) return;
      // An owner that is down is told of once, by `/ready`; what fails for another reason is ours to look at.
      if (pauseMs === 0) tell(options, error);
      from = null;
      pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      await pause(pauseMs, over);
    }
  }
}

function tell({ report, alarm }: CollectorOptions, error: unknown): void {
  if (error instanceof CountsAnewError) alarm(error.message);
  else report(error);
}

interface Following {
  readonly outbox: Outbox;
  readonly from: Position;
  readonly over: AbortSignal;
}

/** Gives the next place; null when somebody else has moved it. */
async function collectPage(options: CollectorOptions, { outbox, from, over }: Following): Promise<Position | null> {
  const { entries, end, heldBy, isElsewhere } = await outbox.read({ after: from, limit: PAGE, signal: over });
  options.watch.note(outbox.sector, heldBy);
  if (isElsewhere) {
    await options.log.collectAgain(outbox.sector);
    throw new CountsAnewError(
      `events: the outbox of ${outbox.sector} is of an earlier state or from a dump: it is collected from its beginning`,
    );
  }
  if (end === null) return from;
  if (!(await options.log.collect({ sector: outbox.sector, entries, from, to: end }))) return null;
  options.wakeUps.publish();
  if (entries.length < PAGE) await pause(GATHER_MS, over);
  return end;
}

async function retain({ log, now, retentionMs, report }: CollectorOptions, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const removed = await log.removeOlderThan(new Date(now() - retentionMs)).catch(report);
    if (!removed) await pause(RETENTION_EVERY_MS, over);
  }
}
