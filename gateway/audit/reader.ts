import type { Pool } from 'pg';
import type { AuditRow } from './chain';
import type { AuditReader } from './verify';

const PAGE = 5_000;

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
export function createAuditReader(pool: Pool): AuditReader {
  return { rows: () => readRows(pool) };
}

async function* readRows(pool: Pool): AsyncGenerator<AuditRow> {
  let last = { writer: '00000000-0000-0000-0000-000000000000', seq: 0 };
  for (;;) {
    const { rows } = await pool.query<StoredRow>({
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
