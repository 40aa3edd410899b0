import { type AllocationRow } from '../hub/ports';
import { type Queryable } from './database';

/**
 * Allocates a child to somebody of an involved organisation, or ends that, and keeps who did so. Resolves to whether
 * anything has changed.
 */
export async function allocate(db: Queryable, row: AllocationRow): Promise<boolean> {
  const { childId, organisation, subject, isAllocated, allocatedBy, at } = row;
  const { rowCount } = await db.query({
    name: 'allocate',
    text: `with changed as (
             update involvements set allocated_subjects =
               case when $4 then array_append(allocated_subjects, $3) else array_remove(allocated_subjects, $3) end
             where child_id = $1 and organisation = $2 and active and ($3 = any(allocated_subjects)) <> $4
             returning child_id, organisation
           )
           insert into allocations (child_id, organisation, subject, allocated, allocated_by, at)
           select child_id, organisation, $3, $4, $5, $6 from changed`,
    values: [childId, organisation, subject, isAllocated, allocatedBy, at],
  });
  return rowCount === 1;
}
