import type { Pool } from 'pg';
import type { OwedEvent, OwedEvents } from '../events/relays/owed';
import { entryOf, LOG_COLUMNS, type LogRow } from './log-rows';

/** After so long an attempt counts as lost with its process. */
const LEASE_SECONDS = 60;

type Row = LogRow & { readonly attempts: number };

/** Binds the statements by which all gateways share what their relays owe. */
export function createOwedEvents(pool: Pool): OwedEvents {
  return {
    async owes(relay, { childId, ownerId }) {
      const { rows } = await pool.query<{ owes: boolean }>({
        name: 'owes-event',
        text: `select exists (
                 select from owed_events o join events e on e.id = o.event_id
                 where o.relay = $1 and o.child_id = $2 and e.owner_id = $3) as owes`,
        values: [relay, childId, ownerId],
      });
      return rows[0]?.owes ?? false;
    },
    async add(relay, { id, childId, position }, ms) {
      await pool.query({
        name: 'owe-event',
        text: `insert into owed_events (relay, event_id, child_id, xid, seq, next_attempt_at)
               values ($1, $2, $3, $4::xid8, $5::bigint, now() + $6 * interval '1 millisecond') on conflict do nothing`,
        values: [relay, id, childId, position.xid, position.seq, ms],
      });
    },
    claim: (relay) => claimOne(pool, relay),
    async settle(relay, { entry }) {
      await pool.query({
        name: 'settle-event',
        text: 'delete from owed_events where relay = $1 and event_id = $2',
        values: [relay, entry.id],
      });
    },
    async postpone(relay, { entry }, ms) {
      await pool.query({
        name: 'postpone-event',
        text: `update owed_events set attempts = attempts + 1, next_attempt_at = now() + $3 * interval '1 millisecond'
               where relay = $1 and event_id = $2`,
        values: [relay, entry.id, ms],
      });
    },
    async count(relay) {
      const { rows } = await pool.query<{ count: string }>({
        name: 'count-owed-events',
        text: 'select count(*) from owed_events where relay = $1',
        values: [relay],
      });
      return Number(rows[0]?.count ?? 0);
    },
  };
}

/** INVARIANT: what is owed holds back everything later of its child and owner, an attempt that is under way too, in whatever process. */
async function claimOne(pool: Pool, relay: string): Promise<OwedEvent | null> {
  const { rows } = await pool.query<Row>({
    name: 'claim-owed-event',
    text: `with claimed as (
             update owed_events d set next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
             from (
               select p.event_id from owed_events p join events of_p on of_p.id = p.event_id
               where p.relay = $1 and p.next_attempt_at <= now() and not exists (
                 select from owed_events o join events e on e.id = o.event_id
                 where o.relay = $1 and o.child_id = p.child_id and e.owner_id = of_p.owner_id
                   and (o.xid, o.seq) < (p.xid, p.seq))
               order by p.next_attempt_at, p.xid, p.seq limit 1 for update of p skip locked) due
             where d.relay = $1 and d.event_id = due.event_id
             returning d.event_id, d.attempts)
           select c.attempts, ${LOG_COLUMNS}
           from claimed c join events e on e.id = c.event_id`,
    values: [relay],
  });
  const [row] = rows;
  return row === undefined ? null : { entry: entryOf(row), attempts: row.attempts };
}
