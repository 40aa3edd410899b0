import { type Pool } from 'pg';
import { type Agency, type DataCategory, type DisclosureLevel, type Purpose, type Role } from '../../schema/vocabulary';

/** Disclosures of one kind on the audit log: what somebody asked of one owner's records of one child, and how often. */
export interface ReplayableRow {
  readonly organisation: string;
  readonly agency: Agency;
  readonly role: Role;
  readonly subject: string;
  readonly purpose: Purpose | null;
  readonly justified: boolean;
  readonly childId: string;
  readonly category: DataCategory;
  /** The most that was asked for at one time. */
  readonly asked: DisclosureLevel;
  /** The marking that the log tells of; OPEN where it tells none. */
  readonly handling: 'OPEN' | 'SEALED' | 'CONDITIONAL';
  readonly times: number;
}

/**
 * One statement over the log: whatever one answer decided about a child and a category is one disclosure, the most that
 * was asked for. What was missing because an owner did not answer was no decision.
 */
const STATEMENT = `
select organisation, agency, role, subject, purpose, justified, "childId", category,
       (array['NONE', 'EXISTENCE', 'SUMMARY', 'FULL'])[asked + 1] as asked, handling, count(*)::int as times
from (
  select log.writer, log.seq,
         content -> 'principal' ->> 'organisation' as organisation, content -> 'principal' ->> 'agency' as agency,
         content -> 'principal' ->> 'role' as role, content -> 'principal' ->> 'subject' as subject,
         content ->> 'purpose' as purpose, content ->> 'justification' is not null as justified,
         content -> 'children' ->> child.position::int as "childId", line.value ->> 'category' as category,
         case line.value ->> 'reason' when 'SEALED' then 'SEALED' when 'CONDITIONAL' then 'CONDITIONAL' else 'OPEN' end as handling,
         max(case line.value ->> 'level' when 'FULL' then 3 when 'SUMMARY' then 2 when 'EXISTENCE' then 1 else 0 end) as asked
  from audit_log as log
  cross join lateral (select log.body::jsonb as content offset 0) as parsed
  cross join lateral jsonb_array_elements(content -> 'lines') as line (value)
  cross join lateral jsonb_array_elements_text(line.value -> 'children') as child (position)
  where log.at >= $2 and log.owners @> array[$1::text]
    and content -> 'owners' ->> (line.value ->> 'owner')::int = $1
    and line.value ->> 'reason' is distinct from 'OWNER_UNAVAILABLE'
    and not coalesce((line.value ->> 'breakGlass')::boolean, false)
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
) as decided
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`;

/** Reads what was decided about an owner's records since a moment, equal decisions together. */
export async function findReplayable(pool: Pool, owner: string, since: Date): Promise<ReplayableRow[]> {
  const { rows } = await pool.query<ReplayableRow>({ text: STATEMENT, values: [owner, since] });
  return rows;
}
