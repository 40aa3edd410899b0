import { type Handling } from '../../schema/vocabulary';
import { type InvolvementRow, type Standing } from '../hub/ports';
import { type Queryable } from './database';

interface Row {
  readonly id: string;
  readonly child_id: string;
  readonly organisation: string;
  readonly since: string;
  readonly active: boolean;
  readonly handling: Handling;
  readonly contact_name: string | null;
  readonly contact_role: string | null;
  readonly contact_email: string | null;
  readonly contact_telephone: string | null;
  readonly allocated_team: string | null;
  readonly allocated_subjects: string[];
}

const COLUMNS = `id, child_id, organisation, since, active, handling, contact_name, contact_role, contact_email,
  contact_telephone, allocated_team, allocated_subjects`;

/** Every involvement of these children, the oldest first; those that have ended too. */
export async function findInvolvementsOfChildren(
  db: Queryable,
  childIds: readonly string[],
): Promise<InvolvementRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-involvements-of-children',
    text: `select ${COLUMNS} from involvements where child_id = any($1::uuid[]) order by since, id`,
    values: [childIds],
  });
  return rows.map(involvementOf);
}

/** The involvements with these ids, in no order. */
export async function findInvolvements(db: Queryable, ids: readonly string[]): Promise<InvolvementRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-involvements',
    text: `select ${COLUMNS} from involvements where id = any($1::uuid[])`,
    values: [ids],
  });
  return rows.map(involvementOf);
}

/** How one organisation stands to these children; a child that does not exist is absent. */
export async function findStandings(
  db: Queryable,
  childIds: readonly string[],
  organisation: string,
): Promise<Standing[]> {
  const { rows } = await db.query<{
    id: string;
    born_on: string | null;
    active: boolean | null;
    involvement: string | null;
    handling: Handling | null;
    team: string | null;
    subjects: string[] | null;
  }>({
    name: 'find-standings',
    text: `select c.id, c.born_on, v.active, v.id as involvement, v.handling, v.allocated_team as team,
                  v.allocated_subjects as subjects
           from children c left join involvements v on v.child_id = c.id and v.organisation = $2
           where c.id = any($1::uuid[])`,
    values: [childIds, organisation],
  });
  return rows.map((row) => ({
    childId: row.id,
    bornOn: row.born_on,
    involved: row.active ?? false,
    involvement: row.involvement,
    // INVARIANT: a marking that is not known hides.
    handling: row.handling ?? 'HIDDEN',
    allocatedTeam: row.team,
    allocatedSubjects: row.subjects ?? [],
  }));
}

function involvementOf(row: Row): InvolvementRow {
  const { contact_name: name, contact_role: role } = row;
  return {
    id: row.id,
    childId: row.child_id,
    organisation: row.organisation,
    since: row.since,
    active: row.active,
    handling: row.handling,
    contact:
      name === null ? null : { name, role: role ?? '', email: row.contact_email, telephone: row.contact_telephone },
    allocatedTeam: row.allocated_team,
    allocatedSubjects: row.allocated_subjects,
  };
}
