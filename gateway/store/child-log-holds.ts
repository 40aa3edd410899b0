import { type ChildLogHoldRow, type HeldLines } from '../hub/ports';
import { type Queryable } from './database';

/** Keeps lines out of a child's own log. The table refuses more than a year, and every change afterwards. */
export async function holdChildLog(db: Queryable, row: ChildLogHoldRow): Promise<void> {
  const { id, childId, owner, recipient, until, reason, recordedBy, recordedAt } = row;
  await db.query({
    name: 'hold-child-log',
    text: `insert into child_log_holds (id, child_id, owner, recipient, until, reason, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [id, childId, owner, recipient, until, reason, recordedBy, recordedAt],
  });
}

/** Which lines are held back from a child's own log at a moment. */
export async function findHeldLines(db: Queryable, childId: string, at: Date): Promise<HeldLines[]> {
  const { rows } = await db.query<HeldLines>({
    name: 'find-held-lines',
    text: 'select distinct owner, recipient from child_log_holds where child_id = $1 and until > $2',
    values: [childId, at],
  });
  return rows;
}
