import type { DataSource } from 'typeorm';

/** A place in the outbox: the transaction that wrote, and the number within. */
export interface OutboxPlace {
  xid: string;
  seq: string;
}

/** One signal as the hub gets it. */
export interface OutboxRow extends OutboxPlace {
  id: string;
  type: string;
  category: string;
  childId: string;
  recordType: string;
  recordId: string;
  ownerId: string;
  handling: string;
  occurredAt: string;
}

// The order names the table: `xid` alone would be the text of the answer, which sorts 10 before 9.
const PAGE = `
select xid::text as xid, seq::text as seq, id, type, category, subject_id as "childId", record_type as "recordType",
       record_id as "recordId", owner_id as "ownerId", handling, occurred_at as "occurredAt"
from outbox
where (xid, seq) > (
    case when $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) then $1::xid8 else '0'::xid8 end, $2::bigint)
  and xid < pg_snapshot_xmin(pg_current_snapshot())
order by outbox.xid, outbox.seq limit $3`;

/**
 * Reads on behind a place. INVARIANT: only below the oldest transaction that still runs: whatever commits later has a
 * place behind all of it. A place that is still to come is one of another history of this database, before it was
 * restored: then from the beginning, where the hub leaves out what it has.
 */
export function readOutbox(dataSource: DataSource, after: OutboxPlace, limit: number): Promise<OutboxRow[]> {
  return dataSource.query<OutboxRow[]>(PAGE, [after.xid, after.seq, limit]);
}

const HOLDER = `
select pg_snapshot_xmin(pg_current_snapshot())::text as xmin
where exists (select 1 from outbox where xid >= pg_snapshot_xmin(pg_current_snapshot()))`;

/** The oldest running transaction, when it holds back signals that have been committed; else null. */
export async function findHolder(dataSource: DataSource): Promise<string | null> {
  const rows = await dataSource.query<{ xmin: string }[]>(HOLDER);
  return rows[0]?.xmin ?? null;
}

/** Whether the database has an outbox: a sector without mutations has none. */
export async function hasOutbox(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<{ there: boolean }[]>(`select to_regclass('outbox') is not null as there`);
  return rows[0]?.there === true;
}
