import { type HubContext } from './context';
import { getOrganisation } from './directory-view';
import { loadersOf } from './loaders';
import { type InvolvementRow, type MarkedConsentRow } from './ports';
import { type Consent, type Involvement } from './types/child';

/** The key by which the gateway decides about a record, and asks for it. */
export interface RecordKey {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: string;
}

/** An involvement as the answer shows it. */
export function involvementOf(context: HubContext, row: InvolvementRow): Involvement {
  const organisation = getOrganisation(context, row.organisation);
  return {
    id: row.id,
    subjectId: row.childId,
    ownerId: row.organisation,
    handling: row.handling,
    owner: organisation,
    organisation,
    since: row.since,
    active: row.active,
    contact: row.contact ?? organisation.contact,
  };
}

/** A consent as the answer shows it. */
export function consentOf(context: HubContext, row: MarkedConsentRow): Consent {
  const recordedBy = getOrganisation(context, row.recordedBy);
  return {
    id: row.id,
    subjectId: row.childId,
    ownerId: row.recordedBy,
    handling: row.handling,
    owner: recordedBy,
    categories: row.categories,
    recipients: row.recipients,
    contested: row.contested,
    state: row.state,
    givenBy: row.givenBy,
    capacity: row.capacity,
    recordedBy,
    recordedAt: row.recordedAt,
    validTo: row.validTo,
    reason: row.reason,
  };
}

/** The involvement that the gateway decided about; null when its key is no longer so. */
export async function resolveInvolvement(key: RecordKey, context: HubContext): Promise<Involvement | null> {
  const row = await loadersOf(context).involvement.load(key.id);
  return row === null ? null : unchanged(key, involvementOf(context, row));
}

/** The consent that the gateway decided about; null when its key is no longer so. */
export async function resolveConsent(key: RecordKey, context: HubContext): Promise<Consent | null> {
  const row = await loadersOf(context).consent.load(key.id);
  return row === null ? null : unchanged(key, consentOf(context, row));
}

/** INVARIANT: a decision holds for the key that it was made for; a record whose key moved since is not handed out. */
function unchanged<T extends RecordKey>(key: RecordKey, record: T): T | null {
  const same = record.subjectId === key.subjectId && record.ownerId === key.ownerId && record.handling === key.handling;
  return same ? record : null;
}
