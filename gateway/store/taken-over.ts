import type { Pool, QueryConfig } from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks';
import { inTransaction } from './database';

// Whatever a database wrote itself is below its next transaction.
const foreign = (table: string): string =>
  `exists (select from ${table} where xid >= pg_snapshot_xmax(pg_current_snapshot()))`;
const FOREIGN = ['events', 'event_horizon', 'event_positions', 'webhooks'].map(foreign).join(' or ');
/** A long log takes its time, and nobody waits for an answer yet. */
const PATIENCE_MS = 3_600_000;

const LAST_SEQ = '9223372036854775807';

/** The place of the same event once all of the log bears this transaction's number: perhaps an earlier one, never a later. */
const moved = (xid: string, seq: string): string => `
  ${xid} = pg_current_xact_id(),
  ${seq} = coalesce((select max(seq) from events where seq < coalesce(
    (select min(e.seq) from events e where (e.xid, e.seq) > (place.${xid}, place.${seq})), ${LAST_SEQ})), 0)`;

/** In this order: places are found while the log still bears the old numbers. */
const STEPS = [
  `update event_positions place set ${moved('xid', 'seq')}`,
  `update webhooks place set ${moved('xid', 'seq')}, ${moved('began_xid', 'began_seq')}`,
  // INVARIANT: a cursor from before is told that it has expired: it names an event of the other database.
  'update event_horizon set xid = pg_current_xact_id(), seq = 0',
  'update events set xid = pg_current_xact_id()',
  ...['webhook_deliveries', 'owed_events'].map(
    (table) => `update ${table} d set xid = e.xid from events e where e.id = d.event_id`,
  ),
];
// Collected again from the beginning; later the place could not be told from one of this database.
const PLACE = `
update outbox_positions set xid = '0', seq = 0 where sector = 'hub' and xid >= pg_snapshot_xmax(pg_current_snapshot())`;
const SIGNALS = 'update outbox set xid = pg_current_xact_id() where xid >= pg_snapshot_xmax(pg_current_snapshot())';

/**
 * Takes over a log that came from a dump of another database: it bears that one's transactions' numbers, and nobody
 * would see it until this one has come as far. Relays and webhooks go on where they were, at least once; the hub's own
 * signals are collected again. Gives whether there was anything to take over.
 */
export async function takeOverLog(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.migrations]);
    await client.query(`set local statement_timeout = ${PATIENCE_MS}`);
    const { rows } = await client.query<{ foreign: boolean }>(`select ${FOREIGN} as foreign`);
    const isForeign = rows[0]?.foreign === true;
    const steps = isForeign ? [...STEPS, PLACE] : [PLACE];
    for (const text of steps) await client.query(patiently(text));
    const { rowCount } = await client.query(patiently(SIGNALS));
    return isForeign || rowCount !== 0;
  });
}

function patiently(text: string): QueryConfig & { query_timeout: number } {
  return { text, query_timeout: PATIENCE_MS };
}
