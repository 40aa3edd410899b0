export const RETURN_HOME_INTERVIEWS = `
create table return_home_interviews (
  id text primary key,
  subject_id text not null,
  owner_id text not null,
  handling text not null check (handling in ('OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN')),
  episode_id text not null,
  clock_started_at timestamptz,
  clock_due_at timestamptz,
  clock_stopped_at timestamptz,
  offered_at timestamptz,
  accepted boolean,
  completed_at timestamptz,
  notes text
);
create index return_home_interviews_episode on return_home_interviews (episode_id);
`;

/** INVARIANT: a council owes one interview for an episode, whoever else opens one at the same time. */
export const ONE_INTERVIEW = `
create unique index return_home_interviews_once on return_home_interviews (owner_id, episode_id);
`;

export const OPENED = `
alter table return_home_interviews add column opened_at timestamptz;
`;

/** An episode's id is the police's: one that is said of the wrong child must not stand in the way of the right one. */
export const OWED = `
alter table return_home_interviews add column owed_since timestamptz;
drop index return_home_interviews_once;
create unique index return_home_interviews_once on return_home_interviews (owner_id, episode_id, subject_id);
`;
