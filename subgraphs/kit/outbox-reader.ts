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
where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
order by outbox.xid, outbox.seq limit $3`;

/**
 * Reads on behind a place. INVARIANT: only below the oldest transaction that still runs: whatever commits later has a
 * place behind all of it.
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

const ELSEWHERE = `
select $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot())
    or (exists (select from outbox where (xid, seq) < ($1::xid8, $2::bigint))
        and not exists (select from outbox where xid = $1::xid8 and seq = $2::bigint)) as elsewhere`;

/**
 * Whether a place was given by another database, of which this one is an earlier state: by a dump, a backup, or a standby
 * that had not got everything yet. It lies beyond everything that was ever written here, or, once this database has come
 * as far, no signal stands there although there are earlier ones: what was collected last is kept.
 */
export async function isElsewhere(dataSource: DataSource, { xid, seq }: OutboxPlace): Promise<boolean> {
  const rows = await dataSource.query<{ elsewhere: boolean }[]>(ELSEWHERE, [xid, seq]);
  return rows[0]?.elsewhere === true;
}

// Whatever a database wrote itself is below its next transaction.
const RESTAMP = `
update outbox set xid = pg_current_xact_id() where xid >= pg_snapshot_xmax(pg_current_snapshot())`;

/**
 * Takes over signals from a dump of another database: they bear its transactions' numbers, and would wait until this one
 * has come as far. They keep their order among themselves, and are collected again. Gives how many there were.
 */
export async function takeOverSignals(dataSource: DataSource): Promise<number> {
  if (!(await hasOutbox(dataSource))) return 0;
  const [, count] = await dataSource.query<[unknown[], number]>(RESTAMP);
  return count;
}

/** Whether the database has an outbox: a sector without mutations has none. */
export async function hasOutbox(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<{ there: boolean }[]>(`select to_regclass('outbox') is not null as there`);
  return rows[0]?.there === true;
}
