import { ADVISORY_LOCKS } from '../advisory-locks';
import { type Migration } from '../migrate';

/** The same text as `canonicalJson` in the hub: sorted keys, no spaces. What is hashed can so be checked where it is kept. */
const HASHES = `
create function canonical_json(value jsonb) returns text language plpgsql immutable as $$
begin
  if jsonb_typeof(value) = 'object' then
    return '{' || coalesce((select string_agg(to_json(e.key)::text || ':' || canonical_json(e.value), ',' order by e.key collate "C")
                            from jsonb_each(value) e), '') || '}';
  elsif jsonb_typeof(value) = 'array' then
    return '[' || coalesce((select string_agg(canonical_json(e.value), ',' order by e.n)
                            from jsonb_array_elements(value) with ordinality as e (value, n)), '') || ']';
  end if;
  return value::text;
end $$;
`;

const COLUMNS = `
alter table policy_versions
  add column submitted_by text,
  add column approved_at timestamptz,
  add column rejected_by text,
  add column rejection text,
  -- An emergency tightening: until when it holds if nobody approves it, and which approved version then comes back.
  add column reverts_at timestamptz,
  add column reverts_to text references policy_versions,
  drop constraint approved_before_effect,
  add constraint approved_before_effect check (
    status not in ('SCHEDULED', 'ACTIVE', 'SUPERSEDED') or approved_by is not null or reverts_at is not null),
  add constraint scheduled_from_a_moment check (
    status <> 'SCHEDULED' or (effective_from is not null and approved_by is not null)),
  add constraint rejected_by_somebody check (status <> 'REJECTED' or (rejected_by is not null and rejection is not null)) not valid,
  add constraint tightening_reverts check (
    (reverts_at is null and reverts_to is null)
    or (reverts_to is not null and effective_from is not null and reverts_at <= effective_from + interval '24 hours'));
create index policy_versions_due on policy_versions (effective_from) where status = 'SCHEDULED';
create index policy_versions_to_revert on policy_versions (reverts_at) where status = 'ACTIVE' and approved_by is null;

-- Every step of every version, whoever made it and however: written by the database itself.
create table policy_transitions (
  seq bigint generated always as identity primary key,
  version text not null references policy_versions,
  owner text not null references organisations,
  was text,
  became text not null,
  -- Null: the moment had come; nobody acted.
  by text,
  at timestamptz not null default clock_timestamp()
);
create index policy_transitions_of_version on policy_transitions (version, seq);
create trigger policy_transitions_append_only before update or delete on policy_transitions
  for each row execute function refuse_change();
create trigger policy_transitions_not_truncated before truncate on policy_transitions execute function refuse_change();
`;

