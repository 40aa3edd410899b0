import { type Pool } from 'pg';
import { dayOf } from '../hub/calendar';

/** How many notices one statement gives at most. */
const BATCH = 500;

/**
 * A notice is given from its day on until that of the next one; the last, on the birthday itself, for 30 days more, and
 * only to who was involved by then. Whoever becomes involved between two days gets the notice of the earlier one.
 */
const NOTE = `
with due as (
  select c.id as child_id, v.organisation, a.age, n.days_before
  from unnest(array[13, 16, 18]) as a (age)
  join children c on c.born_on between $1::date - make_interval(years => a.age, days => 32)
                                   and $1::date - make_interval(years => a.age) + interval '92 days'
  cross join lateral (select (c.born_on + make_interval(years => a.age))::date as anniversary) y
  -- PostgreSQL puts the anniversary of a 29 February on 28 February; it is 1 March.
  cross join lateral (
    select anniversary + (extract(day from anniversary) <> extract(day from c.born_on))::integer as birthday
  ) b
  join (values (90, 30), (30, 0), (0, -30)) as n (days_before, until_before)
    on $1::date >= b.birthday - n.days_before and $1::date < b.birthday - n.until_before
  join involvements v on v.child_id = c.id and v.active and v.since <= b.birthday
  where not exists (
    select 1 from age_notices t
    where t.child_id = c.id and t.organisation = v.organisation and t.age = a.age and t.days_before = n.days_before
  )
  limit ${BATCH}
), noted as (
  insert into age_notices (child_id, organisation, age, days_before, noticed_at)
  select child_id, organisation, age, days_before, $2::timestamptz from due
  order by child_id, organisation, age, days_before
  on conflict do nothing
  returning child_id, organisation
)
insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
select gen_random_uuid(), 'AGE_TRANSITION', 'INVOLVEMENT', v.child_id, 'Involvement', v.id, v.organisation, v.handling, $2
from noted join involvements v using (child_id, organisation)`;

/**
 * Tells each organisation involved with a child that it turns 13, 16 or 18 in 90 days, in 30, and on the day: once
 * each, in one statement that keeps the notice and leaves its signal. Days begin in London. Gives how many it told.
 */
export async function giveAgeNotices(pool: Pool, now: Date): Promise<number> {
  let given = 0;
  for (;;) {
    const { rowCount } = await pool.query({ name: 'give-age-notices', text: NOTE, values: [dayOf(now), now] });
    given += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return given;
  }
}
