import { createHash } from 'node:crypto';
import { canonicalJson } from '../hub/canonical-json';
import {
  type KeptPolicyVersion,
  type LawfulBasisRow,
  type MinimumRow,
  type PolicyVersionRow,
} from '../hub/policy-ports';
import { type Queryable } from './database';

/** Adds lawful bases, or replaces what was known of them: their dates are facts about the law, not about us. */
export async function putLawfulBases(db: Queryable, bases: readonly LawfulBasisRow[]): Promise<void> {
  await db.query("select set_config('sightline.policy_life', 'given', true)");
  const rows = bases.map((one) => ({ ...one, valid_from: one.validFrom, valid_to: one.validTo }));
  await db.query({
    text: `insert into lawful_bases
           select r.* from jsonb_to_recordset($1::jsonb) as r (
             id text, title text, article6 text, article9 text, schedule text, statute text, valid_from date, valid_to date)
           on conflict (id) do update
           set title = excluded.title, article6 = excluded.article6, article9 = excluded.article9,
               schedule = excluded.schedule, statute = excluded.statute, valid_from = excluded.valid_from,
               valid_to = excluded.valid_to`,
    values: [JSON.stringify(rows)],
  });
}

/** Adds safeguarding minimums as they were agreed, the oldest first: for an operator's load. One that is known stays as it is. */
export async function putSafeguardingMinimums(db: Queryable, minimums: readonly MinimumRow[]): Promise<void> {
  await db.query("select set_config('sightline.policy_life', 'given', true)");
  const rows = minimums.map(({ id, validFrom, validTo, ...content }) => ({
    id,
    content,
    valid_from: validFrom,
    valid_to: validTo,
  }));
  await db.query({
    text: `insert into safeguarding_minimums (id, content, valid_from, valid_to)
           select r.* from jsonb_to_recordset($1::jsonb) as r (id text, content jsonb, valid_from date, valid_to date)
           on conflict (id) do nothing`,
    values: [JSON.stringify(rows)],
  });
}

/**
 * Adds policy versions as they are, the whole life of each included, within a transaction: for an operator's load.
 * Their content can never change afterwards.
 */
export async function insertPolicyVersions(db: Queryable, versions: readonly PolicyVersionRow[]): Promise<void> {
  const rows = versions.map((one) => ({
    ...one,
    approved_by: one.approvedBy,
    effective_from: one.effectiveFrom,
    created_at: one.createdAt,
  }));
  await db.query("select set_config('sightline.policy_life', 'given', true)");
  await db.query({
    text: `insert into policy_versions
             (id, owner, status, rules, hash, parent, author, approved_by, note, effective_from, created_at)
           select r.* from jsonb_to_recordset($1::jsonb) as r (
             id text, owner text, status text, rules jsonb, hash text, parent text, author text, approved_by text,
             note text, effective_from timestamptz, created_at timestamptz)`,
    values: [JSON.stringify(rows)],
  });
}

const COLUMNS = `id, owner, status, rules, hash, parent, author, approved_by as "approvedBy", note,
  effective_from as "effectiveFrom", created_at as "createdAt", submitted_by as "submittedBy",
  rejected_by as "rejectedBy", rejection, reverts_at as "revertsAt", reverts_to as "revertsTo"`;

/** Every version of one owner's policy, the newest first. */
export async function findPolicyVersions(db: Queryable, owner: string): Promise<KeptPolicyVersion[]> {
  const { rows } = await db.query<KeptPolicyVersion>({
    name: 'find-policy-versions',
    text: `select ${COLUMNS} from policy_versions where owner = $1 order by created_at desc, id desc`,
    values: [owner],
  });
  return rows;
}

/** Makes supergraphs known by their hashes; a gateway serves no other. */
export async function putKnownSchemas(db: Queryable, hashes: readonly string[]): Promise<void> {
  await db.query({
    text: 'insert into known_schemas (hash) select unnest($1::text[]) on conflict do nothing',
    values: [hashes],
  });
}

/** The hash of a policy's rules: SHA-256 (hex) of their JSON with sorted keys, so that equal rules have equal hashes. */
export function hashRules(rules: unknown): string {
  return createHash('sha256').update(canonicalJson(rules)).digest('hex');
}
