import { type BasisChangeRow, type BasisDecision, type BasisWrites } from '../hub/policy-ports';
import { type Queryable } from './database';

/** Binds the steps of changes of the table of lawful bases to one connection, which holds the transaction. */
export function createBasisWrites(client: Queryable): BasisWrites {
  return {
    find: () => findBasisChanges(client),
    draft: (change) => insertChange(client, change),
    approve: async (decision) => {
      await decide(client, decision, { status: 'ACTIVE', reason: null });
      await client.query('select apply_basis_change($1)', [decision.id]);
    },
    reject: (decision, reason) => decide(client, decision, { status: 'REJECTED', reason }),
  };
}

/** Every change, the newest first. */
export async function findBasisChanges(db: Queryable): Promise<BasisChangeRow[]> {
  const { rows } = await db.query<BasisChangeRow>({
    name: 'find-basis-changes',
    text: `select id, status, basis, content, hash, replaces, author, author_organisation as "authorOrganisation",
                  decided_by as "decidedBy", decided_by_organisation as "decidedByOrganisation", reason, note,
                  created_at as "createdAt"
           from lawful_basis_changes order by created_at desc, id desc`,
  });
  return rows;
}

async function insertChange(db: Queryable, change: BasisChangeRow): Promise<void> {
  await db.query({
    text: `insert into lawful_basis_changes
             (id, status, basis, content, hash, replaces, author, author_organisation, note, created_at)
           values ($1, 'DRAFT', $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      change.id,
      change.basis,
      JSON.stringify(change.content),
      change.hash,
      change.replaces,
      change.author,
      change.authorOrganisation,
      change.note,
      change.createdAt,
    ],
  });
}

async function decide(
  db: Queryable,
  { id, by, organisation, at }: BasisDecision,
  { status, reason }: { status: 'ACTIVE' | 'REJECTED'; reason: string | null },
): Promise<void> {
  await db.query({
    text: `update lawful_basis_changes
           set status = $2, reason = $3, decided_by = $4, decided_by_organisation = $5, decided_at = $6 where id = $1`,
    values: [id, status, reason, by, organisation, at],
  });
}
