import { CLOCK_TABLES } from '../kit/clock-tables';
import type { Migration } from '../kit/database';
import { mutationTables } from '../kit/mutation-tables';
import { PICTURE_TABLES, PUBLISHED_TABLES } from '../kit/published-figures';
import { ONE_INTERVIEW, OPENED, OWED, RETURN_HOME_INTERVIEWS } from './interview-migrations';

const PROFILES_AND_CARE = `
create table council_profiles (
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
  nhs_number text,
  upn text,
  updated_at timestamptz not null
);
create index council_profiles_subject on council_profiles (subject_id);

create table social_care_episodes (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  status text not null,
  started_on date not null,
  ended_on date,
  need_code text,
  legal_status text,
  plan text,
  constraint social_care_episodes_order check (ended_on >= started_on)
);
create index social_care_episodes_subject on social_care_episodes (subject_id);

create table assessments (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  completed_on date,
  factors text[] not null,
  analysis text
);
create index assessments_subject on assessments (subject_id);
`;

const PLACEMENTS = `
create table placements (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  placement_type text not null,
  started_on date not null,
  ended_on date,
  host_area_code text,
  out_of_area boolean not null,
  provider text,
  address text,
  postcode text,
  constraint placements_order check (ended_on >= started_on)
);
create index placements_subject on placements (subject_id);

create table placement_notifications (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  placement_id text not null references placements,
  recipient_id text not null,
  sent_at timestamptz not null,
  clock_rule text not null,
  clock_started_at timestamptz not null,
  clock_due_at timestamptz not null,
  clock_stopped_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text
);
create index placement_notifications_placement on placement_notifications (placement_id);
create index placement_notifications_newest on placement_notifications (sent_at desc, id desc);
create index placement_notifications_recipient on placement_notifications (recipient_id, sent_at desc, id desc);
`;

const REFERRALS = `
create table referrals (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  referrer_id text,
  source text not null,
  harm_contexts text[] not null,
  received_at timestamptz not null,
  clock_due_at timestamptz not null,
  clock_stopped_at timestamptz,
  status text not null,
  decision text,
  reason_code text,
  decided_by text,
  decided_at timestamptz,
  resistance integer check (resistance between 0 and 4),
  concerns text,
  rationale text,
  constraint referrals_refusal check (
    decision is distinct from 'NO_FURTHER_ACTION'
    or (reason_code is not null and decided_by is not null and rationale is not null)
  )
);
create index referrals_subject on referrals (subject_id);
create index referrals_newest on referrals (received_at desc, id desc);
create index referrals_council on referrals (owner_id, received_at desc, id desc);
create index referrals_referrer on referrals (referrer_id, received_at desc, id desc);
create index referrals_status on referrals (status, received_at desc, id desc);

create table referral_challenges (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  referral_id text not null references referrals,
  step integer not null check (step between 1 and 3),
  raised_at timestamptz not null,
  clock_rule text not null,
  clock_due_at timestamptz not null,
  clock_stopped_at timestamptz,
  outcome text not null,
  argument text,
  answer text
);
create index referral_challenges_referral on referral_challenges (referral_id);
`;

/** By which calendar a clock was computed; null: by none, or by whoever loaded the record. */
const CALENDARS = `
alter table placement_notifications add column clock_calendar text;
alter table referrals add column clock_calendar text;
alter table referral_challenges add column clock_calendar text;
alter table return_home_interviews add column clock_calendar text;
create index placement_notifications_running on placement_notifications (clock_due_at) where clock_stopped_at is null;
create index referrals_running on referrals (clock_due_at) where clock_stopped_at is null;
create index referral_challenges_running on referral_challenges (clock_due_at) where clock_stopped_at is null;
create index return_home_interviews_running on return_home_interviews (clock_due_at) where clock_stopped_at is null;
`;

/**
 * `clock_*` is the recipient's time to acknowledge, `notice_*` the sender's to tell. `postcodes` is filled by the import of
 * the ONS Postcode Directory; empty, the host area is taken as given.
 */
