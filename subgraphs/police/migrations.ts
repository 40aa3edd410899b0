import { CLOCK_TABLES } from '../kit/clock-tables';
import type { Migration } from '../kit/database';
import { mutationTables } from '../kit/mutation-tables';
import { PICTURE_TABLES, PUBLISHED_TABLES } from '../kit/published-figures';

const POLICE_RECORDS = `
create table police_profiles (
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
  pnc_id text,
  updated_at timestamptz not null
);
create index police_profiles_subject on police_profiles (subject_id);

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

create table custody_events (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  occurred_at timestamptz not null,
  subject_category text not null,
  nrm_considered boolean not null,
  section45_considered boolean not null,
  offence_code text,
  narrative text
);
create index custody_events_subject on custody_events (subject_id);

create table intelligence_reports (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  safeguarding_statement text,
  review_on date,
  grading text,
  report_text text
);
create index intelligence_reports_subject on intelligence_reports (subject_id);

create table nrm_referrals (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  stage text not null,
  competent_authority text,
  referred_at timestamptz,
  narrative text
);
create index nrm_referrals_subject on nrm_referrals (subject_id);
`;

const PROMPTS = `
create table custody_prompts (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  custody_event_id text not null references custody_events,
  kind text not null,
  raised_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  outcome text,
  unique (custody_event_id, kind),
  constraint custody_prompts_resolution
    check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (outcome is null))
);
create index custody_prompts_subject on custody_prompts (subject_id);

create table missing_prompts (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  episode_id text not null unique references missing_episodes,
  rule text not null,
  episodes integer not null,
  days integer not null,
  raised_at timestamptz not null
);
create index missing_prompts_subject on missing_prompts (subject_id);

alter table nrm_referrals add column clock_started_at timestamptz;
alter table nrm_referrals add column clock_due_at timestamptz;
alter table nrm_referrals add column clock_stopped_at timestamptz;
alter table nrm_referrals add column clock_calendar text;
create index nrm_referrals_running on nrm_referrals (clock_due_at) where clock_stopped_at is null;
alter table nrm_referrals add column consent_given boolean;
alter table nrm_referrals add column consent_evidence text;
alter table nrm_referrals add column reconsidered_stage text;
`;

/**
 * A custody event has a victim frame if the force recorded the child as a victim then, or if its own newest referral of
 * the child to the NRM stands: made, and not decided in the negative. Having been a witness gives none, nor has a referral
 * whose marking keeps it from being told.
 */
const VICTIM_FRAMES = `
create view victim_frames as
select e.id, e.subject_id, e.owner_id, e.handling, e.occurred_at, e.nrm_considered, e.section45_considered,
       case when e.subject_category = 'VICTIM' then 'RECORDED_AS_VICTIM' else 'NRM_REFERRAL' end as basis,
       n.stage as nrm_stage
  from custody_events e
  left join lateral (
    select r.stage from nrm_referrals r
     where r.subject_id = e.subject_id and r.owner_id = e.owner_id and r.handling = 'OPEN'
     order by r.referred_at desc nulls last, r.id desc
     limit 1
  ) n on n.stage not in ('IDENTIFIED', 'REASONABLE_GROUNDS_NEGATIVE', 'CONCLUSIVE_GROUNDS_NEGATIVE')
 where e.subject_category = 'VICTIM' or (e.subject_category in ('SUSPECT', 'CONVICTED') and n.stage is not null);
`;

/** Figures are counted from these indexes alone where nobody changed the rows lately. */
const PICTURE = `${PICTURE_TABLES}
create index missing_episodes_picture on missing_episodes (missing_since) include (area_code);
create index custody_events_picture on custody_events (occurred_at) include (subject_id, owner_id)
  where subject_category = 'SUSPECT' and not nrm_considered;
`;

export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-police-records', sql: POLICE_RECORDS },
  mutationTables('0002'),
  { name: '0003-clocks', sql: CLOCK_TABLES },
  { name: '0004-prompts', sql: PROMPTS + VICTIM_FRAMES },
  { name: '0005-picture', sql: PICTURE },
  { name: '0006-published-figures', sql: PUBLISHED_TABLES },
];
