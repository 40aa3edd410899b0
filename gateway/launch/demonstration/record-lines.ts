import type { Handling } from '../../../schema/vocabulary';

/** One line for a sector's load program: `kind` is the GraphQL type's name, the rest its fields. */
export interface Line {
  kind: string;
}

/** What every record carries: its id, the child, the organisation that owns it and how it is to be handled. */
export interface RecordLine extends Line {
  id: string;
  subjectId: string;
  ownerId: string;
  handling: Handling;
}

export interface IndicatorValue {
  code: string;
  certainty: 'OBSERVED' | 'SUSPECTED' | 'REPORTED';
  observedOn: string;
  reportedBy: string;
}

export interface ProfileLine<Kind extends string = string> extends RecordLine {
  kind: Kind;
  leadWorkerName: string;
  leadWorkerRole: string;
  leadWorkerEmail: string;
  leadWorkerTelephone: string;
  givenName: string;
  familyName: string;
  dateOfBirth: string;
  areaCode: string;
  address: string;
  postcode: string;
  indicators: IndicatorValue[];
  pncId?: string;
  nhsNumber?: string;
  upn?: string;
  updatedAt: string;
}

export interface MissingEpisodeLine extends RecordLine {
  kind: 'MissingEpisode';
  status: 'MISSING' | 'AWAY_WITHOUT_AUTHORISATION' | 'RETURNED';
  missingSince: string;
  returnedAt: string | null;
  risk: 'NO_APPARENT' | 'LOW' | 'MEDIUM' | 'HIGH';
  circumstances: string;
  foundAt: string | null;
  areaCode: string;
}

export interface CustodyEventLine extends RecordLine {
  kind: 'CustodyEvent';
  occurredAt: string;
  subjectCategory: 'SUSPECT' | 'CONVICTED' | 'VICTIM' | 'WITNESS';
  nrmConsidered: boolean;
  section45Considered: boolean;
  offenceCode: string | null;
  narrative: string;
}

/** `promptKind`, because `kind` is that of the line. */
export interface CustodyPromptLine extends RecordLine {
  kind: 'CustodyPrompt';
  custodyEventId: string;
  promptKind: 'NRM_NOT_CONSIDERED' | 'SECTION_45_NOT_CONSIDERED';
  raisedAt: string;
  resolvedAt: string | null;
  resolvedBy: string | null;
  outcome: string | null;
}

export interface IntelligenceReportLine extends RecordLine {
  kind: 'IntelligenceReport';
  safeguardingStatement: string | null;
  reviewOn: string;
  grading: string;
  reportText: string;
}

export interface NrmReferralLine extends RecordLine {
  kind: 'NrmReferral';
  stage: string;
  competentAuthority: string;
  referredAt: string;
  narrative: string;
  clockStartedAt: string | null;
  clockDueAt: string | null;
  clockStoppedAt: string | null;
}

export interface SocialCareEpisodeLine extends RecordLine {
  kind: 'SocialCareEpisode';
  status: 'EARLY_HELP' | 'CHILD_IN_NEED' | 'CHILD_PROTECTION' | 'LOOKED_AFTER' | 'CARE_LEAVER' | 'CLOSED';
  startedOn: string;
  endedOn: string | null;
  needCode: string;
  legalStatus: string | null;
  plan: string;
}

export interface AssessmentLine extends RecordLine {
  kind: 'Assessment';
  completedOn: string;
  factors: string[];
  analysis: string;
}

export interface PlacementLine extends RecordLine {
  kind: 'Placement';
  placementType: string;
  startedOn: string;
  endedOn: string | null;
  hostAreaCode: string;
  outOfArea: boolean;
  provider: string;
  address: string;
  postcode: string;
}

export interface PlacementNotificationLine extends RecordLine {
  kind: 'PlacementNotification';
  placementId: string;
  recipientId: string;
  sentAt: string;
  clockRule: 'PLACEMENT_ACKNOWLEDGE';
  clockStartedAt: string;
  clockDueAt: string;
  clockStoppedAt: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
}

export interface ReferralLine extends RecordLine {
  kind: 'Referral';
  referrerId: string | null;
  source: string;
  harmContexts: string[];
  indicators: string[];
  receivedAt: string;
  clockDueAt: string;
  clockStoppedAt: string | null;
  status: 'RECEIVED' | 'INFORMATION_REQUESTED' | 'DECIDED' | 'CHALLENGED' | 'ESCALATED' | 'CLOSED';
  decision: string | null;
  reasonCode: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  resistance: number | null;
  concerns: string;
  rationale: string | null;
  stepDown: string | null;
  otherAuthorityId: string | null;
}

export interface ReferralChallengeLine extends RecordLine {
  kind: 'ReferralChallenge';
  referralId: string;
  step: number;
  raisedAt: string;
  clockRule: string;
  clockDueAt: string;
  clockStoppedAt: string | null;
  outcome: 'PENDING' | 'UPHELD' | 'OVERTURNED' | 'ESCALATED';
  argument: string;
  answer: string | null;
}

export interface ReturnHomeInterviewLine extends RecordLine {
  kind: 'ReturnHomeInterview';
  episodeId: string;
  clockStartedAt: string;
  clockDueAt: string;
  clockStoppedAt: string | null;
  offeredAt: string | null;
  accepted: boolean | null;
  completedAt: string | null;
  notes: string | null;
}

export interface SupportEpisodeLine extends RecordLine {
  kind: 'SupportEpisode';
  serviceId: string;
  status: 'REQUESTED' | 'OFFERED' | 'DECLINED_NO_CAPACITY' | 'DECLINED_NOT_ELIGIBLE' | 'ACTIVE' | 'ENDED';
  requestedAt: string;
  startedOn: string | null;
  endedOn: string | null;
  notes: string;
}

export interface WishLine extends RecordLine {
  kind: 'Wish';
  heardOn: string;
  words: string;
}

export interface AdvocacyRequestLine extends RecordLine {
  kind: 'AdvocacyRequest';
  requestedAt: string;
  advocateName: string | null;
  advocateRole: string | null;
  advocateEmail: string | null;
  advocateTelephone: string | null;
  answeredAt: string | null;
  clockDueAt: string;
  clockStoppedAt: string | null;
  status: SupportEpisodeLine['status'];
}

/** Every kind of record line. */
export type DemonstrationRecord =
  | ProfileLine<'PoliceProfile'>
  | ProfileLine<'CouncilProfile'>
  | ProfileLine<'CharityProfile'>
  | MissingEpisodeLine
  | CustodyEventLine
  | CustodyPromptLine
  | IntelligenceReportLine
  | NrmReferralLine
  | SocialCareEpisodeLine
  | AssessmentLine
  | PlacementLine
  | PlacementNotificationLine
  | ReferralLine
  | ReferralChallengeLine
  | ReturnHomeInterviewLine
  | SupportEpisodeLine
  | WishLine
  | AdvocacyRequestLine;
