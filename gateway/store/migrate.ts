import { type Pool } from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks';
import { inTransaction } from './database';

/** One step of the database's shape. `id` is `NNNN-what`; steps run once, in the order of their ids. */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/**
 * Brings the database to the newest shape, in one transaction under an advisory lock.
 * Throws when the database knows a step that this version doesn't: an old gateway must not run on a newer shape.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<string[]> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.migrations]);
    await client.query(
      'create table if not exists migrations (id text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ id: string }>('select id from migrations');
    const applied = new Set(rows.map((row) => row.id));
    refuseUnknown(applied, migrations);
    const due = [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1)).filter((step) => !applied.has(step.id));
    for (const step of due) {
      await client.query(step.sql);
      await client.query('insert into migrations (id) values ($1)', [step.id]);
    }
    return due.map((step) => step.id);
  });
}

function refuseUnknown(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((step) => step.id));
  const unknown = [...applied].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new Error(`the hub's database is newer than this version: it has the migrations ${unknown.join(', ')}`);
  }
}
