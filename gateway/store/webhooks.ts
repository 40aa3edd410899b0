import { type Position } from '../events/signal';
import { type DeliveryQuery, type NewWebhook, type WebhookDeliveryRow, type WebhookRow } from '../hub/webhook-ports';
import { ADVISORY_LOCKS } from './advisory-locks';
import { type Queryable } from './database';
import { HEAD_OF_LOG } from './log-rows';

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
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly disabled_reason: string | null;
  readonly began_xid: string;
  readonly began_seq: string;
}

export async function findWebhooks(db: Queryable, organisation: string): Promise<WebhookRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-webhooks',
    text: `select id, organisation, agency, subject, areas, team, purpose, justification, url, types, event_areas,
                  generation, oldest_generation, rotated_until, confirmed_at, created_at, disabled_at, disabled_reason, began_xid::text, began_seq
           from webhooks where organisation = $1 order by created_at, id`,
    values: [organisation],
  });
  return rows.map((row) => ({
    id: row.id,
    organisation: row.organisation,
    agency: row.agency,
    subject: row.subject,
    areas: row.areas,
    team: row.team,
    purpose: row.purpose,
    justification: row.justification,
    url: row.url,
    types: row.types,
    eventAreas: row.event_areas,
    generation: row.generation,
    rotatedUntil: row.rotated_until,
    oldestGeneration: row.oldest_generation,
    confirmedAt: row.confirmed_at,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
    began: { xid: row.began_xid, seq: row.began_seq },
  }));
}

export async function lockWebhooks(db: Queryable, organisation: string): Promise<WebhookRow[]> {
  await db.query('select pg_advisory_xact_lock($1, hashtext($2))', [ADVISORY_LOCKS.webhooks, organisation]);
  return findWebhooks(db, organisation);
}

/** INVARIANT: begins at a place behind which is everything that commits after this. */
export async function createWebhook(db: Queryable, webhook: NewWebhook): Promise<void> {
  const { id, organisation, agency, subject, areas, team, purpose, justification, url, types } = webhook;
  await db.query({
    name: 'create-webhook',
    text: `insert into webhooks (id, organisation, agency, subject, areas, team, purpose, justification, url, types,
                                 event_areas, created_at, confirmed_at, began_xid, began_seq, xid, seq)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, xid::xid8, seq, xid::xid8, seq
           from (${HEAD_OF_LOG}) head`,
    values: [
      id,
      organisation,
      agency,
      subject,
      areas,
      team,
      purpose,
      justification,
      url,
      types,
      webhook.eventAreas,
      webhook.createdAt,
    ],
  });
}

/** Once an hour is enough for what is counted in days. */
export async function confirmWebhooks(db: Queryable, ids: readonly string[], at: Date): Promise<void> {
  await db.query({
    name: 'confirm-webhooks',
    text: `update webhooks set confirmed_at = $2::timestamptz
           where id = any($1::uuid[]) and confirmed_at < $2::timestamptz - interval '1 hour'`,
    values: [ids, at],
  });
}

/** Generations that sign one message at most: each makes it longer. */
const MOST_SIGNING = 5;

export async function rotateWebhook(db: Queryable, id: string, until: Date): Promise<void> {
  await db.query({
    name: 'rotate-webhook',
    text: `update webhooks set generation = generation + 1, rotated_until = $2,
                               oldest_generation = greatest(
                                 case when rotated_until > now() then oldest_generation else generation end,
                                 generation + 2 - ${MOST_SIGNING})
           where id = $1`,
    values: [id, until],
  });
}

export async function deleteWebhook(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'delete-webhook', text: 'delete from webhooks where id = $1', values: [id] });
}

export async function replayWebhook(db: Queryable, id: string, { xid, seq }: Position): Promise<void> {
  await db.query({
    name: 'replay-webhook',
    text: `update webhooks set xid = $2::xid8, seq = $3::bigint, began_xid = $2::xid8, began_seq = $3::bigint,
                               disabled_at = null, disabled_reason = null
           where id = $1`,
    values: [id, xid, seq],
  });
  await db.query({
    name: 'forget-deliveries',
    text: `delete from webhook_deliveries
           where webhook_id = $1 and (delivered_at is null or (xid, seq) > ($2::xid8, $3::bigint))`,
    values: [id, xid, seq],
  });
}

interface DeliveryRow {
  readonly event_id: string;
  readonly type: string;
  readonly xid: string;
  readonly seq: string;
  readonly attempts: number;
  readonly last_attempt_at: Date;
  readonly last_status: number | null;
  readonly last_fault: string | null;
  readonly next_attempt_at: Date;
  readonly delivered_at: Date | null;
}

/** INVARIANT: what was never sent is not shown: whether its recipient may know of it has not been decided. */
export async function findWebhookDeliveries(
  db: Queryable,
  { webhookId, first, before }: DeliveryQuery,
): Promise<WebhookDeliveryRow[]> {
  const { rows } = await db.query<DeliveryRow>({
    name: 'find-webhook-deliveries',
    text: `select event_id, type, xid::text, seq, attempts, last_attempt_at, last_status, last_fault, next_attempt_at, delivered_at
           from webhook_deliveries
           where webhook_id = $1 and attempts > 0 and ($3::text is null or (xid, seq) < ($3::xid8, $4::bigint))
           order by webhook_deliveries.xid desc, webhook_deliveries.seq desc limit $2 + 1`,
    values: [webhookId, first, before?.xid ?? null, before?.seq ?? null],
  });
  return rows.map((row) => ({
    eventId: row.event_id,
    type: row.type,
    position: { xid: row.xid, seq: row.seq },
    attempts: row.attempts,
    lastAttemptAt: row.last_attempt_at,
    lastStatus: row.last_status,
    lastFault: row.last_fault,
    nextAttemptAt: row.next_attempt_at,
    deliveredAt: row.delivered_at,
  }));
}
