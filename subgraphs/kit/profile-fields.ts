import { arrayOf, date, dateTime, id, object, oneOf, optional, text } from './fields';
import { RECORD_FIELDS } from './load';
import { INDICATOR_CERTAINTIES } from './value-types';

/** The fields of a profile's line; each sector adds its own identifiers. */
export const PROFILE_FIELDS = {
  ...RECORD_FIELDS,
  leadWorkerName: optional(text),
  leadWorkerRole: optional(text),
  leadWorkerEmail: optional(text),
  leadWorkerTelephone: optional(text),
  initials: optional(text),
  givenName: optional(text),
  familyName: optional(text),
  dateOfBirth: optional(date),
  areaCode: optional(id),
  address: optional(text),
  postcode: optional(text),
  indicators: optional(
    arrayOf(object({ code: id, certainty: oneOf(INDICATOR_CERTAINTIES), observedOn: date, reportedBy: text })),
  ),
  updatedAt: dateTime,
};

/** Puts the initials that a line gives where the profile keeps recorded ones. */
export function profileRow<L extends { initials: string | null }>(
  line: L,
): Omit<L, 'initials'> & { recordedInitials: string | null } {
  const { initials, ...row } = line;
  return { ...row, recordedInitials: initials };
}
