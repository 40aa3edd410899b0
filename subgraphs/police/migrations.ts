import type { Migration } from '../kit/database';

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-missing-episodes',
    sql: `
create table missing_episodes (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  status text not null,
  missing_since timestamptz not null,
  returned_at timestamptz,
  risk text not null,
  circumstances text,
  found_at text,
  area_code text
);
create index missing_episodes_subject on missing_episodes (subject_id);
create index missing_episodes_newest on missing_episodes (missing_since desc, id desc);
create index missing_episodes_area on missing_episodes (area_code, missing_since desc, id desc);
create index missing_episodes_status on missing_episodes (status, missing_since desc, id desc);
`,
  },
];
