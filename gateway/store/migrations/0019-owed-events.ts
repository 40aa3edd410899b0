import { type Migration } from '../migrate';

/** What a relay of the hub could not act on yet: it waits apart, so that it holds up later events of its own child and owner alone. */
const OWED = `
create table owed_events (
  relay text not null,
  event_id uuid not null references events (id) on delete cascade,
  child_id text not null,
  xid xid8 not null,
  seq bigint not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  primary key (relay, event_id)
);
create index owed_events_of_child on owed_events (relay, child_id, xid, seq);
create index owed_events_due on owed_events (relay, next_attempt_at);
create index owed_events_of_event on owed_events (event_id);
`;

export const OWED_EVENTS: Migration = { id: '0019-owed-events', sql: OWED };
