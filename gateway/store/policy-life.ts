import { type PolicyStep, type PolicyVersionRow, type PolicyWrites, type Tightening } from '../hub/policy-ports';
import { ADVISORY_LOCKS } from './advisory-locks';
import { type Queryable } from './database';
import { findPolicyVersions } from './policies';

/** Binds the steps of policies' lives to one connection, which holds the transaction. */
export function createPolicyWrites(client: Queryable): PolicyWrites {
  return {
    lock: () => lockPolicies(client),
    find: (owner) => findPolicyVersions(client, owner),
    draft: (version) => insertDraft(client, version),
    submit: (step) => submitVersion(client, step),
    approve: async (step, effectiveFrom) => {
      await approveVersion(client, step, effectiveFrom);
      await settle(client, effectiveFrom === null ? step.at : null);
    },
    approveTightening: (step) => approveTightening(client, step),
    reject: (step, reason) => rejectVersion(client, step, reason),
    rejectTightening: async (step, reason) => {
      await rejectVersion(client, step, reason);
      await client.query('select restore_policy($1, $2)', [step.id, step.at]);
      // INVARIANT: what was scheduled waits no longer, or whoever tightens anew at once would put it off again and again.
      await settle(client, null);
    },
    tighten: async (tightening) => {
      await supersede(client, tightening.version.owner);
      await insertTightening(client, tightening);
    },
  };
}

async function lockPolicies(db: Queryable): Promise<void> {
  await db.query({ name: 'lock-policies', text: `select pg_advisory_xact_lock(${ADVISORY_LOCKS.policyLife})` });
}

async function insertDraft(db: Queryable, version: PolicyVersionRow): Promise<void> {
  await db.query({
    text: `insert into policy_versions (id, owner, status, rules, hash, parent, author, note, created_at)
           values ($1, $2, 'DRAFT', $3, $4, $5, $6, $7, $8)`,
    values: [
      version.id,
      version.owner,
      JSON.stringify(version.rules),
      version.hash,
      version.parent,
      version.author,
      version.note,
      version.createdAt,
    ],
  });
}

async function submitVersion(db: Queryable, { id, by }: PolicyStep): Promise<void> {
  await db.query({
    text: "update policy_versions set status = 'SUBMITTED', submitted_by = $2 where id = $1",
    values: [id, by],
  });
}

/** From now on is from the database's now on: a gateway's clock that runs ahead must not put the start off. */
async function approveVersion(db: Queryable, { id, by, at }: PolicyStep, effectiveFrom: Date | null): Promise<void> {
  await db.query({
    text: `update policy_versions set status = 'SCHEDULED', approved_by = $2, approved_at = least($3, clock_timestamp()),
             effective_from = coalesce($4, least($3, clock_timestamp())) where id = $1`,
    values: [id, by, at, effectiveFrom],
  });
}

async function settle(db: Queryable, moment: Date | null): Promise<void> {
  await db.query('select settle_policies(coalesce($1::timestamptz, clock_timestamp()))', [moment]);
}

async function approveTightening(db: Queryable, { id, by, at }: PolicyStep): Promise<void> {
  await db.query({
    text: 'update policy_versions set approved_by = $2, approved_at = $3 where id = $1',
    values: [id, by, at],
  });
}

async function rejectVersion(db: Queryable, { id, by }: PolicyStep, reason: string): Promise<void> {
  await db.query({
    text: "update policy_versions set status = 'REJECTED', rejected_by = $2, rejection = $3 where id = $1",
    values: [id, by, reason],
  });
}

async function supersede(db: Queryable, owner: string): Promise<void> {
  await db.query({
    text: "update policy_versions set status = 'SUPERSEDED' where owner = $1 and status = 'ACTIVE'",
    values: [owner],
  });
}

async function insertTightening(db: Queryable, { version, revertsAt, revertsTo }: Tightening): Promise<void> {
  await db.query({
    text: `insert into policy_versions
             (id, owner, status, rules, hash, parent, author, note, created_at, effective_from, reverts_at, reverts_to)
           values ($1, $2, 'ACTIVE', $3, $4, $5, $6, $7, $8, $8, $9, $10)`,
    values: [
      version.id,
      version.owner,
      JSON.stringify(version.rules),
      version.hash,
      version.parent,
      version.author,
      version.note,
      version.createdAt,
      revertsAt,
      revertsTo,
    ],
  });
}
