import { registerEnumType } from 'type-graphql';
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

/** A vocabulary's words as a GraphQL enum of the given name. */
function enumOf<T extends string>(name: string, words: readonly T[]): Record<T, T> {
  const values = Object.fromEntries(words.map((word) => [word, word])) as Record<T, T>;
  registerEnumType(values, { name });
  return values;
}

export const AgencyEnum = enumOf('Agency', AGENCIES);
export const RoleEnum = enumOf('Role', ROLES);
export const PurposeEnum = enumOf('Purpose', PURPOSES);
export const DataCategoryEnum = enumOf('DataCategory', CATEGORIES);
export const DisclosureLevelEnum = enumOf('DisclosureLevel', LEVELS);
export const HandlingEnum = enumOf('Handling', HANDLINGS);
export const ConcernLevelEnum = enumOf('ConcernLevel', CONCERN_LEVELS);
export const ConsentStateEnum = enumOf('ConsentState', CONSENT_STATES);
export const ConsentGiverEnum = enumOf('ConsentGiver', ['CHILD', 'PARENT']);
export const WithheldReasonEnum = enumOf('WithheldReason', WITHHELD_REASONS);
export const DisclosureOutcomeEnum = enumOf('DisclosureOutcome', ['DISCLOSED', 'WITHHELD']);
export const ChildEventTypeEnum = enumOf('ChildEventType', EVENT_TYPES);
export const MatchBandEnum = enumOf('MatchBand', ['CERTAIN', 'LIKELY', 'POSSIBLE']);
export const RelationshipEnum = enumOf('Relationship', RELATIONSHIPS);
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
