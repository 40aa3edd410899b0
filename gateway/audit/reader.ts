import type { ClientBase, Pool } from 'pg';
import type { AuditRow } from './chain';
import type { AuditReader } from './verify';

const PAGE = 5_000;

/** Runs a statement: a pool, or one connection. */
type Queryable = Pick<Pool, 'query'> | Pick<ClientBase, 'query'>;

interface StoredRow {
  writer: string;
  seq: string;
  prev: Buffer;
  hash: Buffer;
  at: Date;
  body: string;
  children: string[];
  owners: string[];
}

/** Reads the whole log in pages of 5,000 rows. Shares no statement with the writer that it is to check. */
export function createAuditReader(database: Queryable): AuditReader {
  return { rows: () => readRows(database) };
}

async function* readRows(database: Queryable): AsyncGenerator<AuditRow> {
  let last = { writer: '00000000-0000-0000-0000-000000000000', seq: 0 };
  for (;;) {
    const { rows } = await database.query<StoredRow>({
      text: `select writer, seq, prev, hash, at, body, children, owners from audit_log
             where (writer, seq) > ($1::uuid, $2::bigint) order by writer, seq limit ${PAGE}`,
      values: [last.writer, last.seq],
    });
    for (const row of rows) yield { ...row, seq: Number(row.seq) };
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    last = { writer: end.writer, seq: Number(end.seq) };
  }
}