/** INVARIANT: which step follows which, who may take it and what stays as it is, whatever a program or a hand asks for. */
const STEPS = `
create function begin_policy_version() returns trigger language plpgsql as $$
begin
  if new.hash <> encode(sha256(convert_to(canonical_json(new.rules), 'UTF8')), 'hex') then
    raise exception 'policy version %: the hash is not that of its rules', new.id;
  end if;
  -- Versions with a life behind them come from an operator's load and from reversions only.
  if new.status <> 'DRAFT' and coalesce(current_setting('sightline.policy_life', true), '') <> 'given'
     and (new.status <> 'ACTIVE' or new.reverts_at is null or new.approved_by is not null) then
    raise exception 'policy version % must begin as a draft', new.id;
  end if;
  if new.reverts_at is not null and coalesce(current_setting('sightline.policy_life', true), '') <> 'given'
     and new.effective_from not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes' then
    raise exception 'policy version %: an emergency tightening holds from now on', new.id;
  end if;
  if exists (select from policy_versions p where p.id in (new.parent, new.reverts_to) and p.owner <> new.owner) then
    raise exception 'policy version %: its parent belongs to another owner', new.id;
  end if;
  if new.reverts_to is not null
     and not exists (select from policy_versions p where p.id = new.reverts_to and p.approved_by is not null) then
    raise exception 'policy version %: nobody approved what it would revert to', new.id;
  end if;
  return new;
end $$;
-- After the constraints, which name their breach themselves.
create trigger policy_versions_begin after insert on policy_versions for each row execute function begin_policy_version();

create or replace function keep_policy_version() returns trigger language plpgsql as $$
declare
  is_provisional boolean := old.status = 'ACTIVE' and old.reverts_at is not null and old.approved_by is null;
begin
  if (new.id, new.owner, new.rules, new.hash, new.parent, new.author, new.note, new.created_at, new.reverts_at, new.reverts_to)
     is distinct from (old.id, old.owner, old.rules, old.hash, old.parent, old.author, old.note, old.created_at, old.reverts_at, old.reverts_to)
     or ((new.submitted_by) is distinct from (old.submitted_by) and not (old.status = 'DRAFT' and new.status = 'SUBMITTED'))
     or ((new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)
         and not (old.status = 'SUBMITTED' and new.status = 'SCHEDULED' and old.approved_by is null)
         and not (is_provisional and new.status = 'ACTIVE'))
     or ((new.rejected_by, new.rejection) is distinct from (old.rejected_by, old.rejection)
         and not (new.status = 'REJECTED' and old.status <> 'REJECTED'))
     or (new.effective_from is distinct from old.effective_from and not (old.status = 'SUBMITTED' and new.status = 'SCHEDULED'))
  then
    raise exception 'policy version % is immutable', old.id;
  end if;
  if new.status <> old.status
     and (old.status, new.status) not in (('DRAFT', 'SUBMITTED'), ('DRAFT', 'REJECTED'), ('SUBMITTED', 'SCHEDULED'),
       ('SUBMITTED', 'REJECTED'), ('SCHEDULED', 'ACTIVE'), ('SCHEDULED', 'REJECTED'), ('ACTIVE', 'SUPERSEDED'))
     and not (is_provisional and new.status = 'REJECTED') then
    raise exception 'policy version % is immutable: it cannot go from % to %', old.id, old.status, new.status;
  end if;
  if new.status = 'SUBMITTED' and new.submitted_by is null then
    raise exception 'policy version %: somebody must submit it', old.id;
  end if;
  if new.approved_by is distinct from old.approved_by then
    new.approved_at := coalesce(new.approved_at, clock_timestamp());
  end if;
  -- Gateways' clocks may differ from this one by minutes; nothing is agreed to for a time that has passed.
  if old.status = 'SUBMITTED' and new.status = 'SCHEDULED'
     and (new.effective_from < clock_timestamp() - interval '5 minutes'
          or new.approved_at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes') then
    raise exception 'policy version %: it cannot be approved for a time that has passed', old.id;
  end if;
  if old.status = 'SCHEDULED' and new.status = 'ACTIVE' and old.effective_from > clock_timestamp() then
    raise exception 'policy version %: its time has not come', old.id;
  end if;
  return new;
end $$;

create function note_policy_step() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.status = old.status and new.approved_by is not distinct from old.approved_by then
    return null;
  end if;
  insert into policy_transitions (version, owner, was, became, by)
  values (new.id, new.owner, case when tg_op = 'UPDATE' then old.status end, new.status,
    case when tg_op = 'INSERT' then new.author
         when new.status = 'SUBMITTED' then new.submitted_by
         when new.status = 'REJECTED' then new.rejected_by
         when new.approved_by is distinct from old.approved_by then new.approved_by end);
  return null;
end $$;
create trigger policy_versions_steps after insert or update on policy_versions for each row execute function note_policy_step();
`;

/** What happens because a moment has come. Every gateway asks once a second; whoever comes first does it. */
const MOMENTS = `
create function restore_policy(provisional text, at timestamptz) returns void language plpgsql as $$
begin
  perform set_config('sightline.policy_life', 'given', true);
  insert into policy_versions (id, owner, status, rules, hash, parent, author, approved_by, approved_at, note, effective_from, created_at)
  select gen_random_uuid()::text, p.owner, 'ACTIVE', p.rules, p.hash, p.id, p.author, p.approved_by, p.approved_at,
         'Restored after emergency tightening ' || t.id || ', which nobody approved', at, at
  from policy_versions t join policy_versions p on p.id = t.reverts_to where t.id = provisional;
  perform set_config('sightline.policy_life', '', true);
end $$;

create function settle_policies(moment timestamptz default clock_timestamp()) returns bigint language plpgsql as $$
declare
  due record;
begin
  if exists (select from policy_versions
             where (status = 'SCHEDULED' and effective_from <= moment)
                or (status = 'ACTIVE' and approved_by is null and reverts_at <= moment))
     and pg_try_advisory_xact_lock(${ADVISORY_LOCKS.policyLife}) then
    for due in select id from policy_versions where status = 'ACTIVE' and approved_by is null and reverts_at <= moment loop
      update policy_versions set status = 'SUPERSEDED' where id = due.id;
      perform restore_policy(due.id, moment);
    end loop;
    -- An emergency tightening outlasts what was scheduled before it: nobody had the emergency in mind then.
    for due in select s.id, s.owner from policy_versions s
               where s.status = 'SCHEDULED' and s.effective_from <= moment
                 and not exists (select from policy_versions t
                                 where t.owner = s.owner and t.status = 'ACTIVE' and t.reverts_at is not null
                                   and t.approved_by is null and t.created_at > coalesce(s.approved_at, s.created_at))
               order by s.effective_from, s.approved_at, s.created_at, s.id loop
      update policy_versions set status = 'SUPERSEDED' where owner = due.owner and status = 'ACTIVE';
      update policy_versions set status = 'ACTIVE' where id = due.id;
    end loop;
  end if;
  return (select epoch from policy_epoch);
end $$;
`;

