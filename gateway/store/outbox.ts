import { type Pool } from 'pg';
import { type DataCategory, type Handling } from '../../schema/vocabulary';
import { type OutboxPage } from '../events/outbox';
import { type Position, type Signal } from '../events/signal';
import { type Queryable } from './database';

/** Appends signals in the transaction that changes what they are about. */
export async function appendSignals(db: Queryable, signals: readonly Signal[]): Promise<void> {
  await db.query({
    name: 'append-signals',
    text: `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
           select id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                       $9::timestamptz[]) with ordinality
             as signal (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at, n)
           order by n`,
    values: [
      signals.map((one) => one.id),
      signals.map((one) => one.type),
      signals.map((one) => one.category),
      signals.map((one) => one.childId),
      signals.map((one) => one.recordType),
      signals.map((one) => one.recordId),
      signals.map((one) => one.ownerId),
      signals.map((one) => one.handling),
      signals.map((one) => one.occurredAt),
    ],
  });
}

interface Row {
  readonly xid: string;
  readonly seq: string;
  readonly id: string;
  readonly type: string;
  readonly category: DataCategory;
  readonly subject_id: string;
  readonly record_type: string;
  readonly record_id: string;
  readonly owner_id: string;
  readonly handling: Handling;
  readonly occurred_at: Date;
}

/** Reads the hub's own outbox behind a place, as far as no running transaction may still write before it. */
export async function readOutbox(pool: Pool, after: Position, limit: number): Promise<OutboxPage> {
  const { rows } = await pool.query<Row>({
    name: 'read-outbox',
    text: `select xid::text, seq, id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at
           from outbox
           where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
           order by outbox.xid, outbox.seq limit $3`,
    values: [after.xid, after.seq, limit],
  });
  if (rows.length === 0) return { entries: [], end: null, ...(await lookAt(pool, after)) };
  const entries = rows.map((row) => ({
    position: { xid: row.xid, seq: row.seq },
    id: row.id,
    type: row.type,
    category: row.category,
    childId: row.subject_id,
    recordType: row.record_type,
    recordId: row.record_id,
    ownerId: row.owner_id,
    handling: row.handling,
    occurredAt: row.occurred_at,
  }));
  return { entries, end: entries.at(-1)?.position ?? null, heldBy: null, isElsewhere: false };
}

/** Why there is nothing behind a place. `held_by`: the oldest running transaction, when it keeps back what was committed. */
async function lookAt(pool: Pool, { xid }: Position): Promise<Pick<OutboxPage, 'heldBy' | 'isElsewhere'>> {
  const { rows } = await pool.query<{ held_by: string | null; is_elsewhere: boolean }>({
    name: 'look-at-outbox',
    text: `select $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) as is_elsewhere,
                  case when exists (select from outbox where xid >= pg_snapshot_xmin(pg_current_snapshot()))
                       then pg_snapshot_xmin(pg_current_snapshot())::text end as held_by`,
    values: [xid],
  });
  const [row] = rows;
  return { heldBy: row?.held_by ?? null, isElsewhere: row?.is_elsewhere ?? false };
}

/** Signals that one statement looks at, from the beginning of the outbox. */
const LOOKED_AT = 5_000;

/** Removes some of the hub's own signals that were collected and are older; the log has them. */
export async function removeCollectedSignals(db: Queryable, at: Date): Promise<void> {
  await db.query({
    text: `delete from outbox where seq in (
             select seq from (
               select o.seq, o.occurred_at from outbox o, outbox_positions p
               where p.sector = 'hub' and (o.xid, o.seq) <= (p.xid, p.seq)
               order by o.xid, o.seq limit ${LOOKED_AT}) first
             where occurred_at < $1)`,
    values: [at],
  });
}
