import { type Handling, type Purpose, type Role } from '../../schema/vocabulary';
import {
  type BreakGlassQuery,
  type BreakGlassRow,
  type BreakGlassWrites,
  type ReviewOutcome,
} from '../hub/break-glass-ports';
import { type Queryable } from './database';

interface Row {
  readonly id: string;
  readonly child_id: string;
  readonly organisation: string;
  readonly subject: string;
  readonly role: Role;
  readonly purpose: Purpose;
  readonly reason: string;
  readonly explanation: string;
  readonly granted_at: Date;
  readonly expires_at: Date;
  readonly review_rule: string;
  readonly review_due_at: Date;
  readonly review_calendar: string;
  readonly reviewed_by: string | null;
  readonly reviewed_at: Date | null;
  readonly outcome: ReviewOutcome | null;
  readonly restored_by: string | null;
  readonly restored_at: Date | null;
}

const COLUMNS = `g.id, g.child_id, g.organisation, g.subject, g.role, g.purpose, g.reason, g.explanation, g.granted_at,
  g.expires_at, g.review_rule, g.review_due_at, g.review_calendar, g.reviewed_by, g.reviewed_at, g.outcome,
  g.restored_by, g.restored_at`;

/** The grant with this id, or null. */
export async function findBreakGlassGrant(db: Queryable, id: string): Promise<BreakGlassRow | null> {
  const { rows } = await db.query<Row>({
    name: 'find-break-glass-grant',
    text: `select ${COLUMNS} from break_glass_grants g where g.id = $1`,
    values: [id],
  });
  return rows[0] ? grantOf(rows[0]) : null;
}

/** Grants of an organisation's people, and for children with whom it is involved: what awaits its review comes first. */
export async function findBreakGlassGrants(db: Queryable, query: BreakGlassQuery): Promise<BreakGlassRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-break-glass-grants',
    text: `select ${COLUMNS} from break_glass_grants g
           where (g.organisation = $1 or exists (
                   select from involvements v where v.child_id = g.child_id and v.organisation = $1))
             and ($2::text is null or (g.organisation = $1 and g.subject = $2))
             and ($3::boolean is null or (g.outcome is not null) = $3)
           order by g.outcome is null desc, g.granted_at desc, g.id limit 500`,
    values: [query.organisation, query.holder, query.reviewed],
  });
  return rows.map(grantOf);
}

/** Binds what a break-glass mutation does to the connection that holds its transaction. */
export function breakGlassWrites(db: Queryable): BreakGlassWrites {
  return {
    async lockHolder({ organisation, subject }) {
      await db.query({
        name: 'lock-holder',
        text: `select pg_advisory_xact_lock(hashtextextended(jsonb_build_array('break-glass', $1::text, $2::text)::text, 0))`,
        values: [organisation, subject],
      });
    },
    async findUnsettledGrants({ organisation, subject }) {
      const { rows } = await db.query<Row>({
        name: 'find-unsettled-grants',
        text: `select ${COLUMNS} from break_glass_grants g
               where g.organisation = $1 and g.subject = $2
                 and (g.outcome is null or (g.outcome = 'NOT_JUSTIFIED' and g.restored_at is null))
               order by g.granted_at, g.id`,
        values: [organisation, subject],
      });
      return rows.map(grantOf);
    },
    async findInvolvedOwners(childId) {
      const { rows } = await db.query<{ organisation: string; handling: Handling }>({
        name: 'find-involved-owners',
        text: 'select organisation, handling from involvements where child_id = $1 order by organisation',
        values: [childId],
      });
      return rows;
    },
    grantBreakGlass: (row) => insertGrant(db, row),
    async lockGrant(id) {
      const { rows } = await db.query<Row>({
        name: 'lock-grant',
        text: `select ${COLUMNS} from break_glass_grants g where g.id = $1 for no key update`,
        values: [id],
      });
      return rows[0] ? grantOf(rows[0]) : null;
    },
    async reviewGrant(id, { by, at, outcome }) {
      await db.query({
        name: 'review-grant',
        text: 'update break_glass_grants set reviewed_by = $2, reviewed_at = $3, outcome = $4 where id = $1',
        values: [id, by, at, outcome],
      });
    },
    async restoreRight(id, { by, at }) {
      await db.query({
        name: 'restore-right',
        text: 'update break_glass_grants set restored_by = $2, restored_at = $3 where id = $1',
        values: [id, by, at],
      });
    },
  };
}

async function insertGrant(db: Queryable, row: BreakGlassRow): Promise<void> {
  await db.query({
    name: 'grant-break-glass',
    text: `insert into break_glass_grants
             (id, child_id, organisation, subject, role, purpose, reason, explanation, granted_at, expires_at,
              review_rule, review_due_at, review_calendar)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      row.id,
      row.childId,
      row.organisation,
      row.subject,
      row.role,
      row.purpose,
      row.reason,
      row.explanation,
      row.grantedAt,
      row.expiresAt,
      row.reviewRule,
      row.reviewDueAt,
      row.reviewCalendar,
    ],
  });
}

function grantOf(row: Row): BreakGlassRow {
  return {
    id: row.id,
    childId: row.child_id,
    organisation: row.organisation,
    subject: row.subject,
    role: row.role,
    purpose: row.purpose,
    reason: row.reason,
    explanation: row.explanation,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    reviewRule: row.review_rule,
    reviewDueAt: row.review_due_at,
    reviewCalendar: row.review_calendar,
    reviewedBy: row.reviewed_by,
    reviewedAt: row.reviewed_at,
    outcome: row.outcome,
    restoredBy: row.restored_by,
    restoredAt: row.restored_at,
  };
}
