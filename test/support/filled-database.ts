import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { createDatabase, serverUrl, type TestDatabase } from './postgres';

/** What a database holds. The same `name` and `madeFrom` stand for the same content within a run. */
export interface Content {
  readonly name: string;
  readonly madeFrom: string;
  /** Puts it into an empty database and leaves no connection open. */
  readonly fill: (url: string) => Promise<void>;
}

/** Creates a database with that content: whoever in the run asks for it first fills it, everybody gets a copy. */
export async function createFilledDatabase({ name, madeFrom, fill }: Content): Promise<TestDatabase> {
  const template = `${name}_${createHash('sha256').update(madeFrom).digest('hex').slice(0, 32)}`;
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    // Two workers may want the same content at the same moment: the second waits until it is there.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(client, template, fill);
    return await createDatabase(name, template);
  } finally {
    await client.end();
  }
}

/** It takes its name when it is full, so that nobody copies what failed half way. */
async function makeTemplate(client: Client, template: string, fill: Content['fill']): Promise<void> {
  const { url, name } = await createDatabase('filling');
  await fill(url);
  await client.query(`alter database "${name}" rename to "${template}"`);
}
