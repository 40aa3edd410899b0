import { randomUUID } from 'node:crypto';
import { type Pool, type PoolClient } from 'pg';
import { SightlineError } from '../errors';
import { type LogEntry, type LogPage } from '../events/event-log';
import { type Position } from '../events/signal';
import { type ActiveWebhook, type Claimed, type TakenUp, type WebhookQueue } from '../events/webhooks/webhook-queue';
import { inTransaction, type Queryable } from './database';
import { createEventLog } from './event-log';
import { entryOrNull, LOG_COLUMNS, type LogRow, type NoRow } from './log-rows';

/** Events that one transaction notes for one webhook. */
const PAGE = 200;
/** After so long an attempt counts as lost with its process: longer than a decision and a delivery ever take. */
const LEASE_SECONDS = 60;

/** Binds the statements by which the gateways share what is to be delivered. */
export function createWebhookQueue(pool: Pool): WebhookQueue {
  return {
    async takeUp(wants) {
      const { rows } = await pool.query<{ id: string }>({
        name: 'active-webhooks',
        text: 'select id from webhooks where disabled_at is null',
      });
      if (rows.length === 0) return 'NO_WEBHOOKS';
      const taken = new Set<TakenUp>();
      for (const { id } of rows) taken.add(await inTransaction(pool, (client) => takeUpOne(client, id, wants)));
      if (taken.has('MORE')) return 'MORE';
      return taken.has('HELD') ? 'HELD' : 'DONE';
    },
    async findDue() {
      const { rows } = await pool.query<Row>({
        name: 'due-webhooks',
        text: `select ${COLUMNS} from webhooks w
               where disabled_at is null and exists (
                 select 1 from webhook_deliveries d
                 where d.webhook_id = w.id and d.delivered_at is null and d.next_attempt_at <= now())`,
      });
      return rows.map(webhookOf);
    },
    claim: (webhookId, limit) => claimSome(pool, webhookId, limit),
    async delivered(claimed, status) {
      await settle(pool, claimed, { status, fault: null, retryMs: null });
      await hasten(pool, claimed.webhookId, null);
    },
    failed: (claimed, failure) => settle(pool, claimed, failure),
    async drop({ webhookId, eventId, claim }) {
      await pool.query({
        name: 'drop-delivery',
        text: 'delete from webhook_deliveries where webhook_id = $1 and event_id = $2 and claim = $3',
        values: [webhookId, eventId, claim],
      });
    },
    async postpone({ webhookId, eventId, claim }, ms) {
      await pool.query({
        name: 'postpone-delivery',
        text: `update webhook_deliveries set claim = null, next_attempt_at = now() + $4 * interval '1 millisecond'
               where webhook_id = $1 and event_id = $2 and claim = $3`,
        values: [webhookId, eventId, claim, ms],
      });
    },
    disable: (webhookId, reason) => disable(pool, webhookId, reason),
    removeDeliveredBefore: (at) => removeDeliveredBefore(pool, at),
  };
}

interface Row {
  readonly id: string;
  readonly organisation: string;
  readonly agency: string;
  readonly subject: string;
  readonly areas: string[];
  readonly team: string | null;
  readonly purpose: string;
  readonly justification: string | null;
  readonly url: string;
  readonly types: string[];
  readonly event_areas: string[] | null;
  readonly generation: number;
  readonly rotated_until: Date | null;
  readonly oldest_generation: number;
  readonly confirmed_at: Date;
  readonly xid: string;
  readonly seq: string;
}

const COLUMNS = `id, organisation, agency, subject, areas, team, purpose, justification, url, types, event_areas,
                 generation, oldest_generation, rotated_until, confirmed_at, xid::text, seq`;

function webhookOf({ event_areas: eventAreas, rotated_until: rotatedUntil, ...row }: Row): ActiveWebhook {
  return { ...row, eventAreas, rotatedUntil, oldestGeneration: row.oldest_generation, confirmedAt: row.confirmed_at };
}

/** INVARIANT: one gateway at a time, so that the events of a webhook are noted in the order of the log. */
async function takeUpOne(
  client: PoolClient,
  id: string,
  wants: (webhook: ActiveWebhook, event: LogEntry) => boolean,
): Promise<TakenUp> {
  const { rows } = await client.query<Row>({
    name: 'lock-webhook',
    text: `select ${COLUMNS} from webhooks where id = $1 and disabled_at is null for update skip locked`,
    values: [id],
  });
  const [row] = rows;
  if (row === undefined) return 'DONE';
  const page = await readBehind(client, row);
  if (page === null) {
    await disable(client, id, 'EVENTS_EXPIRED');
    return 'DONE';
  }
  const webhook = webhookOf(row);
  const wanted = page.entries.filter((event) => wants(webhook, event));
  if (wanted.length > 0) {
    await note(client, id, wanted);
    const children = wanted.map(({ childId }) => childId);
    await hasten(client, id, children);
  }
  const last = page.entries.at(-1);
  if (last !== undefined) await move(client, id, last.position);
  if (page.entries.length === PAGE) return 'MORE';
  return page.isHeld ? 'HELD' : 'DONE';
}

/** Null when events behind this place are no longer kept. */
async function readBehind(client: PoolClient, { xid, seq }: Position): Promise<LogPage | null> {
  try {
    return await createEventLog(client).read({ xid, seq }, PAGE);
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'CURSOR_EXPIRED') return null;
    throw error;
  }
}

