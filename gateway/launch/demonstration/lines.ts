import type { Agency, ConcernLevel, ConsentState, DataCategory, Handling, Sector } from '../../../schema/vocabulary';

/** One line for a sector's load program: `kind` is the GraphQL type's name, the rest its fields. */
export interface Line {
  kind: string;
}

/** A line and the load program that it is for. */
export interface Destined {
  sector: Sector;
  line: DemonstrationLine;
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

export interface SupportServiceLine extends Line {
  kind: 'SupportService';
  id: string;
  ownerId: string;
  name: string;
  areaCodes: string[];
  kinds: string[];
  minimumAge: number;
  maximumAge: number;
  capacity: number;
  available: number;
  waitingDays: number | null;
  updatedAt: string;
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
  status: SupportEpisodeLine['status'];
}

export interface OrganisationLine extends Line {
  kind: 'Organisation';
  id: string;
  name: string;
  agency: Agency;
  areaCodes: string[];
  contactName: string;
  contactRole: string;
  contactEmail: string;
  contactTelephone: string;
}

export interface RegistrationValue {
  id: string;
  organisation: string;
  reference: string;
  givenName: string;
  familyName: string;
  dateOfBirth: string;
  postcode: string;
  nhsNumber: string | null;
  since: string;
  handling: Handling;
  allocatedTeam: string | null;
  allocatedSubjects: string[];
  contactName: string;
  contactRole: string;
  contactEmail: string;
  contactTelephone: string;
}

export interface ConcernValue {
  organisation: string;
  level: ConcernLevel;
  reason: string;
  recordedBy: string;
  recordedAt: string;
}

export interface ChildLine extends Line {
  kind: 'Child';
  id: string;
  bornOn: string;
  registrations: RegistrationValue[];
  concerns: ConcernValue[];
}

export interface ConsentLine extends Line {
  kind: 'Consent';
  id: string;
  childId: string;
  categories: DataCategory[];
  recipients: Agency[];
  state: ConsentState;
  givenBy: 'CHILD' | 'PARENT';
  capacity: string;
  evidence: string;
  recordedBy: string;
  recordedAt: string;
  validTo: string | null;
  reason: string | null;
}

export interface RecordConditionLine extends Line {
  kind: 'RecordCondition';
  recordId: string;
  subjectId: string;
  organisation: string;
  expiresAt: string;
}

export interface AreaLine extends Line {
  kind: 'Area';
  code: string;
  name: string;
  region: string;
  policeForceId: string;
}

export interface LawfulBasisLine extends Line {
  kind: 'LawfulBasis';
  id: string;
}

export interface PolicyLine extends Line {
  kind: 'Policy';
  id: string;
  owner: string;
  rules: readonly { id: string }[];
  author: string;
  approvedBy: string;
  note: string;
  effectiveFrom: string;
}

export interface SupergraphHashLine extends Line {
  kind: 'SupergraphHash';
  hash: string;
}

/** Every kind of record line. */
export type DemonstrationRecord =
  | ProfileLine<'PoliceProfile'>
  | ProfileLine<'CouncilProfile'>
  | ProfileLine<'CharityProfile'>
  | MissingEpisodeLine
  | CustodyEventLine
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

/** Every kind of line. */
export type DemonstrationLine =
  | DemonstrationRecord
  | SupportServiceLine
  | AreaLine
  | OrganisationLine
  | LawfulBasisLine
  | PolicyLine
  | SupergraphHashLine
  | ChildLine
  | ConsentLine
  | RecordConditionLine;
