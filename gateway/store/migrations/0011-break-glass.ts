import { type Migration } from '../migrate';

/**
 * INVARIANT: a grant is for one person, one child and at most an hour; what was granted never changes, and it is
 * reviewed once, by somebody else. The database refuses what the program should never try.
 */
const GRANTS = `
create table break_glass_grants (
  id uuid primary key,
  child_id uuid not null references children,
  organisation text not null references organisations,
  subject text not null,
  role text not null check (role in ('PRACTITIONER', 'SUPERVISOR')),
  purpose text not null check (purpose in ('IMMEDIATE_PROTECTION', 'SECTION_47_ENQUIRY', 'MISSING_CHILD')),
  reason text not null,
  explanation text not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  review_rule text not null,
  review_due_at timestamptz not null,
  review_calendar text not null,
  reviewed_by text,
  reviewed_at timestamptz,
  outcome text check (outcome in ('JUSTIFIED', 'NOT_JUSTIFIED')),
  restored_by text,
  restored_at timestamptz,
  constraint at_most_an_hour check (expires_at > granted_at and expires_at <= granted_at + interval '60 minutes'),
  constraint reviewed_whole check (
    (reviewed_by is null) = (reviewed_at is null) and (reviewed_by is null) = (outcome is null)),
  constraint four_eyes check (reviewed_by <> subject and restored_by <> subject),
  constraint restored_whole check (
    (restored_by is null) = (restored_at is null) and (restored_by is null or coalesce(outcome, '') = 'NOT_JUSTIFIED'))
);
create index break_glass_grants_of_child on break_glass_grants (child_id, expires_at);
create index break_glass_grants_of_holder on break_glass_grants (organisation, subject);
create index break_glass_grants_newest on break_glass_grants (granted_at desc);

create function keep_break_glass_grant() returns trigger language plpgsql as $$
begin
  if (new.id, new.child_id, new.organisation, new.subject, new.role, new.purpose, new.reason, new.explanation,
      new.granted_at, new.expires_at, new.review_rule, new.review_due_at, new.review_calendar)
     is distinct from
     (old.id, old.child_id, old.organisation, old.subject, old.role, old.purpose, old.reason, old.explanation,
      old.granted_at, old.expires_at, old.review_rule, old.review_due_at, old.review_calendar)
     or (old.outcome is not null and (new.reviewed_by, new.reviewed_at, new.outcome)
         is distinct from (old.reviewed_by, old.reviewed_at, old.outcome))
     or (old.restored_by is not null and (new.restored_by, new.restored_at)
         is distinct from (old.restored_by, old.restored_at)) then
    raise exception 'break-glass grant % is immutable', old.id;
  end if;
  return new;
end $$;
create trigger break_glass_grants_immutable before update on break_glass_grants
  for each row execute function keep_break_glass_grant();
create trigger break_glass_grants_kept before delete on break_glass_grants for each row execute function refuse_change();
create trigger break_glass_grants_not_truncated before truncate on break_glass_grants execute function refuse_change();
`;

export const BREAK_GLASS: Migration = { id: '0011-break-glass', sql: GRANTS };
