import {
  type BasisChangeRow,
  type FourEyesDecision,
  type BasisWrites,
  type FourEyesRow,
  type FourEyesWrites,
  type MinimumChangeRow,
  type MinimumWrites,
} from '../hub/policy-ports';
import { type Queryable } from './database';

/** A table of changes that one organisation drafts and another approves. */
interface ChangeTable {
  readonly table: string;
  /** What its changes have besides those of every such table. */
  readonly own: readonly string[];
  /** The function that writes an approved change into the table that it changes. */
  readonly apply: string;
}

const BASES: ChangeTable = { table: 'lawful_basis_changes', own: ['basis'], apply: 'apply_basis_change' };
const MINIMUMS: ChangeTable = { table: 'safeguarding_minimum_changes', own: [], apply: 'apply_minimum_change' };

/** Binds the steps of changes of the table of lawful bases to one connection, which holds the transaction. */
export function createBasisWrites(client: Queryable): BasisWrites {
  return createChangeWrites<BasisChangeRow>(client, BASES);
}

/** Binds the steps of changes of the safeguarding minimum to one connection, which holds the transaction. */
export function createMinimumWrites(client: Queryable): MinimumWrites {
  return {
    ...createChangeWrites<MinimumChangeRow>(client, MINIMUMS),
    findNewest: async () => {
      const { rows } = await client.query<{ id: string }>(
        'select id from safeguarding_minimums order by seq desc limit 1',
      );
      return rows[0]?.id ?? null;
    },
  };
}

/** Every change of the table of lawful bases, the newest first. */
export function findBasisChanges(db: Queryable): Promise<BasisChangeRow[]> {
  return findChanges<BasisChangeRow>(db, BASES);
}

/** Every change of the safeguarding minimum, the newest first. */
export function findMinimumChanges(db: Queryable): Promise<MinimumChangeRow[]> {
  return findChanges<MinimumChangeRow>(db, MINIMUMS);
}

function createChangeWrites<Row extends FourEyesRow>(client: Queryable, kind: ChangeTable): FourEyesWrites<Row> {
  return {
    find: () => findChanges<Row>(client, kind),
    draft: (change) => insertChange(client, kind, change),
    approve: async (decision) => {
      await decide(client, kind, { ...decision, status: 'ACTIVE', reason: null });
      await client.query(`select ${kind.apply}($1)`, [decision.id]);
    },
    reject: (decision, reason) => decide(client, kind, { ...decision, status: 'REJECTED', reason }),
  };
}

async function findChanges<Row extends FourEyesRow>(db: Queryable, { table, own }: ChangeTable): Promise<Row[]> {
  const { rows } = await db.query<Row>({
    name: `find-${table}`,
    text: `select ${[...own, 'id', 'status'].join(', ')}, content, hash, replaces, author,
                  author_organisation as "authorOrganisation", decided_by as "decidedBy",
                  decided_by_organisation as "decidedByOrganisation", reason, note, created_at as "createdAt"
           from ${table} order by created_at desc, id desc`,
  });
  return rows;
}

async function insertChange(db: Queryable, { table }: ChangeTable, change: FourEyesRow): Promise<void> {
  const row = { ...change, author_organisation: change.authorOrganisation, created_at: change.createdAt };
  await db.query({
    text: `insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`,
    values: [JSON.stringify(row)],
  });
}

interface Decided extends FourEyesDecision {
  readonly status: 'ACTIVE' | 'REJECTED';
  readonly reason: string | null;
}

async function decide(db: Queryable, { table }: ChangeTable, decided: Decided): Promise<void> {
  const { id, status, reason, by, organisation, at } = decided;
  await db.query({
    text: `update ${table}
           set status = $2, reason = $3, decided_by = $4, decided_by_organisation = $5, decided_at = $6 where id = $1`,
    values: [id, status, reason, by, organisation, at],
  });
}
