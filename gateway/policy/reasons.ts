import type { Relationship, WithheldReason } from '../../schema/vocabulary';

const TOLD_BY_CONSENT: ReadonlySet<WithheldReason> = new Set<WithheldReason>([
  'CONSENT_REQUIRED',
  'CONSENT_REFUSED',
  'CONSENT_WITHDRAWN',
]);

/** The reason as the caller may know it: what a child decided about consent is not told to someone without a relationship. */
export function reasonWithoutRelationship(reason: WithheldReason, relationship: Relationship): WithheldReason {
  return relationship === 'NONE' && TOLD_BY_CONSENT.has(reason) ? 'NOT_AGREED' : reason;
}
