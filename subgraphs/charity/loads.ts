import { arrayOf, date, dateTime, FieldError, id, integer, oneOf, optional, text, type Parse } from '../kit/fields';
import { loadKind, RECORD_FIELDS, type LoadKind } from '../kit/load';
import { PROFILE_FIELDS, profileRow } from '../kit/profile-fields';
import { AdvocacyRequest } from './advocacy-request';
import { CharityProfile } from './charity-profile';
import { SupportEpisode } from './support-episode';
import { SupportService } from './support-service';
import { SUPPORT_STATUSES } from './support-status';
import { Wish } from './wish';

/** A count, never negative. */
const count: Parse<number> = (value, path) => {
  const read = integer(value, path);
  if (read < 0) throw new FieldError(path, 'a number that is not negative', value);
  return read;
};

/** No more places are free than there are, and no age range is upside down. */
function withinBounds<
  L extends { capacity: number; available: number; minimumAge: number | null; maximumAge: number | null },
>(line: L): L & { held: number } {
  const { capacity, available, minimumAge, maximumAge } = line;
  if (available > capacity) throw new FieldError('available', 'a number not above capacity', available);
  if (minimumAge !== null && maximumAge !== null && maximumAge < minimumAge)
    throw new FieldError('maximumAge', 'a number not below minimumAge', maximumAge);
  return { ...line, held: 0 };
}

/**
 * What is loaded holds no place: the `available` that its service is loaded with has it counted already.
 */
function withoutPlace<L extends object>(line: L): L & { holdsPlace: false } {
  return { ...line, holdsPlace: false };
}

/** Support ends on or after the day it starts. */
function inOrder<L extends { startedOn: string | null; endedOn: string | null }>(line: L): L & { holdsPlace: false } {
  const { startedOn, endedOn } = line;
  if (startedOn !== null && endedOn !== null && endedOn < startedOn)
    throw new FieldError('endedOn', 'a date not before startedOn', endedOn);
  return withoutPlace(line);
}

/** The kinds of lines that the charities' records are loaded from; what others refer to comes first. */
export const LOADS: Readonly<Record<string, LoadKind>> = {
  SupportService: loadKind(
    SupportService,
    {
      id,
      ownerId: id,
      name: text,
      areaCodes: arrayOf(id),
      kinds: arrayOf(text),
      minimumAge: optional(count),
      maximumAge: optional(count),
      capacity: count,
      available: count,
      waitingDays: optional(count),
      updatedAt: dateTime,
    },
    withinBounds,
  ),
  CharityProfile: loadKind(CharityProfile, PROFILE_FIELDS, profileRow),
  SupportEpisode: loadKind(
    SupportEpisode,
    {
      ...RECORD_FIELDS,
      serviceId: optional(id),
      requesterId: optional(id),
      areaCode: optional(id),
      status: oneOf(SUPPORT_STATUSES),
      requestedAt: dateTime,
      startedOn: optional(date),
      endedOn: optional(date),
      answeredAt: optional(dateTime),
      reason: optional(text),
      notes: optional(text),
    },
    inOrder,
  ),
  Wish: loadKind(Wish, { ...RECORD_FIELDS, heardOn: date, words: text }),
  AdvocacyRequest: loadKind(
    AdvocacyRequest,
    {
      ...RECORD_FIELDS,
      requesterId: optional(id),
      requestedAt: dateTime,
      answeredAt: optional(dateTime),
      reason: optional(text),
      advocateName: optional(text),
      advocateRole: optional(text),
      advocateEmail: optional(text),
      advocateTelephone: optional(text),
      status: oneOf(SUPPORT_STATUSES),
      clockDueAt: optional(dateTime),
      clockStoppedAt: optional(dateTime),
    },
    withoutPlace,
  ),
};
