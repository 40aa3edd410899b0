import { type Agency, type ConsentState, type DataCategory, type Handling } from '../../schema/vocabulary';
import { type ConsentGiver, type ConsentRow, type MarkedConsentRow } from '../hub/ports';
import { type Queryable } from './database';

interface Row {
  readonly id: string;
  readonly child_id: string;
  readonly categories: DataCategory[];
  readonly recipients: Agency[];
  readonly state: ConsentState;
  readonly given_by: ConsentGiver;
  readonly capacity: string;
  readonly evidence: string | null;
  readonly recorded_by: string;
  readonly recorded_by_subject: string | null;
  readonly recorded_at: Date;
  readonly valid_to: string | null;
  readonly reason: string | null;
  readonly contested: DataCategory[];
  readonly handling: Handling;
}

const SELECT = `
select t.id, t.child_id, t.categories, t.recipients, t.state, t.given_by, t.capacity, t.evidence, t.recorded_by,
       t.recorded_by_subject, t.recorded_at, t.valid_to, t.reason, t.contested, coalesce(v.handling, 'OPEN') as handling
from consents t left join involvements v on v.child_id = t.child_id and v.organisation = t.recorded_by`;

/** Every consent that was ever recorded about these children, the latest first. */
export async function findConsentsOfChildren(db: Queryable, childIds: readonly string[]): Promise<MarkedConsentRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-consents-of-children',
    text: `${SELECT} where t.child_id = any($1::uuid[]) order by t.recorded_at desc, t.seq desc`,
    values: [childIds],
  });
  return rows.map(consentOf);
}

/** The consents with these ids, in no order. */
export async function findConsents(db: Queryable, ids: readonly string[]): Promise<MarkedConsentRow[]> {
  const { rows } = await db.query<Row>({
    name: 'find-consents',
    text: `${SELECT} where t.id = any($1::uuid[])`,
    values: [ids],
  });
  return rows.map(consentOf);
}

function consentOf(row: Row): MarkedConsentRow {
  return {
    id: row.id,
    childId: row.child_id,
    categories: row.categories,
    recipients: row.recipients,
    state: row.state,
    givenBy: row.given_by,
    capacity: row.capacity,
    evidence: row.evidence,
    recordedBy: row.recorded_by,
    recordedBySubject: row.recorded_by_subject,
    recordedAt: row.recorded_at,
    validTo: row.valid_to,
    reason: row.reason,
    contested: row.contested,
    handling: row.handling,
  };
}

/** Appends consents. Earlier ones stay in the record; per category and recipient the latest counts. */
export async function recordConsents(db: Queryable, consents: readonly ConsentRow[]): Promise<void> {
  const rows = consents.map((one) => ({
    id: one.id,
    child_id: one.childId,
    categories: one.categories,
    recipients: one.recipients,
    state: one.state,
    given_by: one.givenBy,
    capacity: one.capacity,
    evidence: one.evidence,
    recorded_by: one.recordedBy,
    recorded_by_subject: one.recordedBySubject,
    recorded_at: one.recordedAt,
    valid_to: one.validTo,
    reason: one.reason,
    contested: one.contested,
  }));
  await db.query({ text: RECORD, values: [JSON.stringify(rows)] });
}

const COLUMNS = `id, child_id, categories, recipients, state, given_by, capacity, evidence, recorded_by,
  recorded_by_subject, recorded_at, valid_to, reason, contested`;

const RECORD = `
insert into consents (${COLUMNS})
select ${COLUMNS} from jsonb_to_recordset($1::jsonb) as r (
  id uuid, child_id uuid, categories text[], recipients text[], state text, given_by text, capacity text,
  evidence text, recorded_by text, recorded_by_subject text, recorded_at timestamptz, valid_to date, reason text, contested text[])`;
