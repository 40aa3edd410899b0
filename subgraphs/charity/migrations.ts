import { CLOCK_TABLES } from '../kit/clock-tables';
import type { Migration } from '../kit/database';
import { mutationTables } from '../kit/mutation-tables';
import { PICTURE_TABLES, PUBLISHED_TABLES } from '../kit/published-figures';

const SERVICES = `
create table support_services (
  id text primary key,
  owner_id text not null,
  name text not null,
  area_codes text[] not null,
  kinds text[] not null,
  minimum_age integer,
  maximum_age integer,
  capacity integer not null check (capacity >= 0),
  available integer not null,
  waiting_days integer check (waiting_days >= 0),
  updated_at timestamptz not null,
  constraint support_services_ages check (maximum_age >= minimum_age),
  constraint support_services_available check (available between 0 and capacity)
);
create index support_services_areas on support_services using gin (area_codes);
`;

const CHARITY_RECORDS = `
create table charity_profiles (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  lead_worker_name text,
  lead_worker_role text,
  lead_worker_email text,
  lead_worker_telephone text,
  initials text,
  given_name text,
  family_name text,
  date_of_birth date,
  area_code text,
  address text,
  postcode text,
  indicators jsonb,
  updated_at timestamptz not null
);
create index charity_profiles_subject on charity_profiles (subject_id);

create table support_episodes (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  service_id text references support_services,
  status text not null,
  requested_at timestamptz not null,
  started_on date,
  ended_on date,
  notes text,
  constraint support_episodes_order check (ended_on >= started_on)
);
create index support_episodes_subject on support_episodes (subject_id);

create table wishes (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  heard_on date not null,
  words text not null
);
create index wishes_subject on wishes (subject_id);

create table advocacy_requests (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  requested_at timestamptz not null,
  advocate_name text,
  advocate_role text,
  advocate_email text,
  advocate_telephone text,
  status text not null
);
create index advocacy_requests_subject on advocacy_requests (subject_id);
`;

/** `held` counts the places that were given through the hub; `available` is what the charity has left besides. */
const SUPPORT = `
alter table support_services
  add column held integer not null default 0 check (held >= 0),
  add constraint support_services_places check (available + held <= capacity);

alter table support_episodes
  add column requester_id text,
  add column area_code text,
  add column answered_at timestamptz,
  add column reason text,
  add column holds_place boolean not null default false,
  add constraint support_episodes_place check (not holds_place or (status in ('OFFERED', 'ACTIVE') and service_id is not null)),
  add constraint support_episodes_reason check (answered_at is null or status not like 'DECLINED%' or reason is not null);
create index support_episodes_newest on support_episodes (requested_at desc, id desc);
create index support_episodes_service on support_episodes (service_id, requested_at desc, id desc);
create index support_episodes_requester on support_episodes (requester_id, requested_at desc, id desc);

alter table advocacy_requests
  add column requester_id text,
  add column service_id text references support_services,
  add column answered_at timestamptz,
  add column reason text,
  add column holds_place boolean not null default false,
  add column clock_due_at timestamptz,
  add column clock_stopped_at timestamptz,
  add column clock_calendar text,
  add constraint advocacy_requests_place check (not holds_place or (status in ('OFFERED', 'ACTIVE') and service_id is not null)),
  add constraint advocacy_requests_reason check (answered_at is null or status not like 'DECLINED%' or reason is not null);
create index advocacy_requests_newest on advocacy_requests (requested_at desc, id desc);
`;

/** Figures are counted from these indexes alone where nobody changed the rows lately. */
const PICTURE = `${PICTURE_TABLES}
create index support_episodes_picture on support_episodes (requested_at) include (area_code, status, subject_id, owner_id);
`;

const ADVOCACY_CLOCKS = `
create index advocacy_requests_running on advocacy_requests (clock_due_at) where clock_stopped_at is null;
`;

export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-support-services', sql: SERVICES },
  { name: '0002-charity-records', sql: CHARITY_RECORDS },
  mutationTables('0003'),
  { name: '0004-clocks', sql: CLOCK_TABLES },
  { name: '0005-support', sql: SUPPORT },
  { name: '0006-picture', sql: PICTURE },
  { name: '0007-advocacy-clocks', sql: ADVOCACY_CLOCKS },
  { name: '0008-published-figures', sql: PUBLISHED_TABLES },
];
