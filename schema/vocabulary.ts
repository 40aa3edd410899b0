/**
 * The words that owners, hub and gateway share. Order matters where a word is a step on a ladder:
 * levels, handlings, concern levels and relationships are listed from least to most.
 */
export const AGENCIES = ['POLICE', 'COUNCIL', 'CHARITY'] as const;
export type Agency = (typeof AGENCIES)[number];

export const ROLES = ['PRACTITIONER', 'SUPERVISOR', 'ADVOCATE', 'ANALYST', 'DATA_OFFICER', 'PARTNER_SYSTEM'] as const;
export type Role = (typeof ROLES)[number];

export const PURPOSES = [
  'IMMEDIATE_PROTECTION',
  'SECTION_47_ENQUIRY',
  'CHILD_IN_NEED',
  'EXPLOITATION_PANEL',
  'MISSING_CHILD',
  'SUPPORT_SERVICE',
  'CRIME_PREVENTION',
  'OVERSIGHT',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export const CATEGORIES = [
  'INVOLVEMENT',
  'IDENTITY',
  'WHEREABOUTS',
  'FAMILY',
  'CHILD_VOICE',
  'EDUCATION',
  'HEALTH',
  'SOCIAL_CARE',
  'REFERRAL',
  'PLACEMENT',
  'MISSING',
  'EXPLOITATION',
  'OFFENDING',
  'INTELLIGENCE',
  'SUPPORT',
  'CONSENT',
] as const;
export type DataCategory = (typeof CATEGORIES)[number];

export const LEVELS = ['NONE', 'EXISTENCE', 'SUMMARY', 'FULL'] as const;
export type DisclosureLevel = (typeof LEVELS)[number];

export const HANDLINGS = ['OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN'] as const;
export type Handling = (typeof HANDLINGS)[number];

export const CONCERN_LEVELS = ['NOT_RECORDED', 'CONCERN', 'LIKELY_SIGNIFICANT_HARM', 'IMMEDIATE_DANGER'] as const;
export type ConcernLevel = (typeof CONCERN_LEVELS)[number];

export const RELATIONSHIPS = ['NONE', 'INVOLVED', 'ALLOCATED'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

export const CONSENT_STATES = ['GIVEN', 'REFUSED', 'WITHDRAWN', 'NOT_SOUGHT'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export const WITHHELD_REASONS = [
  'PURPOSE_MISSING',
  'PURPOSE_NOT_PERMITTED',
  'ROLE_NOT_PERMITTED',
  'NO_RELATIONSHIP',
  'OUT_OF_AREA',
  'CONSENT_REQUIRED',
  'CONSENT_REFUSED',
  'CONSENT_WITHDRAWN',
  'JUSTIFICATION_REQUIRED',
  'SEALED',
  'CONDITIONAL',
  'NOT_AGREED',
  'CAPPED',
  'AGREEMENT_EXPIRED',
  'OWNER_UNAVAILABLE',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** What can happen to the records of a child. */
export const EVENT_TYPES = [
  'CHILD_REGISTERED',
  'CONCERN_RECORDED',
  'ALLOCATION_CHANGED',
  'CONSENT_CHANGED',
  'MISSING_REPORTED',
  'MISSING_RETURNED',
  'INTERVIEW_OPENED',
  'INTERVIEW_OVERDUE',
  'INTERVIEW_RECORDED',
  'CUSTODY_RECORDED',
  'NRM_STAGE_CHANGED',
  'NRM_OVERDUE',
  'PLACEMENT_NOTIFIED',
  'PLACEMENT_ACKNOWLEDGED',
  'PLACEMENT_OVERDUE',
  'REFERRAL_SUBMITTED',
  'REFERRAL_DECIDED',
  'REFERRAL_OVERDUE',
  'REFERRAL_CHALLENGED',
  'CHALLENGE_ANSWERED',
  'SUPPORT_REQUESTED',
  'SUPPORT_ANSWERED',
  'BREAK_GLASS_USED',
  'PROMPT_RAISED',
  'ADVOCACY_OVERDUE',
  'PROMPT_RESOLVED',
  'AGE_TRANSITION',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A real subgraph: one sector's, or the hub's own. The part of a virtual subgraph's name before the two underscores. */
export const SECTORS = ['police', 'council', 'charity', 'hub'] as const;
export type Sector = (typeof SECTORS)[number];

/** The sector in which an agency's organisations keep their records. */
export const SECTOR_OF_AGENCY: Readonly<Record<Agency, Sector>> = {
  POLICE: 'police',
  COUNCIL: 'council',
  CHARITY: 'charity',
};
