import { type RecordConditionRow } from '../hub/ports';
import { type Queryable } from './database';

/** Names recipients of CONDITIONAL records, or moves the time until which they are named. */
export async function putRecordConditions(db: Queryable, conditions: readonly RecordConditionRow[]): Promise<void> {
  await db.query({
    text: `insert into record_conditions (record_id, subject_id, organisation, expires_at)
           select * from unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[])
           on conflict (subject_id, organisation, record_id) do update set expires_at = excluded.expires_at`,
    values: [
      conditions.map((one) => one.recordId),
      conditions.map((one) => one.subjectId),
      conditions.map((one) => one.organisation),
      conditions.map((one) => one.expiresAt),
    ],
  });
}
