import { type Migration } from '../migrate';

/** INVARIANT: no secret is here: it is derived from the id, the generation and a key that the database does not have. */
const WEBHOOKS = `
create table webhooks (
  id uuid primary key,
  organisation text not null references organisations,
  -- Whoever created it, as the deliveries are decided.
  agency text not null,
  subject text not null,
  areas text[] not null,
  team text,
  purpose text not null,
  justification text,
  url text not null,
  types text[] not null,
  event_areas text[],
  generation integer not null default 1,
  -- The generation before signs as well until then.
  rotated_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  created_at timestamptz not null,
  -- Behind which event of the log it began, and behind which its deliveries are still to be noted.
  began_xid xid8 not null,
  began_seq bigint not null,
  xid xid8 not null,
  seq bigint not null
);
create index webhooks_of_organisation on webhooks (organisation, created_at);
`;

/** What is noted here was not decided yet, unless it was attempted: whom it may be told to is decided at each attempt. */
const DELIVERIES = `
create table webhook_deliveries (
  webhook_id uuid not null references webhooks on delete cascade,
  event_id uuid not null,
  child_id text not null,
  type text not null,
  xid xid8 not null,
  seq bigint not null,
  attempts integer not null default 0,
  first_attempt_at timestamptz,
  last_attempt_at timestamptz,
  last_status integer,
  last_fault text,
  next_attempt_at timestamptz not null,
  -- Of the attempt that is under way: an attempt that took too long changes nothing any more.
  claim uuid,
  delivered_at timestamptz,
  primary key (webhook_id, event_id)
);
create index webhook_deliveries_of_child on webhook_deliveries (webhook_id, child_id, xid, seq) where delivered_at is null;
create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at) where delivered_at is null;
create index webhook_deliveries_attempted on webhook_deliveries (webhook_id, xid, seq) where attempts > 0;
create index webhook_deliveries_age on webhook_deliveries (delivered_at) where delivered_at is not null;
`;

/** How a record was marked last, for when its owner cannot be asked. */
const MARKINGS = 'create index events_of_record on events (record_id, xid, seq);';

export const WEBHOOK_TABLES: Migration = { id: '0014-webhooks', sql: WEBHOOKS + DELIVERIES + MARKINGS };
