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
