import { Client, type Pool } from 'pg';
import { type Lease } from '../events/lease';
import { ADVISORY_LOCKS } from './advisory-locks';

/**
 * The right to collect as an advisory lock of a session: it ends with the process that holds it, however that ends.
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
      });
      const lost = new AbortController();
      client.on('error', () => lost.abort());
      client.on('end', () => lost.abort());
      const release = async (): Promise<void> => client.end().catch(() => undefined);
      try {
        await client.connect();
        const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
          ADVISORY_LOCKS.collector,
        ]);
        if (rows[0]?.held === true) return { lost: lost.signal, release };
      } catch (error) {
        await release();
        throw error;
      }
      await release();
      return null;
    },
  };
}
