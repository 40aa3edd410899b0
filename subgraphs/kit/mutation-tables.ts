import type { Migration } from './database';

const TABLES = `
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

create table idempotency_keys (
  organisation text not null,
  subject text not null,
  key text not null,
  fingerprint bytea not null,
  record_id text not null,
  created_at timestamptz not null,
  primary key (organisation, subject, key)
);
`;

/** The step that gives a sector's database what its mutations need besides their records. `number` is its place there. */
export function mutationTables(number: string): Migration {
  return { name: `${number}-outbox-and-idempotency-keys`, sql: TABLES };
}
