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
const statementFor = ({ organisation, subject, team, agency, role, purpose, at, ...of }: Terms): string => `
select ${of.asked} as asked, c.id, c.born_on, i.involved, i.relationship, n.concerns, s.consents, r.named,
       exists (
         select from break_glass_grants g
         where g.child_id = c.id and g.organisation = ${organisation} and g.subject = ${subject} and g.role = ${role} and g.purpose = ${purpose}
           and g.expires_at > ${at} and g.outcome is distinct from 'NOT_JUSTIFIED') as broken
from ${of.rows}
left join lateral (
  select string_agg(v.organisation || ' ' || v.agency || ' ' || v.handling, ',' order by v.organisation) as involved,
         max(case when v.organisation <> ${organisation} or not v.active then 0
                  when v.allocated_team = ${team} or ${subject} = any(v.allocated_subjects) then 2 else 1 end) as relationship
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
           || case when not ${agency} = any(t.recipients) then ''
                   when t.contested = '{}' or not exists (
                     select from organisations o where o.id = t.recorded_by and o.agency = ${agency})
                   then array_to_string(t.categories, '+')
                   else array_to_string(array(select e from unnest(t.categories) e where e <> all (t.contested)), '+') end,
         ',' order by t.recorded_at desc, t.seq desc) as consents
  from consents t where t.child_id = c.id
) s on true
left join lateral (
  select string_agg(d.record_id, ',') as named
  from record_conditions d where d.subject_id = c.id and d.organisation = ${organisation} and d.expires_at > ${at}
) r on true${of.where}`;

/** How the statement speaks of who asks, and about which children. */
interface Terms {
  readonly asked: string;
  readonly organisation: string;
  readonly subject: string;
  readonly team: string;
  readonly agency: string;
  readonly role: string;
  readonly purpose: string;
  readonly at: string;
  readonly rows: string;
  readonly where: string;
}

const OF_ONE_CALLER = statementFor({
  asked: '0',
  organisation: '$2',
  subject: '$3',
  team: '$4',
  agency: '$5',
  at: '$6',
  role: '$7',
  purpose: '$8',
  rows: 'children c',
  where: '\nwhere c.id = any($1::uuid[])',
});

/** One child for each of many callers. */
const OF_MANY_CALLERS = statementFor({
  asked: 'q.asked::integer',
  organisation: 'q.organisation',
  subject: 'q.subject',
  team: 'q.team',
  agency: 'q.agency',
  at: '$8',
  role: 'q.role',
  purpose: 'q.purpose',
  rows: `unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         with ordinality as q (child_id, organisation, subject, team, agency, role, purpose, asked)
  join children c on c.id = q.child_id`,
  where: '',
});

interface Row {
  readonly asked: number;
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
    text: OF_ONE_CALLER,
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

/** One child as one caller sees it. */
export interface AskedContext {
  readonly childId: string;
  readonly caller: SharingContextInput['caller'];
}

/** As `loadSharingContexts` for one child of each caller, in the order of the questions; null for an unknown child. */
export async function loadContextsOfMany(
  pool: Pool,
  asked: readonly AskedContext[],
  at: Date,
): Promise<(ChildContext | null)[]> {
  const { rows } = await pool.query<Row>({
    name: 'sharing-contexts-of-many',
    text: OF_MANY_CALLERS,
    values: [
      asked.map(({ childId }) => (isHubId(childId) ? childId : null)),
      asked.map(({ caller }) => caller.organisation),
      asked.map(({ caller }) => caller.subject),
      asked.map(({ caller }) => caller.team),
      asked.map(({ caller }) => caller.agency),
      asked.map(({ caller }) => caller.role ?? null),
      asked.map(({ caller }) => caller.purpose ?? null),
      at,
    ],
  });
  const today = dayOf(at);
  const contexts: (ChildContext | null)[] = asked.map(() => null);
  for (const row of rows) contexts[row.asked - 1] = contextOf(row, today);
  return contexts;
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
