import { type Migration } from '../migrate';

/**
 * The dated table of safeguarding minimums, and its changes. A minimum that was agreed stays as it is: on the days that a
 * newer one covers, the newer one holds. What an empty table means is the gateway's to say: the minimum that it comes with.
 */
const MINIMUMS = `
create table safeguarding_minimums (
  id text primary key,
  -- The newest that covers a day is the one that holds on it.
  seq bigint generated always as identity,
  content jsonb not null check (content ?& array['minimumConcern', 'purposes', 'levels']),
  valid_from date not null,
  valid_to date,
  constraint days_in_order check (valid_to >= valid_from)
);
create function keep_safeguarding_minimum() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('sightline.policy_life', true), '') <> 'given' then
    raise exception 'the safeguarding minimum changes by an approved change';
  end if;
  return new;
end $$;
create trigger safeguarding_minimums_by_change before insert on safeguarding_minimums
  for each row execute function keep_safeguarding_minimum();
create trigger safeguarding_minimums_kept before update or delete on safeguarding_minimums
  for each row execute function refuse_change();
create trigger safeguarding_minimums_not_truncated before truncate on safeguarding_minimums execute function refuse_change();
create trigger advance after insert on safeguarding_minimums for each statement execute function advance_policy_epoch();
`;

const CHANGES = `
-- As for lawful bases: two people of two organisations, a reason for a rejection, the hash of what is proposed.
create table safeguarding_minimum_changes (like lawful_basis_changes including all);
alter table safeguarding_minimum_changes
  drop column basis,
  add foreign key (author_organisation) references organisations,
  add foreign key (decided_by_organisation) references organisations;
create function keep_minimum_change() returns trigger language plpgsql as $$
declare
  decision text[] := array['status', 'decided_by', 'decided_by_organisation', 'decided_at', 'reason'];
begin
  if tg_op = 'INSERT' then
    if new.status <> 'DRAFT' then raise exception 'a change of the safeguarding minimum must begin as a draft'; end if;
    if new.hash <> encode(sha256(convert_to(canonical_json(new.content), 'UTF8')), 'hex') then
      raise exception 'the hash is not that of the content';
    end if;
  elsif old.status <> 'DRAFT' or to_jsonb(new) - decision is distinct from to_jsonb(old) - decision then
    raise exception 'change % of the safeguarding minimum is immutable', old.id;
  end if;
  return new;
end $$;
create trigger safeguarding_minimum_changes_kept before insert or update on safeguarding_minimum_changes
  for each row execute function keep_minimum_change();
create trigger safeguarding_minimum_changes_not_deleted before delete on safeguarding_minimum_changes
  for each row execute function refuse_change();
create trigger safeguarding_minimum_changes_not_truncated before truncate on safeguarding_minimum_changes
  execute function refuse_change();
create function apply_minimum_change(change text) returns void language plpgsql as $$
declare
  approved safeguarding_minimum_changes;
begin
  select * into strict approved from safeguarding_minimum_changes where id = change and status = 'ACTIVE';
  -- Gateways' clocks may differ from this one by minutes; nothing is agreed to for a day that has passed.
  if (approved.content ->> 'validFrom')::date < ((clock_timestamp() - interval '5 minutes') at time zone 'Europe/London')::date then
    raise exception 'change % of the safeguarding minimum: it cannot be approved for a day that has passed', change;
  end if;
  perform set_config('sightline.policy_life', 'given', true);
  insert into safeguarding_minimums (id, content, valid_from, valid_to)
  values (approved.id, approved.content - 'validFrom' - 'validTo', (approved.content ->> 'validFrom')::date,
          (approved.content ->> 'validTo')::date);
  perform set_config('sightline.policy_life', '', true);
end $$;
`;

export const MINIMUM_TABLE: Migration = { id: '0017-safeguarding-minimum', sql: MINIMUMS + CHANGES };