const PLACEMENT_NOTICES = `
alter table placements add column emergency boolean not null default false, add column end_reason text;
alter table placement_notifications
  add column change text not null default 'STARTED' check (change in ('STARTED', 'ENDED')),
  add column notice_rule text,
  add column notice_started_at timestamptz,
  add column notice_due_at timestamptz,
  add column notice_stopped_at timestamptz,
  add column notice_calendar text,
  add column reminders integer not null default 0 check (reminders >= 0),
  add column escalation_due_at timestamptz,
  add column escalated_at timestamptz;
create index placement_notifications_escalating on placement_notifications (escalation_due_at)
  where clock_stopped_at is null;
create table postcodes (postcode text primary key, area_code text not null);
`;

/**
 * What the import of a statutory return needs: whom a council's own reference stands for, and the absences that the return
 * tells of by day. Of an imported placement it may not be known whether it is out of the area.
 */
const RETURNS = `
alter table placements alter column out_of_area drop not null;
create table child_references (
  owner_id text not null,
  reference text not null,
  subject_id text not null,
  primary key (owner_id, reference)
);
create table absences (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  kind text not null check (kind in ('M', 'A')),
  started_on date not null,
  ended_on date,
  constraint absences_order check (ended_on >= started_on)
);
create index absences_subject on absences (subject_id);
`;

const REFERRAL_DECISIONS = `
alter table referrals
  add column indicators text[],
  add column receipt text,
  add column clock_started_at timestamptz,
  add column decided_by_subject text,
  add column step_down text,
  add column other_authority_id text,
  add column other_authority_receipt text,
  add column linked_record_id text;
alter table referral_challenges
  add column raised_by_subject text,
  add column answered_by_subject text;

create table referral_earlier_decisions (
  seq bigserial primary key,
  referral_id text not null references referrals,
  replaced_at timestamptz not null,
  clock_started_at timestamptz not null,
  clock_due_at timestamptz not null,
  clock_stopped_at timestamptz,
  decision text,
  reason_code text,
  decided_by text,
  decided_by_subject text,
  decided_at timestamptz,
  step_down text,
  rationale text,
  other_authority_id text,
  other_authority_receipt text,
  linked_record_id text
);
create index referral_earlier_decisions_referral on referral_earlier_decisions (referral_id, seq);

create table referral_sources (
  organisation text primary key,
  source text not null
);
`;

/** Figures are counted from these indexes alone where nobody changed the rows lately. */
const PICTURE = `${PICTURE_TABLES}
create index referrals_picture on referrals (received_at)
  include (id, owner_id, decision, reason_code, clock_due_at, clock_stopped_at);
create index return_home_interviews_picture on return_home_interviews (clock_started_at)
  include (owner_id, clock_due_at, clock_stopped_at);
create index placements_picture on placements (started_on) include (owner_id, out_of_area);
create index placement_notifications_picture on placement_notifications (sent_at)
  include (owner_id, clock_due_at, clock_stopped_at);
`;

export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-profiles-and-care', sql: PROFILES_AND_CARE },
  { name: '0002-placements', sql: PLACEMENTS },
  { name: '0003-referrals', sql: REFERRALS },
  { name: '0004-return-home-interviews', sql: RETURN_HOME_INTERVIEWS },
  mutationTables('0005'),
  { name: '0006-clocks', sql: CLOCK_TABLES + CALENDARS },
  { name: '0007-referral-decisions', sql: REFERRAL_DECISIONS },
  { name: '0008-placement-notices', sql: PLACEMENT_NOTICES },
  { name: '0009-interviews', sql: ONE_INTERVIEW },
  { name: '0010-picture', sql: PICTURE },
  { name: '0011-returns', sql: RETURNS },
  { name: '0012-interviews-opened', sql: OPENED },
  { name: '0013-interviews-owed', sql: OWED },
  { name: '0014-published-figures', sql: PUBLISHED_TABLES },
];
