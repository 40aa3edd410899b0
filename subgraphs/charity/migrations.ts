import { CLOCK_TABLES } from '../kit/clock-tables';
import type { Migration } from '../kit/database';
import { mutationTables } from '../kit/mutation-tables';

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

export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-support-services', sql: SERVICES },
  { name: '0002-charity-records', sql: CHARITY_RECORDS },
  mutationTables('0003'),
  { name: '0004-clocks', sql: CLOCK_TABLES },
];
