import type { Agency, ConcernLevel, ConsentState, DataCategory, Handling, Sector } from '../../../schema/vocabulary';
import type { DemonstrationRecord, Line } from './record-lines';

/** A line and the load program that it is for. */
export interface Destined {
  sector: Sector;
  line: DemonstrationLine;
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

/** How a council counts referrals of an organisation that its agency alone does not tell. */
export interface ReferralSourceLine extends Line {
  kind: 'ReferralSource';
  organisation: string;
  source: string;
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

export interface SafeguardingMinimumLine extends Line {
  kind: 'SafeguardingMinimum';
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

/** Every kind of line. */
export type DemonstrationLine =
  | DemonstrationRecord
  | SupportServiceLine
  | ReferralSourceLine
  | AreaLine
  | OrganisationLine
  | LawfulBasisLine
  | SafeguardingMinimumLine
  | PolicyLine
  | SupergraphHashLine
  | ChildLine
  | ConsentLine
  | RecordConditionLine;
