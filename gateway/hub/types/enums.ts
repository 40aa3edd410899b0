import { registerEnumType } from 'type-graphql';
import {
  AGENCY_MEANINGS,
  CATEGORY_MEANINGS,
  CONCERN_MEANINGS,
  CONSENT_MEANINGS,
  LEVEL_MEANINGS,
  PURPOSE_MEANINGS,
  REASON_MEANINGS,
  RELATIONSHIP_MEANINGS,
  ROLE_MEANINGS,
  type Meaning,
} from '../../../schema/meanings';
import {
  AGENCIES,
  CATEGORIES,
  CONCERN_LEVELS,
  CONSENT_STATES,
  EVENT_TYPES,
  HANDLINGS,
  LEVELS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
  WITHHELD_REASONS,
} from '../../../schema/vocabulary';
import { AREA_SCOPES, CONSENT_GATES, OBLIGATIONS, RULE_KINDS } from '../../policy/rule';

/** A vocabulary's words as a GraphQL enum of the given name; what each means becomes its description. */
function enumOf<T extends string>(
  name: string,
  words: readonly T[],
  meanings?: Readonly<Record<T, Meaning>>,
): Record<T, T> {
  const values = Object.fromEntries(words.map((word) => [word, word])) as Record<T, T>;
  const described = words.map((word) => [word, { description: meanings?.[word].description }] as const);
  const valuesConfig = Object.fromEntries(described) as Record<T, { description: string }>;
  registerEnumType(values, { name, ...(meanings ? { valuesConfig } : {}) });
  return values;
}

export const AgencyEnum = enumOf('Agency', AGENCIES, AGENCY_MEANINGS);
export const RoleEnum = enumOf('Role', ROLES, ROLE_MEANINGS);
export const PurposeEnum = enumOf('Purpose', PURPOSES, PURPOSE_MEANINGS);
export const DataCategoryEnum = enumOf('DataCategory', CATEGORIES, CATEGORY_MEANINGS);
export const DisclosureLevelEnum = enumOf('DisclosureLevel', LEVELS, LEVEL_MEANINGS);
export const HandlingEnum = enumOf('Handling', HANDLINGS);
export const ConcernLevelEnum = enumOf('ConcernLevel', CONCERN_LEVELS, CONCERN_MEANINGS);
export const ConsentStateEnum = enumOf('ConsentState', CONSENT_STATES, CONSENT_MEANINGS);
export const ConsentGiverEnum = enumOf('ConsentGiver', ['CHILD', 'PARENT']);
export const WithheldReasonEnum = enumOf('WithheldReason', WITHHELD_REASONS, REASON_MEANINGS);
export const DisclosureOutcomeEnum = enumOf('DisclosureOutcome', ['DISCLOSED', 'WITHHELD']);
export const ChildEventTypeEnum = enumOf('ChildEventType', EVENT_TYPES);
export const MatchBandEnum = enumOf('MatchBand', ['CERTAIN', 'LIKELY', 'POSSIBLE']);
export const RelationshipEnum = enumOf('Relationship', RELATIONSHIPS, RELATIONSHIP_MEANINGS);
export const RuleKindEnum = enumOf('RuleKind', RULE_KINDS);
export const AreaScopeEnum = enumOf('AreaScope', AREA_SCOPES);
export const ConsentGateEnum = enumOf('ConsentGate', CONSENT_GATES);
export const ObligationEnum = enumOf('Obligation', OBLIGATIONS);
export const BasisChangeStatusEnum = enumOf('BasisChangeStatus', ['DRAFT', 'ACTIVE', 'REJECTED']);
export const FindingSeverityEnum = enumOf('FindingSeverity', ['ERROR', 'WARNING', 'INFORMATION']);
export const PolicyStatusEnum = enumOf('PolicyStatus', [
  'DRAFT',
  'SUBMITTED',
  'SCHEDULED',
  'ACTIVE',
  'SUPERSEDED',
  'REJECTED',
]);

export type WebhookFault = 'ADDRESS_REFUSED' | 'UNREACHABLE' | 'TIMED_OUT' | 'NOT_ACCEPTED';
export const WebhookFaultEnum = enumOf<WebhookFault>('WebhookFault', [
  'ADDRESS_REFUSED',
  'UNREACHABLE',
  'TIMED_OUT',
  'NOT_ACCEPTED',
]);
