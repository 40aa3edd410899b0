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

/**
 * The one reason that stands for several owners who stay unnamed: theirs when they agree. When they differ, a missing
 * relationship is told if any of them gives it, because the caller can mend it and knows it of itself; else NOT_AGREED.
 */
export function commonReason(reasons: readonly WithheldReason[]): WithheldReason {
  const [first] = reasons;
  if (first !== undefined && reasons.every((reason) => reason === first)) return first;
  return reasons.includes('NO_RELATIONSHIP') ? 'NO_RELATIONSHIP' : 'NOT_AGREED';
}
