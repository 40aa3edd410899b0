import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import { type Lease } from '../events/lease';
import { ADVISORY_LOCKS } from './advisory-locks';

/** How long the database waits for a sign of life of the holder, and how often it gets one. */
const SILENT_MS = 5_000;
const SIGN_MS = 1_000;
/** How long a farewell may take: nobody waits for a database that hangs. */
const FAREWELL_MS = 1_000;

/** Ends the session when nothing comes over it. A server older than PostgreSQL 14 does not know this, and then waits for ever. */
const END_WHEN_SILENT = `select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'`;

/**
 * The right to collect as an advisory lock of a session: it ends with the process that holds it, however that ends, and
 * also when that has stopped or is cut off without its connection being closed: nobody's events may wait for it.
 * INVARIANT: nothing relies on there being one holder only; the collector's transactions see to themselves.
 */
export function createCollectorLease(pool: Pool): Lease {
  return {
    async acquire() {
      const client = new Client({
        connectionString: pool.options.connectionString,
        connectionTimeoutMillis: pool.options.connectionTimeoutMillis ?? 1_000,
        application_name: 'sightline-hub-collector',
        keepAlive: true,
        query_timeout: SILENT_MS,
      });
      const lost = new AbortController();
      client.on('error', () => lost.abort());
      client.on('end', () => lost.abort());
      const release = (): Promise<void> => farewell(client);
      try {
        await client.connect();
        await client.query(END_WHEN_SILENT, [String(SILENT_MS)]);
        const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
          ADVISORY_LOCKS.collector,
        ]);
        if (rows[0]?.held === true) {
          void giveSigns(client, lost);
          return { lost: lost.signal, release };
        }
      } catch (error) {
        await release();
        throw error;
      }
      await release();
      return null;
    },
  };
}

/** Shows the database, and learns from it, that the session goes on. */
async function giveSigns(client: Client, lost: AbortController): Promise<void> {
  while (!lost.signal.aborted) {
    await client.query('select 1').catch(() => lost.abort());
    await sleep(SIGN_MS, undefined, { signal: lost.signal, ref: false }).catch(() => undefined);
  }
}

async function farewell(client: Client): Promise<void> {
  await Promise.race([client.end().catch(() => undefined), sleep(FAREWELL_MS, undefined, { ref: false })]);
}
