import { type Migration } from '../migrate';

const DIRECTORY = `
create table areas (
  code text primary key check (code ~ '^[A-Za-z0-9-]{1,64}$'),
  name text not null,
  region text,
  police_force text
);
create table organisations (
  id text primary key check (id ~ '^[A-Za-z0-9-]{1,64}$'),
  name text not null,
  agency text not null check (agency in ('POLICE', 'COUNCIL', 'CHARITY')),
  area_codes text[] not null,
  contact_name text not null,
  contact_role text not null,
  contact_email text,
  contact_telephone text,
  unique (id, agency)
);
`;

/** INVARIANT: no name, no NHS number and no reference is stored; only keyed hashes of them, which cannot be read back. */
const CHILDREN = `
create table children (
  id uuid primary key,
  born_on date,
  created_at timestamptz not null
);
create table child_hashes (
  kind text not null check (kind in ('REFERENCE', 'NHS_NUMBER', 'NAME_AND_BIRTH')),
  hash bytea not null,
  child_id uuid not null references children,
  primary key (kind, hash, child_id)
);
create index child_hashes_of_child on child_hashes (child_id);
-- Within one organisation a reference, and everywhere an NHS number, belongs to one child.
create unique index child_hashes_unique on child_hashes (kind, hash) where kind in ('REFERENCE', 'NHS_NUMBER');

create table involvements (
  id uuid primary key,
  child_id uuid not null references children,
  organisation text not null,
  -- The organisation's own, held here too because every request reads it for every child.
  agency text not null,
  since date not null,
  active boolean not null default true,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  contact_name text,
  contact_role text,
  contact_email text,
  contact_telephone text,
  allocated_team text,
  allocated_subjects text[] not null default '{}',
  unique (child_id, organisation),
  foreign key (organisation, agency) references organisations (id, agency)
);
`;

const JUDGEMENTS = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

create table concerns (
  seq bigint generated always as identity primary key,
  child_id uuid not null references children,
  organisation text not null references organisations,
  level text not null check (level in ('NOT_RECORDED', 'CONCERN', 'LIKELY_SIGNIFICANT_HARM', 'IMMEDIATE_DANGER')),
  reason text not null,
  recorded_by text not null,
  recorded_at timestamptz not null
);
create index concerns_of_child on concerns (child_id, organisation, recorded_at desc, seq desc);
create trigger concerns_append_only before update or delete on concerns for each row execute function refuse_change();
create trigger concerns_not_truncated before truncate on concerns execute function refuse_change();

create table consents (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  child_id uuid not null references children,
  categories text[] not null check (cardinality(categories) > 0),
  recipients text[] not null check (cardinality(recipients) > 0),
  state text not null check (state in ('GIVEN', 'REFUSED', 'WITHDRAWN', 'NOT_SOUGHT')),
  given_by text not null check (given_by in ('CHILD', 'PARENT')),
  capacity text not null,
  evidence text,
  recorded_by text not null references organisations,
  recorded_by_subject text,
  recorded_at timestamptz not null,
  valid_to date,
  reason text
);
create index consents_of_child on consents (child_id, recorded_at desc, seq desc);
create trigger consents_append_only before update or delete on consents for each row execute function refuse_change();
create trigger consents_not_truncated before truncate on consents execute function refuse_change();

create table record_conditions (
  record_id text not null check (record_id ~ '^[A-Za-z0-9-]{1,64}$'),
  subject_id uuid not null references children,
  organisation text not null references organisations,
  expires_at timestamptz not null,
  primary key (subject_id, organisation, record_id)
);
`;

const POLICIES = `
create table lawful_bases (
  id text primary key,
  title text not null,
  article6 text,
  article9 text,
  schedule text,
  statute text,
  valid_from date,
  valid_to date
);
create table policy_versions (
  id text primary key,
  owner text not null references organisations,
  status text not null check (status in ('DRAFT', 'SUBMITTED', 'SCHEDULED', 'ACTIVE', 'SUPERSEDED', 'REJECTED')),
  rules jsonb not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  parent text references policy_versions,
  author text not null,
  approved_by text,
  note text not null,
  effective_from timestamptz,
  created_at timestamptz not null,
  constraint four_eyes check (author <> approved_by),
  constraint approved_before_effect check (status not in ('SCHEDULED', 'ACTIVE', 'SUPERSEDED') or approved_by is not null)
);
create unique index policy_versions_one_active on policy_versions (owner) where status = 'ACTIVE';
create index policy_versions_of_owner on policy_versions (owner, created_at desc);

-- A version's content never changes; only its life goes on: status, who approved it, from when it holds.
create function keep_policy_version() returns trigger language plpgsql as $$
begin
  if (new.id, new.owner, new.rules, new.hash, new.parent, new.author, new.note, new.created_at)
     is distinct from (old.id, old.owner, old.rules, old.hash, old.parent, old.author, old.note, old.created_at)
     or (old.approved_by is not null and new.approved_by is distinct from old.approved_by)
     or (old.status in ('SUPERSEDED', 'REJECTED') and new.status <> old.status) then
    raise exception 'policy version % is immutable', old.id;
  end if;
  return new;
end $$;
create trigger policy_versions_immutable before update on policy_versions for each row execute function keep_policy_version();
create trigger policy_versions_kept before delete on policy_versions for each row execute function refuse_change();
create trigger policy_versions_not_truncated before truncate on policy_versions execute function refuse_change();

create table known_schemas (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  added_at timestamptz not null default now()
);

-- One number that grows with every change of what gateways keep in memory; they compare it once a second.
create table policy_epoch (only_row boolean primary key default true check (only_row), epoch bigint not null);
insert into policy_epoch (epoch) values (1);
create function advance_policy_epoch() returns trigger language plpgsql as $$
begin
  update policy_epoch set epoch = epoch + 1;
  notify policy;
  return null;
end $$;
create trigger advance after insert or update or delete on areas for each statement execute function advance_policy_epoch();
create trigger advance after insert or update or delete on organisations for each statement execute function advance_policy_epoch();
create trigger advance after insert or update or delete on lawful_bases for each statement execute function advance_policy_epoch();
create trigger advance after insert or update or delete on policy_versions for each statement execute function advance_policy_epoch();
create trigger advance after insert or update or delete on known_schemas for each statement execute function advance_policy_epoch();
`;

const RETRIES = `
create table idempotency_keys (
  key text not null,
  organisation text not null,
  subject text not null,
  fingerprint bytea not null,
  answer jsonb,
  created_at timestamptz not null,
  primary key (organisation, subject, key)
);
`;

/** Everything that the hub keeps, the audit log and the event log aside. */
export const HUB: Migration = { id: '0001-hub', sql: DIRECTORY + CHILDREN + JUDGEMENTS + POLICIES + RETRIES };
