import { type Migration } from '../migrate';

/** What the hub's own mutations leave behind; the same columns as every agency's outbox. */
const OUTBOX = `
create table outbox (
  seq bigserial primary key,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null unique,
  type text not null,
  category text not null,
  subject_id text not null,
  record_type text not null,
  record_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  occurred_at timestamptz not null
);
create index outbox_order on outbox (xid, seq);
`;

/** Every signal once, in the order in which subscribers get them. */
const LOG = `
create table events (
  seq bigserial primary key,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null unique,
  sector text not null,
  type text not null,
  category text not null,
  child_id text not null,
  record_type text not null,
  record_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  occurred_at timestamptz not null,
  collected_at timestamptz not null
);
create index events_order on events (xid, seq);
create index events_age on events (collected_at);

-- The last event that retention removed: whoever stands before it has missed something.
create table event_horizon (singleton boolean primary key default true check (singleton), xid xid8 not null, seq bigint not null);
insert into event_horizon (xid, seq) values ('0', 0);
`;

const POSITIONS = `
-- How far each sector's outbox has been collected: a place in that outbox.
create table outbox_positions (sector text primary key, xid xid8 not null, seq bigint not null);
-- How far a reader of the log has come: a place in the log.
create table event_positions (name text primary key, xid xid8 not null, seq bigint not null, updated_at timestamptz not null);
`;

export const EVENTS: Migration = { id: '0005-events', sql: OUTBOX + LOG + POSITIONS };
