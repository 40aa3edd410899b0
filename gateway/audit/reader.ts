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

interface Place {
  readonly writer: string;
  readonly seq: number;
}

const START: Place = { writer: '00000000-0000-0000-0000-000000000000', seq: 0 };

/** The next page is under way while the rows of one are looked at: the database and the verifier work side by side. */
async function* readRows(database: Queryable): AsyncGenerator<AuditRow> {
  let page: Promise<StoredRow[]> | null = readPage(database, START);
  while (page !== null) {
    const rows: StoredRow[] = await page;
    const end = rows.at(-1);
    page = end && rows.length === PAGE ? readPage(database, { writer: end.writer, seq: Number(end.seq) }) : null;
    // Whoever stops in the middle does not wait for what comes next.
    page?.catch(() => undefined);
    for (const row of rows) yield { ...row, seq: Number(row.seq) };
  }
}

async function readPage(database: Queryable, { writer, seq }: Place): Promise<StoredRow[]> {
  const { rows } = await database.query<StoredRow>({
    text: `select writer, seq, prev, hash, at, body, children, owners from audit_log
           where (writer, seq) > ($1::uuid, $2::bigint) order by writer, seq limit ${PAGE}`,
    values: [writer, seq],
  });
  return rows;
}
