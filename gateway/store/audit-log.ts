import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { AuditRow } from '../audit/chain';
import type { AuditLog } from '../audit/chain-appender';

/** Server-side end of a statement that its client has given up on. */
const STATEMENT_LIMIT_MS = 2_000;

/**
 * Keeps audit rows in PostgreSQL over one connection, taken from the pool at first use and thrown away after any
 * failure: a commit that was given up on dies with its connection.
 */
export function createAuditLog(pool: Pool): AuditLog & { close: () => void } {
  const connection = createHeldConnection(pool);
  return {
    append: async (rows, signal) => {
      await connection.query(appendRows(rows), signal);
    },
    findHead: async (writer, signal) => {
      const { rows } = await connection.query<{ seq: string; hash: Buffer }>(selectHead(writer), signal);
      const head = rows[0];
      return head === undefined ? undefined : { seq: Number(head.seq), hash: head.hash };
    },
    close: () => connection.drop(),
  };
}

function appendRows(rows: readonly AuditRow[]): QueryConfig {
  return {
    name: 'append-audit-rows',
    text: `insert into audit_log (writer, seq, prev, hash, at, body, children, owners)
           select writer, seq, prev, hash, at, body, children::text[], owners::text[]
           from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])
             as row (writer, seq, prev, hash, at, body, children, owners)`,
    values: [
      rows.map((row) => row.writer),
      rows.map((row) => row.seq),
      rows.map((row) => row.prev),
      rows.map((row) => row.hash),
      rows.map((row) => row.at),
      rows.map((row) => row.body),
      rows.map((row) => arrayLiteral(row.children)),
      rows.map((row) => arrayLiteral(row.owners)),
    ],
  };
}

function selectHead(writer: string): QueryConfig {
  return { text: 'select seq, hash from audit_log where writer = $1 order by seq desc limit 1', values: [writer] };
}

/** unnest flattens arrays of arrays, so a row's own array travels as its text form. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

interface HeldConnection {
  query<R extends QueryResultRow>(statement: QueryConfig, signal: AbortSignal): Promise<QueryResult<R>>;
  drop(): void;
}

function createHeldConnection(pool: Pool): HeldConnection {
  let held: PoolClient | undefined;

  function drop(client: PoolClient | undefined): void {
    if (client === undefined || client !== held) return;
    held = undefined;
    client.release(true);
  }

  async function take(signal: AbortSignal): Promise<PoolClient> {
    if (held !== undefined) return held;
    const client = await pool.connect();
    client.on('error', () => drop(client));
    if (signal.aborted) {
      client.release(true);
      throw new Error('the connection came too late');
    }
    held = client;
    return client;
  }

  return {
    drop: () => drop(held),
    query: async (statement, signal) => {
      const isNew = held === undefined;
      const client = await take(signal);
      const abort = (): void => drop(client);
      signal.addEventListener('abort', abort, { once: true });
      try {
        if (isNew) await client.query(`set statement_timeout = ${STATEMENT_LIMIT_MS}`);
        return await client.query(statement);
      } catch (error) {
        drop(client);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
