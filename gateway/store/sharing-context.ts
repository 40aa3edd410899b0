import { type Pool } from 'pg';
import {
  CATEGORIES,
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type Handling,
  type Purpose,
  type Relationship,
  type Role,
} from '../../schema/vocabulary';
import { dayOf } from '../hub/calendar';
import { effectiveConcern, type Judgement } from '../hub/concern';
import { isHubId } from '../hub/hub-id';
import { parentSpeaks } from '../policy/age';
import { type ChildContext } from '../policy/context';

/** Whose view of the children is read. */
export interface SharingContextInput {
  readonly childIds: readonly string[];
  readonly caller: {
    readonly organisation: string;
    readonly agency: Agency;
    readonly subject: string;
    readonly team: string | null;
    /** A break-glass grant counts in the role, and for the purpose, in which it was taken. */
    readonly role?: Role;
    readonly purpose?: Purpose | null;
  };
  readonly at: Date;
}

/**
 * One row a child; what there are several of comes as text, items parted by `,` and their fields by a space.
 * Codes, ids and dates hold neither (the tables' constraints see to it), and splitting costs a tenth of parsing JSON.
 */
const STATEMENT = `
select c.id, c.born_on, i.involved, i.relationship, n.concerns, s.consents, r.named,
       exists (
         select from break_glass_grants g
         where g.child_id = c.id and g.organisation = $2 and g.subject = $3 and g.role = $7 and g.purpose = $8
           and g.expires_at > $6 and g.outcome is distinct from 'NOT_JUSTIFIED') as broken
from children c
left join lateral (
  select string_agg(v.organisation || ' ' || v.agency || ' ' || v.handling, ',' order by v.organisation) as involved,
         max(case when v.organisation <> $2 or not v.active then 0
                  when v.allocated_team = $4 or $3 = any(v.allocated_subjects) then 2 else 1 end) as relationship
  from involvements v
  where v.child_id = c.id
) i on true
left join lateral (
  select string_agg(l.organisation || ' ' || l.level, ',' order by l.organisation) as concerns
  from (select distinct on (organisation) organisation, level from concerns
        where child_id = c.id order by organisation, recorded_at desc, seq desc) l
) n on true
left join lateral (
  select string_agg(t.recorded_by || ' ' || t.state || ' ' || coalesce(t.valid_to::text, '-') || ' '
           || case when t.given_by = 'PARENT' then (t.recorded_at at time zone 'Europe/London')::date::text else '-' end || ' '
           || case when not $5 = any(t.recipients) then ''
                   when t.contested = '{}' or not exists (
                     select from organisations o where o.id = t.recorded_by and o.agency = $5)
                   then array_to_string(t.categories, '+')
                   else array_to_string(array(select e from unnest(t.categories) e where e <> all (t.contested)), '+') end,
         ',' order by t.recorded_at desc, t.seq desc) as consents
  from consents t where t.child_id = c.id
) s on true
left join lateral (
  select string_agg(d.record_id, ',') as named
  from record_conditions d where d.subject_id = c.id and d.organisation = $2 and d.expires_at > $6
) r on true
where c.id = any($1::uuid[])`;

interface Row {
  readonly id: string;
  readonly born_on: string | null;
  readonly involved: string | null;
  readonly relationship: number | null;
  readonly concerns: string | null;
  readonly consents: string | null;
  readonly named: string | null;
  readonly broken: boolean;
}

/**
 * Reads what decisions about these children depend on, for one caller at one moment, in one prepared statement.
 * A child that the hub does not know is absent from the map.
 */
export async function loadSharingContexts(pool: Pool, input: SharingContextInput): Promise<Map<string, ChildContext>> {
  const { organisation, agency, subject, team, role, purpose } = input.caller;
  const { rows } = await pool.query<Row>({
    name: 'sharing-context',
    text: STATEMENT,
    values: [
      input.childIds.filter(isHubId),
      organisation,
      subject,
      team,
      agency,
      input.at,
      role ?? null,
      purpose ?? null,
    ],
  });
  const today = dayOf(input.at);
  return new Map(rows.map((row) => [row.id, contextOf(row, today)]));
}

const RELATIONSHIP_BY_RANK: readonly Relationship[] = ['NONE', 'INVOLVED', 'ALLOCATED'];

function contextOf(row: Row, today: string): ChildContext {
  return {
    childId: row.id,
    bornOn: row.born_on,
    relationship: RELATIONSHIP_BY_RANK[row.relationship ?? 0] ?? 'NONE',
    ...effectiveConcern(items(row.concerns).map(judgementOf)),
    involved: items(row.involved).map(involvedOf),
    ...consentsOf(row, today),
    namedIn: items(row.named),
    breakGlass: row.broken,
  };
}

function items(text: string | null): string[] {
  return text === null ? [] : text.split(',');
}

function involvedOf(item: string): ChildContext['involved'][number] {
  const [organisation, agency, handling] = item.split(' ') as [string, Agency, Handling];
  return { organisation, agency, handling };
}

function judgementOf(item: string): Judgement {
  const [organisation, level] = item.split(' ') as [string, ConcernLevel];
  return { organisation, level };
}

type ConsentItem = [recorder: string, state: ConsentState, validTo: string, parentSaidOn: string, categories: string];

const CATEGORY_INDEX = new Map<string, number>(CATEGORIES.map((category, index) => [category, index]));

/**
 * The latest record about a category wins; when its time has passed, or the parent who spoke no longer speaks for the
 * child, nothing is known, whatever older records said.
 */
function consentsOf(row: Row, today: string): Pick<ChildContext, 'consents' | 'consentRecorders'> {
  const consents: (ConsentState | undefined)[] = Array.from({ length: CATEGORIES.length });
  const recorders = new Set<string>();
  for (const item of items(row.consents)) {
    const [recorder, state, validTo, parentSaidOn, categories] = item.split(' ') as ConsentItem;
    recorders.add(recorder);
    const hasEnded = validTo !== '-' && validTo < today;
    const counts = !hasEnded && (parentSaidOn === '-' || parentSpeaks(row.born_on, parentSaidOn, today));
    const effective = counts ? state : 'NOT_SOUGHT';
    for (const category of categories === '' ? [] : categories.split('+')) {
      const index = CATEGORY_INDEX.get(category);
      if (index !== undefined) consents[index] ??= effective;
    }
  }
  return { consents: consents.map((state) => state ?? 'NOT_SOUGHT'), consentRecorders: [...recorders] };
}