async function note(client: PoolClient, id: string, events: readonly LogEntry[]): Promise<void> {
  await client.query({
    name: 'note-deliveries',
    text: `insert into webhook_deliveries (webhook_id, event_id, child_id, type, xid, seq, next_attempt_at)
           select $1, event_id, child_id, type, xid::xid8, seq, now()
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[])
             as event (event_id, child_id, type, xid, seq)
           on conflict do nothing`,
    values: [
      id,
      events.map((one) => one.id),
      events.map((one) => one.childId),
      events.map((one) => one.type),
      events.map((one) => one.position.xid),
      events.map((one) => one.position.seq),
    ],
  });
}

async function move(client: PoolClient, id: string, { xid, seq }: Position): Promise<void> {
  await client.query({
    name: 'move-webhook',
    text: 'update webhooks set xid = $2::xid8, seq = $3::bigint where id = $1',
    values: [id, xid, seq],
  });
}

type ClaimedRow = (LogRow | NoRow) & {
  readonly event_id: string;
  readonly attempts: number;
  readonly first_attempt_at: Date | null;
};

/**
 * INVARIANT: what is not delivered yet holds back everything later of its child, an attempt that is under way too, in
 * whatever process. Goes from child to child and looks at the first of each: a receiver that was away has hundreds of
 * thousands waiting.
 */
async function claimSome(pool: Pool, webhookId: string, limit: number): Promise<Claimed[]> {
  const claim = randomUUID();
  const { rows } = await pool.query<ClaimedRow>({
    name: 'claim-deliveries',
    text: `with recursive child (id) as (
             select min(child_id) from webhook_deliveries where webhook_id = $1 and delivered_at is null
             union all
             select (select min(d.child_id) from webhook_deliveries d
                     where d.webhook_id = $1 and d.delivered_at is null and d.child_id > child.id)
             from child where child.id is not null),
           first as (
             select e.event_id from child cross join lateral (
               select * from webhook_deliveries d
               where d.webhook_id = $1 and d.child_id = child.id and d.delivered_at is null
               order by d.xid, d.seq limit 1) e
             where e.next_attempt_at <= now() order by e.xid, e.seq limit $2),
           claimed as (
             update webhook_deliveries d
             set claim = $3, next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
             from (
               select p.event_id from webhook_deliveries p join first using (event_id)
               where p.webhook_id = $1 and p.delivered_at is null and p.next_attempt_at <= now()
               for update of p skip locked) due
             where d.webhook_id = $1 and d.event_id = due.event_id
             returning d.event_id, d.attempts, d.first_attempt_at, d.xid, d.seq)
           select c.event_id, c.attempts, c.first_attempt_at, ${LOG_COLUMNS}
           from claimed c left join events e on e.id = c.event_id
           order by c.xid, c.seq`,
    values: [webhookId, limit, claim],
  });
  return rows.map((row) => ({
    webhookId,
    claim,
    eventId: row.event_id,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    event: entryOrNull(row),
  }));
}

interface Outcome {
  readonly status: number | null;
  readonly fault: string | null;
  /** Null when there is nothing more to do. */
  readonly retryMs: number | null;
}

async function settle(pool: Pool, claimed: Claimed, { status, fault, retryMs }: Outcome): Promise<void> {
  await pool.query({
    name: 'settle-delivery',
    text: `update webhook_deliveries
           set claim = null, attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, now()),
               last_attempt_at = now(), last_status = $4, last_fault = $5,
               delivered_at = case when $6::bigint is null then now() end,
               next_attempt_at = now() + coalesce($6::bigint, 0) * interval '1 millisecond'
           where webhook_id = $1 and event_id = $2 and claim = $3`,
    values: [claimed.webhookId, claimed.eventId, claimed.claim, status, fault, retryMs],
  });
}

/** How soon what failed is tried again when there is reason to, however long it had to wait. */
const HASTENED = '5 minutes';

/**
 * Brings forward what waits for its next attempt, of these children or of all: a receiver that accepts something is back,
 * and what is new of a child must not wait for hours behind what failed while the receiver was away.
 */
async function hasten(db: Queryable, webhookId: string, children: readonly string[] | null): Promise<void> {
  await db.query({
    name: 'hasten-deliveries',
    text: `update webhook_deliveries d set next_attempt_at = greatest(now(), d.last_attempt_at + interval '${HASTENED}')
           from (select event_id from webhook_deliveries
                 where webhook_id = $1 and delivered_at is null and claim is null and attempts > 0
                   and ($2::text[] is null or child_id = any($2))
                   and next_attempt_at > now() and next_attempt_at > last_attempt_at + interval '${HASTENED}'
                 for update skip locked) waiting
           where d.webhook_id = $1 and d.event_id = waiting.event_id`,
    values: [webhookId, children],
  });
}

async function disable(db: Queryable, webhookId: string, reason: string): Promise<void> {
  await db.query({
    name: 'disable-webhook',
    text: 'update webhooks set disabled_at = now(), disabled_reason = $2 where id = $1 and disabled_at is null',
    values: [webhookId, reason],
  });
}

const REMOVED_AT_ONCE = 5_000;

/** Removes what a webhook that was disabled still owes, too, once the log has none of it any more. */
async function removeDeliveredBefore(pool: Pool, at: Date): Promise<void> {
  for (let removed = REMOVED_AT_ONCE; removed === REMOVED_AT_ONCE;) {
    const { rowCount } = await pool.query(
      `delete from webhook_deliveries where (webhook_id, event_id) in (
         select webhook_id, event_id from webhook_deliveries where delivered_at < $1 limit ${REMOVED_AT_ONCE})`,
      [at],
    );
    removed = rowCount ?? 0;
  }
  await pool.query(
    `delete from webhook_deliveries d using webhooks w, event_horizon h
     where w.id = d.webhook_id and w.disabled_at is not null and d.delivered_at is null
       and (d.xid, d.seq) <= (h.xid, h.seq)`,
  );
}
