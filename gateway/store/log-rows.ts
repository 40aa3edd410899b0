import type { DataCategory, Handling } from '../../schema/vocabulary';
import type { LogEntry } from '../events/event-log';

/** What a statement selects of an event of the log that it calls `e`. */
export const LOG_COLUMNS = `e.xid::text as xid, e.seq, e.id, e.sector, e.type, e.category, e.child_id, e.record_type,
                  e.record_id, e.owner_id, e.handling, e.occurred_at`;

/** Where `e` is joined from the left and there is none, every column is null. */
export interface LogRow {
  readonly xid: string;
  readonly seq: string;
  readonly id: string;
  readonly sector: string;
  readonly type: string;
  readonly category: DataCategory;
  readonly child_id: string;
  readonly record_type: string;
  readonly record_id: string;
  readonly owner_id: string;
  readonly handling: Handling;
  readonly occurred_at: Date;
}

export type NoRow = { readonly [column in keyof LogRow]: null };

export function entryOf(row: LogRow): LogEntry {
  return {
    position: { xid: row.xid, seq: row.seq },
    id: row.id,
    sector: row.sector,
    type: row.type,
    category: row.category,
    childId: row.child_id,
    recordType: row.record_type,
    recordId: row.record_id,
    ownerId: row.owner_id,
    handling: row.handling,
    occurredAt: row.occurred_at,
  };
}

/** Null where the join found none. */
export function entryOrNull(row: LogRow | NoRow): LogEntry | null {
  return row.id === null ? null : entryOf(row);
}

/**
 * The place of the last event that can be read, or else of the last that was removed. INVARIANT: every place that is
 * given to anybody is that of an event, so that a log which was set back does not know those of what it lost.
 */
export const HEAD_OF_LOG = `
(select xid::text, seq from events where xid < pg_snapshot_xmin(pg_current_snapshot())
 order by events.xid desc, events.seq desc limit 1)
union all select xid::text, seq from event_horizon limit 1`;