const BASES = `
-- A change of the table of lawful bases: what an entry shall say, proposed by one organisation, approved by another.
create table lawful_basis_changes (
  id text primary key,
  status text not null check (status in ('DRAFT', 'ACTIVE', 'REJECTED')),
  basis text not null check (length(basis) between 1 and 64),
  content jsonb not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  -- What the entry said when this was drafted; null: there was none.
  replaces text,
  author text not null,
  author_organisation text not null references organisations,
  decided_by text,
  decided_by_organisation text references organisations,
  reason text,
  note text not null,
  created_at timestamptz not null,
  decided_at timestamptz,
  constraint two_people check (decided_by is null or status = 'REJECTED' or decided_by <> author),
  constraint two_organisations check (
    decided_by_organisation is null or status = 'REJECTED' or decided_by_organisation <> author_organisation),
  constraint decided_by_somebody check (
    (status = 'DRAFT') = (decided_by is null) and (decided_by is null) = (decided_by_organisation is null)),
  constraint rejected_with_a_reason check (status <> 'REJECTED' or reason is not null)
);
create function keep_basis_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'DRAFT' then raise exception 'a change of a lawful basis must begin as a draft'; end if;
    if new.hash <> encode(sha256(convert_to(canonical_json(new.content), 'UTF8')), 'hex') then
      raise exception 'the hash is not that of the content';
    end if;
    return new;
  end if;
  if old.status <> 'DRAFT'
     or (new.id, new.basis, new.content, new.hash, new.replaces, new.author, new.author_organisation, new.note, new.created_at)
     is distinct from
        (old.id, old.basis, old.content, old.hash, old.replaces, old.author, old.author_organisation, old.note, old.created_at) then
    raise exception 'change % of a lawful basis is immutable', old.id;
  end if;
  return new;
end $$;
create trigger lawful_basis_changes_kept before insert or update on lawful_basis_changes
  for each row execute function keep_basis_change();
-- The table itself changes by an approved change, or by an operator's load.
create function apply_basis_change(change text) returns void language plpgsql as $$
begin
  perform set_config('sightline.policy_life', 'given', true);
  insert into lawful_bases (id, title, article6, article9, schedule, statute, valid_from, valid_to)
  select c.basis, r.title, r.article6, r.article9, r.schedule, r.statute, r."validFrom", r."validTo"
  from lawful_basis_changes c
  cross join lateral jsonb_to_record(c.content) as r (
    title text, article6 text, article9 text, schedule text, statute text, "validFrom" date, "validTo" date)
  where c.id = change and c.status = 'ACTIVE'
  on conflict (id) do update
  set title = excluded.title, article6 = excluded.article6, article9 = excluded.article9, schedule = excluded.schedule,
      statute = excluded.statute, valid_from = excluded.valid_from, valid_to = excluded.valid_to;
  perform set_config('sightline.policy_life', '', true);
end $$;
create function keep_lawful_basis() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('sightline.policy_life', true), '') <> 'given' then
    raise exception 'lawful bases change by an approved change';
  end if;
  return coalesce(new, old);
end $$;
create trigger lawful_bases_kept before insert or update or delete on lawful_bases
  for each row execute function keep_lawful_basis();
create trigger lawful_basis_changes_not_deleted before delete on lawful_basis_changes for each row execute function refuse_change();
create trigger lawful_basis_changes_not_truncated before truncate on lawful_basis_changes execute function refuse_change();
`;

export const POLICY_LIFE: Migration = { id: '0015-policy-life', sql: HASHES + COLUMNS + STEPS + MOMENTS + BASES };
