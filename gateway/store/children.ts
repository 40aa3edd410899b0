import { type ChildRow } from '../hub/ports';
import { type Queryable } from './database';

/** Of these ids, those that belong to a child of the hub. */
export async function findKnownChildren(db: Queryable, childIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-known-children',
    text: 'select id from children where id = any($1::uuid[])',
    values: [childIds],
  });
  return new Set(rows.map((row) => row.id));
}

/** Holds a child until the transaction ends. Registrations and readings don't wait for it. */
export async function lockChild(db: Queryable, childId: string): Promise<void> {
  await db.query({
    name: 'lock-child',
    text: 'select from children where id = $1 for no key update',
    values: [childId],
  });
}

/**
 * Adds children, their involvements and their hashes, all in one statement. What is there already stays as it is, but
 * an involvement that had ended begins again.
 */
export async function registerChildren(db: Queryable, children: readonly ChildRow[]): Promise<void> {
  const involvements = children.flatMap((child) => child.involvements.map((one) => ({ ...one, childId: child.id })));
  const hashes = children.flatMap((child) => child.hashes.map((one) => ({ ...one, childId: child.id })));
  await db.query({
    text: REGISTER,
    values: [
      children.map((child) => child.id),
      children.map((child) => child.bornOn),
      children.map((child) => child.createdAt),
      JSON.stringify(involvements.map(involvementOf)),
      hashes.map((one) => one.kind),
      hashes.map((one) => one.hash),
      hashes.map((one) => one.childId),
      hashes.map((one) => one.organisation),
    ],
  });
}

const REGISTER = `
with child as (
  insert into children (id, born_on, created_at)
  select * from unnest($1::uuid[], $2::date[], $3::timestamptz[])
  on conflict (id) do nothing
), involvement as (
  insert into involvements (id, child_id, organisation, agency, since, handling, contact_name, contact_role, contact_email,
                            contact_telephone, allocated_team, allocated_subjects)
  select r.id, r.child_id, r.organisation, coalesce(o.agency, 'UNKNOWN'), r.since, r.handling, r.contact_name, r.contact_role, r.contact_email,
         r.contact_telephone, r.allocated_team, r.allocated_subjects
  from jsonb_to_recordset($4::jsonb) as r (
    id uuid, child_id uuid, organisation text, since date, handling text, contact_name text, contact_role text,
    contact_email text, contact_telephone text, allocated_team text, allocated_subjects text[])
  left join organisations o on o.id = r.organisation
  on conflict (child_id, organisation) do update set active = true where not involvements.active
), source as (
  insert into child_hash_sources (kind, hash, child_id, organisation)
  select * from unnest($5::text[], $6::bytea[], $7::uuid[], $8::text[])
  on conflict do nothing
)
insert into child_hashes (kind, hash, child_id)
select * from unnest($5::text[], $6::bytea[], $7::uuid[])
on conflict do nothing`;

function involvementOf(one: ChildRow['involvements'][number] & { childId: string }): Record<string, unknown> {
  return {
    id: one.id,
    child_id: one.childId,
    organisation: one.organisation,
    since: one.since,
    handling: one.handling,
    contact_name: one.contact?.name ?? null,
    contact_role: one.contact?.role ?? null,
    contact_email: one.contact?.email ?? null,
    contact_telephone: one.contact?.telephone ?? null,
    allocated_team: one.allocatedTeam,
    allocated_subjects: one.allocatedSubjects,
  };
}
