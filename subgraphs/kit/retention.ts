import type { DataSource } from 'typeorm';
import { hasOutbox, type OutboxPlace } from './outbox-reader';

/** Rows that one statement removes at most. */
const AT_ONCE = 2_000;

// Looks at the beginning of the outbox alone, so that what is kept is not read through each time.
const SIGNALS = `
delete from outbox where seq in (
  select seq from (
    select seq, occurred_at from outbox
    where (xid, seq) < ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by outbox.xid, outbox.seq limit ${AT_ONCE}) first
  where occurred_at < $3)`;

/**
 * Removes signals that are older than `before` from the beginning of the outbox, as far as they were collected. Gives how
 * many it removed. INVARIANT: `collected` is a place up to which the hub has committed everything: no transaction that
 * still runs, and none to come, writes before it. The signal there stays: by it the place is known to be one of this outbox.
 */
export function removeSignals(dataSource: DataSource, collected: OutboxPlace, before: Date): Promise<number> {
  return inBatches(dataSource, SIGNALS, [collected.xid, collected.seq, before]);
}

const KEYS = `
delete from idempotency_keys where (organisation, subject, key) in (
  select organisation, subject, key from idempotency_keys where created_at < $1 limit ${AT_ONCE})`;

/** Removes idempotency keys that were taken before then: a repetition as late as that is a call of its own. */
export function removeKeys(dataSource: DataSource, before: Date): Promise<number> {
  return inBatches(dataSource, KEYS, [before]);
}

async function inBatches(dataSource: DataSource, statement: string, values: readonly unknown[]): Promise<number> {
  let removed = 0;
  for (;;) {
    const [, count] = await dataSource.query<[unknown[], number]>(statement, [...values]);
    removed += count;
    if (count < AT_ONCE) return removed;
  }
}

/** How long an idempotency key answers repetitions. */
const KEYS_MS = 30 * 86_400_000;

export interface RetentionOptions {
  dataSource: DataSource;
  /** How long signals are kept, collected or not. */
  retentionMs: number;
  now: () => Date;
}

/** What a sector keeps for others for a while only. */
export interface Retention {
  /** Notes up to where the hub has collected. */
  collected(place: OutboxPlace): void;
  /** Removes what nobody needs any more. */
  round(): Promise<void>;
}

/** Nothing of the outbox is removed until the hub has said, to this process, how far it has come. */
export function createRetention({ dataSource, retentionMs, now }: RetentionOptions): Retention {
  let collected: OutboxPlace | null = null;
  return {
    collected: (place) => void (collected = place),
    async round() {
      if (!(await hasOutbox(dataSource))) return;
      const before = (ms: number): Date => new Date(now().getTime() - ms);
      if (collected !== null) await removeSignals(dataSource, collected, before(retentionMs));
      await removeKeys(dataSource, before(KEYS_MS));
    },
  };
}
