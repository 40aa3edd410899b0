import { type Migration } from '../migrate';

/**
 * Why an organisation is involved that did not register the child: it was asked, by a referral or a request for support.
 * INVARIANT: one row for each record, so that an event that comes again opens nothing that has ended since.
 */
const ASKED = `
-- Who allocated a child to whom. What holds now is in the involvement.
create table allocations (
  seq bigint generated always as identity primary key,
  child_id uuid not null references children,
  organisation text not null references organisations,
  subject text not null,
  allocated boolean not null,
  allocated_by text not null,
  at timestamptz not null
);
create trigger allocations_append_only before update or delete on allocations for each row execute function refuse_change();
create trigger allocations_not_truncated before truncate on allocations execute function refuse_change();

create table involvement_requests (
  record_id text not null check (record_id ~ '^[A-Za-z0-9-]{1,64}$'),
  child_id uuid not null references children,
  organisation text not null references organisations,
  asked_at timestamptz not null,
  primary key (child_id, organisation, record_id)
);
`;

export const INVOLVEMENT_REQUESTS: Migration = { id: '0012-asked', sql: ASKED };
