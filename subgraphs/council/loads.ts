import {
  arrayOf,
  boolean,
  date,
  dateTime,
  FieldError,
  id,
  integer,
  oneOf,
  optional,
  text,
  type Parse,
} from '../kit/fields';
import { loadKind, RECORD_FIELDS, type LoadKind } from '../kit/load';
import { PROFILE_FIELDS, profileRow } from '../kit/profile-fields';
import { Assessment } from './assessment';
import { CHANGE_REASONS } from './codes/change-reasons';
import { PLACEMENT_TYPES } from './codes/placement-types';
import { INDICATORS } from './codes/indicators';
import { REFERRAL_SOURCES } from './codes/referral-sources';
import { REFUSAL_REASONS } from './codes/refusal-reasons';
import { ASSESSMENT_FACTORS, LEGAL_STATUSES, NEED_CODES, NO_FACTOR } from './codes/social-care-codes';
import { CouncilProfile } from './council-profile';
import { isNhsNumber, isPupilNumber } from './identifiers';
import { Placement } from './placement';
import { PLACEMENT_CHANGES, PlacementNotification } from './placement-notification';
import {
  HARM_CONTEXTS,
  isRefusal,
  Referral,
  REFERRAL_DECISIONS,
  REFERRAL_STATUSES,
  type ReferralDecision,
} from './referral';
import { CHALLENGE_OUTCOMES, ReferralChallenge } from './referral-challenge';
import { ReferralSourceOf } from './referral-source';
import { ReturnHomeInterview } from './return-home-interview';
import { SOCIAL_CARE_STATUSES, SocialCareEpisode } from './social-care-episode';

/** One of a table's codes. */
function codeOf(table: ReadonlyMap<string, unknown>): Parse<string> {
  return oneOf([...table.keys()]);
}

/** Text that passes a check, such as that of its check digit. */
function checkedText(expected: string, holds: (value: string) => boolean): Parse<string> {
  return (value, path) => {
    const read = text(value, path);
    if (!holds(read)) throw new FieldError(path, expected, value);
    return read;
  };
}

/** A whole number within bounds. */
function integerWithin(least: number, most: number): Parse<number> {
  return (value, path) => {
    const read = integer(value, path);
    if (read < least || read > most) throw new FieldError(path, `a number from ${least} to ${most}`, value);
    return read;
  };
}

const factors: Parse<string[]> = (value, path) => {
  const codes = arrayOf(codeOf(ASSESSMENT_FACTORS))(value, path);
  if (codes.includes(NO_FACTOR) && codes.length > 1) throw new FieldError(path, `${NO_FACTOR} alone`, value);
  return codes;
};

/** A stretch of time ends on or after the day it starts. */
function inOrder<L extends { startedOn: string; endedOn: string | null }>(line: L): L {
  if (line.endedOn !== null && line.endedOn < line.startedOn)
    throw new FieldError('endedOn', 'a date not before startedOn', line.endedOn);
  return line;
}

/** No refusal without a coded reason, a named decision-maker and a rationale. */
function withReasonedRefusal<
  L extends { decision: ReferralDecision | null; reasonCode: unknown; decidedBy: unknown; rationale: unknown },
>(line: L): L {
  if (!isRefusal(line.decision)) return line;
  for (const field of ['reasonCode', 'decidedBy', 'rationale'] as const)
    if (line[field] === null) throw new FieldError(field, 'a value, since the decision is a refusal', null);
  return line;
}

/** The kinds of lines that the councils' records are loaded from; what others refer to comes first. */
export const LOADS: Readonly<Record<string, LoadKind>> = {
  CouncilProfile: loadKind(
    CouncilProfile,
    {
      ...PROFILE_FIELDS,
      nhsNumber: optional(checkedText('an NHS number: ten digits, the last a check digit', isNhsNumber)),
      upn: optional(checkedText('a unique pupil number: a check letter and twelve digits', isPupilNumber)),
    },
    profileRow,
  ),
  SocialCareEpisode: loadKind(
    SocialCareEpisode,
    {
      ...RECORD_FIELDS,
      status: oneOf(SOCIAL_CARE_STATUSES),
      startedOn: date,
      endedOn: optional(date),
      needCode: optional(codeOf(NEED_CODES)),
      legalStatus: optional(codeOf(LEGAL_STATUSES)),
      plan: optional(text),
    },
    inOrder,
  ),
  Assessment: loadKind(Assessment, {
    ...RECORD_FIELDS,
    completedOn: optional(date),
    factors,
    analysis: optional(text),
  }),
  Placement: loadKind(
    Placement,
    {
      ...RECORD_FIELDS,
      placementType: codeOf(PLACEMENT_TYPES),
      startedOn: date,
      endedOn: optional(date),
      hostAreaCode: optional(id),
      outOfArea: boolean,
      provider: optional(text),
      address: optional(text),
      postcode: optional(text),
      emergency: optional(boolean),
      endReason: optional(codeOf(CHANGE_REASONS)),
    },
    (line) => ({ ...inOrder(line), emergency: line.emergency ?? false }),
  ),
  PlacementNotification: loadKind(
    PlacementNotification,
    {
      ...RECORD_FIELDS,
      placementId: id,
      recipientId: id,
      change: optional(oneOf(PLACEMENT_CHANGES)),
      sentAt: dateTime,
      clockRule: id,
      clockStartedAt: dateTime,
      clockDueAt: dateTime,
      clockStoppedAt: optional(dateTime),
      acknowledgedAt: optional(dateTime),
      acknowledgedBy: optional(text),
    },
    (line) => ({ ...line, change: line.change ?? 'STARTED', reminders: 0 }),
  ),
  Referral: loadKind(
    Referral,
    {
      ...RECORD_FIELDS,
      referrerId: optional(id),
      source: codeOf(REFERRAL_SOURCES),
      harmContexts: arrayOf(oneOf(HARM_CONTEXTS)),
      indicators: optional(arrayOf(codeOf(INDICATORS))),
      receivedAt: dateTime,
      clockDueAt: dateTime,
      clockStoppedAt: optional(dateTime),
      status: oneOf(REFERRAL_STATUSES),
      decision: optional(oneOf(REFERRAL_DECISIONS)),
      reasonCode: optional(codeOf(REFUSAL_REASONS)),
      decidedBy: optional(text),
      decidedAt: optional(dateTime),
      resistance: optional(integerWithin(0, 4)),
      concerns: optional(text),
      rationale: optional(text),
      stepDown: optional(text),
      otherAuthorityId: optional(id),
      otherAuthorityReceipt: optional(text),
      receipt: optional(text),
    },
    withReasonedRefusal,
  ),
  ReferralChallenge: loadKind(ReferralChallenge, {
    ...RECORD_FIELDS,
    referralId: id,
    step: integerWithin(1, 3),
    raisedAt: dateTime,
    clockRule: id,
    clockDueAt: dateTime,
    clockStoppedAt: optional(dateTime),
    outcome: oneOf(CHALLENGE_OUTCOMES),
    argument: optional(text),
    answer: optional(text),
  }),
  ReferralSource: loadKind(ReferralSourceOf, { organisation: id, source: codeOf(REFERRAL_SOURCES) }),
  ReturnHomeInterview: loadKind(ReturnHomeInterview, {
    ...RECORD_FIELDS,
    episodeId: id,
    clockStartedAt: optional(dateTime),
    clockDueAt: optional(dateTime),
    clockStoppedAt: optional(dateTime),
    offeredAt: optional(dateTime),
    accepted: optional(boolean),
    completedAt: optional(dateTime),
    notes: optional(text),
  }),
};
