import { Pool, types, type ClientBase, type CustomTypesConfig, type PoolClient } from 'pg';
import { SightlineError } from '../errors';

/** Something that runs a statement: the pool, or the one connection that holds a transaction. */
export type Queryable = Pick<ClientBase, 'query'> | Pick<Pool, 'query'>;

/** How long a caller waits at most: for a connection, and then for one statement. */
export interface DatabaseLimits {
  readonly maxConnections: number;
  readonly connectionTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

/**
 * The limits of requests that may take so long. INVARIANT: the two times together stay below it, so that an unreachable
 * database is an answer and not a wait.
 */
export function limitsWithin(deadlineMs: number, maxConnections = 10): DatabaseLimits {
  return {
    maxConnections,
    connectionTimeoutMs: Math.floor(deadlineMs * 0.4),
    queryTimeoutMs: Math.floor(deadlineMs * 0.575),
  };
}

const REQUEST_LIMITS = limitsWithin(2_000);

/** An officer who simulates waits for a month of the log to be read; few do so at a time. */
export const LOG_LIMITS: DatabaseLimits = { maxConnections: 2, connectionTimeoutMs: 5_000, queryTimeoutMs: 30_000 };

/** Loading and migrating move thousands of rows a statement and answer to nobody meanwhile. */
export const BATCH_LIMITS: DatabaseLimits = { maxConnections: 2, connectionTimeoutMs: 5_000, queryTimeoutMs: 120_000 };

const DATE = types.builtins.DATE;

/** A calendar day has no time zone: it stays `YYYY-MM-DD` text instead of becoming midnight somewhere. */
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === DATE ? (value: string | Buffer) => String(value) : types.getTypeParser(oid, format),
};

/** A transaction whose process has stopped within it holds back every later event: so long, and the database ends it. */
const FORGOTTEN_MS = 10_000;

/** Opens a pool; connects to nothing until the first statement. Errors of idle connections are dropped: the next statement tells. */
export function createDatabase(url: string, limits: DatabaseLimits = REQUEST_LIMITS): Pool {
  const pool = new Pool({
    connectionString: url,
    max: limits.maxConnections,
    connectionTimeoutMillis: limits.connectionTimeoutMs,
    query_timeout: limits.queryTimeoutMs,
    statement_timeout: limits.queryTimeoutMs,
    idle_in_transaction_session_timeout: Math.max(limits.queryTimeoutMs, FORGOTTEN_MS),
    idleTimeoutMillis: 30_000,
    application_name: 'sightline-hub',
    types: TYPES,
  });
  pool.on('error', () => undefined);
  // One that is held by a transaction is told of its end as well, and what nobody listens to ends the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    await giveBack(client, error);
    throw error;
  }
}

/**
 * Ends a transaction that failed. A refusal of ours leaves a healthy connection, which goes on; after any other failure
 * the connection is closed, which rolls back as well and doesn't wait for a database that may be hanging.
 */
async function giveBack(client: PoolClient, failure: unknown): Promise<void> {
  const isHealthy =
    failure instanceof SightlineError &&
    (await client.query('rollback').then(
      () => true,
      () => false,
    ));
  client.release(!isHealthy);
}
