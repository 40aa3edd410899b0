import { type AttemptCount, type AttemptLimit, type IdentityAttempts, type Tally } from '../hub/attempt-counts';
import { type Queryable } from './database';

/** Days for which counts are kept. */
const KEPT_DAYS = 30;

interface Row {
  readonly attempts: number;
  readonly misses: number;
  readonly others: Tally;
  readonly limits: AttemptLimit[];
}

/** Counts one attempt, and drops the counts that are older than 30 days: the table does not grow without end. */
const COUNT = `
with old as (
  delete from identity_attempts where day < $4::date - ${KEPT_DAYS}
), counted as (
  insert into identity_attempts as known (organisation, subject, action, day, attempts, misses)
  values ($1, $2, $3, $4, 1, 0)
  on conflict (organisation, action, day, subject) do update set attempts = known.attempts + 1
  returning attempts, misses
)
select c.attempts, c.misses,
       (select jsonb_build_object('attempts', coalesce(sum(attempts), 0), 'misses', coalesce(sum(misses), 0))
        from identity_attempts where organisation = $1 and action = $3 and day = $4 and subject <> $2) as others,
       (select coalesce(jsonb_agg(jsonb_build_object('scope', scope, 'attempts', attempts, 'misses', misses)), '[]')
        from identity_limits where action = $3) as limits
from counted c`;

/** @see IdentityAttempts */
export async function countAttempt(db: Queryable, count: AttemptCount): ReturnType<IdentityAttempts['countAttempt']> {
  const { organisation, subject, action, day } = count;
  const { rows } = await db.query<Row>({
    name: 'count-attempt',
    text: COUNT,
    values: [organisation, subject, action, day],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('an attempt was not counted');
  const { attempts, misses, others, limits } = row;
  return {
    person: { attempts, misses },
    organisation: { attempts: attempts + others.attempts, misses: misses + others.misses },
    limits,
  };
}

/** Counts that an attempt, counted before, was in vain. */
export async function countMiss(db: Queryable, { organisation, subject, action, day }: AttemptCount): Promise<void> {
  await db.query({
    name: 'count-miss',
    text: `update identity_attempts set misses = misses + 1
           where organisation = $1 and action = $3 and day = $4 and subject = $2`,
    values: [organisation, subject, action, day],
  });
}
