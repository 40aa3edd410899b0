/**
 * The audit log: one hash chain per writer, insert only. The role that writes owns the table for now, so the triggers
 * stop accidents and the chain with its signed checkpoints shows the rest.
 */
export const AUDIT_LOG = {
  id: '0002-audit-log',
  sql: `
    create table audit_log (
      writer uuid not null,
      seq bigint not null check (seq > 0),
      prev bytea not null check (length(prev) = 32),
      hash bytea not null check (length(hash) = 32),
      at timestamptz not null,
      body text not null,
      children text[] not null,
      owners text[] not null,
      primary key (writer, seq)
    );
    create index audit_log_children on audit_log using gin (children);
    create index audit_log_owners on audit_log using gin (owners);
    create index audit_log_newest on audit_log (at desc, writer desc, seq desc);

    create function audit_log_refuse() returns trigger language plpgsql as $$
    begin
      raise exception 'audit_log is insert only: % refused', tg_op using errcode = 'insufficient_privilege';
    end
    $$;
    create trigger audit_log_insert_only before update or delete or truncate on audit_log
      for each statement execute function audit_log_refuse();
  `,
} as const;
