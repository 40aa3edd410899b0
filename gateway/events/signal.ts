import type { DataCategory, Handling } from '../../schema/vocabulary';

/** What happened to a record: whose, and how it changed; nothing that the record says. */
export interface Signal {
  readonly id: string;
  readonly type: string;
  readonly category: DataCategory;
  readonly childId: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly ownerId: string;
  readonly handling: Handling;
  readonly occurredAt: Date;
}

/**
 * A place in an outbox or in the log: the transaction that wrote (`xid8`) and the number within. Texts, because they
 * are 64 bits wide. INVARIANT: readers go on only up to the oldest transaction that still runs, so that what commits
 * late is never skipped; `seq` alone is handed out before the commit.
 */
export interface Position {
  readonly xid: string;
  readonly seq: string;
}

/** Before everything. */
export const ORIGIN: Position = { xid: '0', seq: '0' };

/** Whether one place comes before another. */
export function isBefore(a: Position, b: Position): boolean {
  return a.xid === b.xid ? BigInt(a.seq) < BigInt(b.seq) : BigInt(a.xid) < BigInt(b.xid);
}
