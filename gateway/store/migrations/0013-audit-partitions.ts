import { ADVISORY_LOCKS } from '../advisory-locks';
import { type Migration } from '../migrate';

/**
 * The end of each writer's chain. A key of a partitioned table must hold the time, so it no longer refuses a position
 * that is taken; this does. INVARIANT: rows are appended only behind the position that stands here.
 */
const CHAINS = `
create table audit_chains (writer uuid primary key, seq bigint not null check (seq > 0));
insert into audit_chains (writer, seq) select writer, max(seq) from audit_log group by writer;
`;

/**
 * The triggers of a table do not guard its partitions, and neither do its privileges: each has its own. Who owns the
 * tables can grant itself what is revoked here; what that leaves open is what checkpoints are for.
 */
const PARTITIONS = `
alter table audit_log rename to audit_log_whole;
alter table audit_log_whole rename constraint audit_log_pkey to audit_log_whole_pkey;
drop index audit_log_children, audit_log_owners, audit_log_newest;
create table audit_log (
  writer uuid not null,
  seq bigint not null check (seq > 0),
  prev bytea not null check (length(prev) = 32),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null,
  body text not null,
  children text[] not null,
  owners text[] not null,
  primary key (writer, seq, at)
) partition by range (at);
create index audit_log_children on audit_log using gin (children);
create index audit_log_owners on audit_log using gin (owners);
create index audit_log_newest on audit_log (at desc, writer desc, seq desc);

create function audit_log_protect(part regclass) returns void language plpgsql as $$
begin
  execute format('create trigger audit_log_insert_only before update or delete or truncate on %s
                  for each statement execute function audit_log_refuse()', part);
  execute format('revoke update, delete, truncate on %s from %I', part, current_user);
end $$;
create table audit_log_other partition of audit_log default;
select audit_log_protect('audit_log'), audit_log_protect('audit_log_other');

-- Makes the partition of the month (UTC) in which a moment lies; one that is there stays as it is.
create function audit_log_partition(moment timestamptz) returns void language plpgsql as $$
declare
  month timestamp := date_trunc('month', moment at time zone 'UTC');
  part text := 'audit_log_' || to_char(month, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(${ADVISORY_LOCKS.auditPartitions});
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of audit_log for values from (%L) to (%L)', part,
    month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
  perform audit_log_protect(part::regclass);
end $$;
select audit_log_partition(moment)
from (select distinct date_trunc('month', at at time zone 'UTC') at time zone 'UTC' as moment from audit_log_whole
      union select now()) as months;

insert into audit_log select writer, seq, prev, hash, at, body, children, owners from audit_log_whole;
drop table audit_log_whole;
`;

/** What an owner keeps out of a child's own log for a time; whoever owns the data still sees all of it. */
const HOLDS = `
create table child_log_holds (
  id uuid primary key,
  child_id uuid not null references children,
  owner text not null references organisations,
  recipient text not null references organisations,
  until timestamptz not null,
  reason text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint at_most_a_year check (until > recorded_at and until <= recorded_at + interval '1 year')
);
create index child_log_holds_of_child on child_log_holds (child_id, owner, recipient);
create trigger child_log_holds_kept before update or delete on child_log_holds
  for each row execute function refuse_change();
create trigger child_log_holds_not_truncated before truncate on child_log_holds execute function refuse_change();
`;

export const AUDIT_PARTITIONS: Migration = { id: '0013-audit-partitions', sql: CHAINS + PARTITIONS + HOLDS };
/** The log alone, without what refers to other tables. */
export const PARTITIONED_LOG: string = CHAINS + PARTITIONS;
