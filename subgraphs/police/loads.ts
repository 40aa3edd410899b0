import { boolean, date, dateTime, id, integer, oneOf, optional, text } from '../kit/fields';
import { loadKind, RECORD_FIELDS, type LoadKind } from '../kit/load';
import { PROFILE_FIELDS, profileRow } from '../kit/profile-fields';
import { CustodyEvent, SUBJECT_CATEGORIES } from './custody-event';
import { CustodyPrompt } from './custody-prompt';
import { CUSTODY_PROMPT_KINDS } from './custody-prompt-rules';
import { IntelligenceReport } from './intelligence-report';
import { MISSING_RISKS, MISSING_STATUSES, MissingEpisode } from './missing-episode';
import { MissingPrompt } from './missing-prompt';
import { NrmReferral } from './nrm-referral';
import { NRM_STAGES } from './nrm-stages';
import { PoliceProfile } from './police-profile';

/** The kinds of lines that the police's records are loaded from. */
export const LOADS: Readonly<Record<string, LoadKind>> = {
  PoliceProfile: loadKind(PoliceProfile, { ...PROFILE_FIELDS, pncId: optional(text) }, profileRow),
  MissingEpisode: loadKind(MissingEpisode, {
    ...RECORD_FIELDS,
    status: oneOf(MISSING_STATUSES),
    missingSince: dateTime,
    returnedAt: optional(dateTime),
    risk: oneOf(MISSING_RISKS),
    circumstances: optional(text),
    foundAt: optional(text),
    areaCode: optional(id),
  }),
  CustodyEvent: loadKind(CustodyEvent, {
    ...RECORD_FIELDS,
    occurredAt: dateTime,
    subjectCategory: oneOf(SUBJECT_CATEGORIES),
    nrmConsidered: boolean,
    section45Considered: boolean,
    offenceCode: optional(text),
    narrative: optional(text),
  }),
  MissingPrompt: loadKind(MissingPrompt, {
    ...RECORD_FIELDS,
    episodeId: id,
    rule: id,
    raisedAt: dateTime,
    episodes: integer,
    days: integer,
  }),
  CustodyPrompt: loadKind(
    CustodyPrompt,
    {
      ...RECORD_FIELDS,
      custodyEventId: id,
      promptKind: oneOf(CUSTODY_PROMPT_KINDS),
      raisedAt: dateTime,
      resolvedAt: optional(dateTime),
      resolvedBy: optional(text),
      outcome: optional(text),
    },
    // `kind` is that of the line.
    ({ promptKind: kind, ...line }) => ({ ...line, kind }),
  ),
  IntelligenceReport: loadKind(IntelligenceReport, {
    ...RECORD_FIELDS,
    safeguardingStatement: optional(text),
    reviewOn: optional(date),
    grading: optional(text),
    reportText: optional(text),
  }),
  NrmReferral: loadKind(NrmReferral, {
    ...RECORD_FIELDS,
    stage: oneOf(NRM_STAGES),
    competentAuthority: optional(text),
    referredAt: optional(dateTime),
    narrative: optional(text),
    clockStartedAt: optional(dateTime),
    clockDueAt: optional(dateTime),
    clockStoppedAt: optional(dateTime),
    consentGiven: optional(boolean),
    consentEvidence: optional(text),
  }),
};
