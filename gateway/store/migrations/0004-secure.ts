import { type Migration } from '../migrate';

/** An NHS number that came with another name makes a child of its own, which is found by it like any other. */
const NHS_NUMBERS = `
drop index child_hashes_unique;
create unique index child_hashes_unique on child_hashes (kind, hash) where kind = 'REFERENCE';
create index child_hash_sources_of_child on child_hash_sources (child_id, kind);
`;

const PENDING_LINKS = `
create table pending_links (
  child_id uuid not null references children,
  candidate_id uuid not null references children,
  organisation text not null references organisations,
  noted_at timestamptz not null,
  primary key (child_id, candidate_id)
);
create index pending_links_of_candidate on pending_links (candidate_id);
`;

/** Counts of 30 days, a row for each person, deed and day; limits are settings that an operator changes by a statement. */
const ATTEMPTS = `
create table identity_limits (
  action text not null check (action in ('REGISTER', 'FIND')),
  scope text not null check (scope in ('PERSON', 'SYSTEM', 'ORGANISATION')),
  attempts int check (attempts >= 0),
  misses int check (misses >= 0),
  primary key (action, scope)
);
insert into identity_limits (action, scope, attempts, misses) values
  ('REGISTER', 'PERSON', 150, null),
  ('REGISTER', 'SYSTEM', 2000, null),
  ('REGISTER', 'ORGANISATION', 5000, null),
  ('FIND', 'PERSON', 500, 150),
  ('FIND', 'SYSTEM', 5000, 2000),
  ('FIND', 'ORGANISATION', 20000, 5000);
create table identity_attempts (
  organisation text not null,
  subject text not null,
  action text not null,
  day date not null,
  attempts int not null,
  misses int not null,
  primary key (organisation, action, day, subject)
);
create index identity_attempts_of_day on identity_attempts (day);
`;

/** What a consent leaves as it was; older ones took effect as they were recorded. */
const CONTESTED = `
alter table consents add column contested text[] not null default '{}';
`;

export const SECURE: Migration = { id: '0004-secure', sql: NHS_NUMBERS + PENDING_LINKS + ATTEMPTS + CONTESTED };
