import { type Pool, type PoolClient } from 'pg';
import { cursorExpired } from '../events/cursor';
import { type Collected, type CollectorLog, type EventLog, type LogPage, type Positions } from '../events/event-log';
import { ORIGIN, isBefore, type Position } from '../events/signal';
import { inTransaction, type Queryable } from './database';
import { entryOrNull, HEAD_OF_LOG, LOG_COLUMNS, type LogRow, type NoRow } from './log-rows';
import { removeCollectedSignals } from './outbox';

/** Binds the statements that read the log. */
export function createEventLog(pool: Queryable): EventLog {
  return {
    holds: async (after) => !isBefore(after, await getHorizon(pool)),
    read: (after, limit) => readPage(pool, after, limit),
    async head() {
      const { rows } = await pool.query<Position>({ name: 'head-of-events', text: HEAD_OF_LOG });
      return rows[0] ?? ORIGIN;
    },
    async knows({ xid, seq }) {
      const text = `select ${isPlace('$1::xid8', '$2::bigint')} as known`;
      const { rows } = await pool.query<{ known: boolean }>({ name: 'knows-place', text, values: [xid, seq] });
      return rows[0]?.known === true;
    },
  };
}

const isPlace = (xid: string, seq: string): string => `
(exists (select from events where xid = ${xid} and seq = ${seq})
 or exists (select from event_horizon where xid = ${xid} and seq = ${seq}))`;

type Row = (LogRow | NoRow) & {
  readonly horizon_xid: string;
  readonly horizon_seq: string;
  readonly held: boolean;
  readonly elsewhere: boolean;
};

/** INVARIANT: one statement sees one state, so that nothing is removed unseen between the events and the horizon. */
async function readPage(db: Queryable, after: Position, limit: number): Promise<LogPage> {
  const { rows } = await db.query<Row>({
    name: 'read-events',
    text: `select h.xid::text as horizon_xid, h.seq as horizon_seq,
                  exists (select from events where xid >= pg_snapshot_xmin(pg_current_snapshot())) as held,
                  not ${isPlace('$1::xid8', '$2::bigint')} as elsewhere,
                  ${LOG_COLUMNS}
           from event_horizon h
           left join lateral (
             select * from events
             where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
             order by events.xid, events.seq limit $3) e on true
           order by e.xid, e.seq`,
    values: [after.xid, after.seq, limit],
  });
  const [first] = rows;
  if (first === undefined) throw new Error('expected a horizon of events');
  if (isBefore(after, { xid: first.horizon_xid, seq: first.horizon_seq })) throw cursorExpired();
  const entries = rows.map(entryOrNull).filter((entry) => entry !== null);
  return { entries, isHeld: entries.length < limit && first.held, isElsewhere: first.elsewhere };
}

async function getHorizon(db: Queryable): Promise<Position> {
  const { rows } = await db.query<Position>({
    name: 'get-event-horizon',
    text: 'select xid::text, seq from event_horizon',
  });
  return rows[0] ?? ORIGIN;
}

/** Binds the statements by which readers of the log remember where they are. */
export function createPositions(pool: Pool): Positions {
  return {
    async find(name) {
      const { rows } = await pool.query<Position>({
        name: 'find-event-position',
        text: 'select xid::text, seq from event_positions where name = $1',
        values: [name],
      });
      return rows[0] ?? null;
    },
    async put(name, { xid, seq }) {
      await pool.query({
        name: 'put-event-position',
        text: `insert into event_positions (name, xid, seq, updated_at) values ($1, $2::xid8, $3::bigint, now())
               on conflict (name) do update set xid = excluded.xid, seq = excluded.seq, updated_at = now()`,
        values: [name, xid, seq],
      });
    },
  };
}

/** Binds the statements of the collector. */
export function createCollectorLog(pool: Pool): CollectorLog {
  return {
    async collectedTo(sector) {
      await pool.query({
        name: 'open-outbox-position',
        text: `insert into outbox_positions (sector, xid, seq) values ($1, '0', 0) on conflict do nothing`,
        values: [sector],
      });
      const { rows } = await pool.query<Position>({
        name: 'get-outbox-position',
        text: 'select xid::text, seq from outbox_positions where sector = $1',
        values: [sector],
      });
      return rows[0] ?? ORIGIN;
    },
    collect: (collected) => collect(pool, collected),
    async collectAgain(sector) {
      await pool.query(`update outbox_positions set xid = '0', seq = 0 where sector = $1`, [sector]);
    },
    removeOlderThan: (at) =>
      inTransaction(pool, async (client) => {
        const removed = await removeEvents(client, at);
        await removeCollectedSignals(client, at);
        return removed;
      }),
  };
}

/** INVARIANT: the place moves first: of two collectors at once one waits for the other, and then finds it moved and adds nothing. */
async function collect(pool: Pool, { sector, entries, from, to }: Collected): Promise<boolean> {
  const { rows } = await pool.query<{ moved: boolean }>({
    name: 'collect-events',
    text: `with moved as (
             update outbox_positions set xid = $4::xid8, seq = $5::bigint
             where sector = $1 and xid = $2::xid8 and seq = $3::bigint
             returning sector),
           added as (
             insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling,
                                 occurred_at, collected_at)
             select id, $1, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, now()
             from unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                         $13::text[], $14::timestamptz[]) with ordinality
               as event (id, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, n)
             where exists (select from moved)
             order by n
             on conflict (id) do nothing)
           select exists (select from moved) as moved`,
    values: [
      sector,
      from.xid,
      from.seq,
      to.xid,
      to.seq,
      entries.map((one) => one.id),
      entries.map((one) => one.type),
      entries.map((one) => one.category),
      entries.map((one) => one.childId),
      entries.map((one) => one.recordType),
      entries.map((one) => one.recordId),
      entries.map((one) => one.ownerId),
      entries.map((one) => one.handling),
      entries.map((one) => one.occurredAt),
    ],
  });
  return rows[0]?.moved ?? false;
}

/** Events that one transaction removes. */
const REMOVED_AT_ONCE = 5_000;

/** How much longer an event is kept on which a reader with a name, or a relay, has not acted yet: an owner may be down for days. */
const OWED_FOR = '90 days';

/** INVARIANT: what is removed is a beginning of the log, so that one place tells what is gone; that never goes back. */
async function removeEvents(client: PoolClient, at: Date): Promise<number> {
  const { rows } = await client.query<Position>({
    text: `select xid::text, seq from (
             select xid, seq from events
             where collected_at < $1 and xid < pg_snapshot_xmin(pg_current_snapshot())
               and (collected_at < $1::timestamptz - interval '${OWED_FOR}' or not exists (
                 select from event_positions p where (p.xid, p.seq) < (events.xid, events.seq)) and not exists (
                 select from owed_events o where (o.xid, o.seq) <= (events.xid, events.seq)))
             order by events.xid, events.seq limit ${REMOVED_AT_ONCE}) old
           order by old.xid desc, old.seq desc limit 1`,
    values: [at],
  });
  const [last] = rows;
  if (last === undefined) return 0;
  const place = [last.xid, last.seq];
  const { rowCount } = await client.query({
    text: 'delete from events where (xid, seq) <= ($1::xid8, $2::bigint)',
    values: place,
  });
  // Who has lost the right to collect may still be removing: its place is an earlier one.
  await client.query({
    text: 'update event_horizon set xid = $1::xid8, seq = $2::bigint where (xid, seq) < ($1::xid8, $2::bigint)',
    values: place,
  });
  return rowCount ?? 0;
}
