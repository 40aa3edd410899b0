import { Client } from 'pg';

/** What a database says of its demonstration data. */
export type SeedState =
  /** Nothing at all in it. */
  | { kind: 'EMPTY' }
  /** Data of its own, not ours to touch. */
  | { kind: 'OWN' }
  /** Demonstration data that were being loaded when something ended it. */
  | { kind: 'HALF' }
  /** All demonstration data, and the supergraph for which their policies are written. */
  | { kind: 'WHOLE'; supergraphHash: string };

export async function readSeedState(url: string): Promise<SeedState> {
  return withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema')`,
    );
    if (tables.rowCount === 0) return { kind: 'EMPTY' };
    if (!tables.rows.some(({ name }) => name === 'demonstration_seeding')) return { kind: 'OWN' };
    const marker = await client.query<{ completed_at: Date | null; supergraph_hash: string }>(
      'select completed_at, supergraph_hash from demonstration_seeding',
    );
    const [row] = marker.rows;
    if (row === undefined || row.completed_at === null) return { kind: 'HALF' };
    return { kind: 'WHOLE', supergraphHash: row.supergraph_hash };
  });
}

/** Notes that demonstration data are about to be loaded: from now until `markWhole` the database is half a thing. */
export async function markHalf(url: string, supergraphHash: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `create table demonstration_seeding (
         only_row boolean primary key default true check (only_row),
         supergraph_hash text not null,
         started_at timestamptz not null default now(),
         completed_at timestamptz
       )`,
    );
    await client.query('insert into demonstration_seeding (supergraph_hash) values ($1)', [supergraphHash]);
  });
}

export async function markWhole(url: string, supergraphHash: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `update demonstration_seeding
       set completed_at = coalesce(completed_at, now()), supergraph_hash = $1`,
      [supergraphHash],
    );
    // Tables that grew by thousands of rows at once have no statistics yet, and the first queries would plan without.
    await client.query('analyze');
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
