import { type ConcernLevel } from '../../schema/vocabulary';
import { type ConcernRow } from '../hub/ports';
import { type Queryable } from './database';

/** Each organisation's latest judgement about these children. */
export async function findJudgements(
  db: Queryable,
  childIds: readonly string[],
): Promise<{ childId: string; organisation: string; level: ConcernLevel }[]> {
  const { rows } = await db.query<{ child_id: string; organisation: string; level: ConcernLevel }>({
    name: 'find-judgements',
    text: `select distinct on (child_id, organisation) child_id, organisation, level
           from concerns where child_id = any($1::uuid[])
           order by child_id, organisation, recorded_at desc, seq desc`,
    values: [childIds],
  });
  return rows.map((row) => ({ childId: row.child_id, organisation: row.organisation, level: row.level }));
}

/** Appends judgements. An earlier one of the same organisation stays in the record and no longer counts. */
export async function recordConcerns(db: Queryable, concerns: readonly ConcernRow[]): Promise<void> {
  await db.query({
    text: `insert into concerns (child_id, organisation, level, reason, recorded_by, recorded_at)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`,
    values: [
      concerns.map((one) => one.childId),
      concerns.map((one) => one.organisation),
      concerns.map((one) => one.level),
      concerns.map((one) => one.reason),
      concerns.map((one) => one.recordedBy),
      concerns.map((one) => one.recordedAt),
    ],
  });
}
