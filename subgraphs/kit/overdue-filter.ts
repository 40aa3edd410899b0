import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * Keeps the rows (alias `r`) whose clock is overdue at `now`, or those whose clock is not.
 * INVARIANT: agrees with `Clock.overdue` of the same row at the same time.
 */
export function whereOverdue<T extends ObjectLiteral>(
  rows: SelectQueryBuilder<T>,
  isOverdue: boolean,
  now: Date,
): void {
  rows.andWhere('(coalesce(r.clockStoppedAt, :now) > r.clockDueAt) = :isOverdue', { now, isOverdue });
}
