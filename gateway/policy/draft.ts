import type { DataCategory, DisclosureLevel, Purpose } from '../../schema/vocabulary';
import type { PolicyRule } from './rule';

/** Purposes in which professionals work with a child; OVERSIGHT and CRIME_PREVENTION are not among them. */
export const CARE: readonly Purpose[] = [
  'IMMEDIATE_PROTECTION',
  'SECTION_47_ENQUIRY',
  'CHILD_IN_NEED',
  'EXPLOITATION_PANEL',
  'MISSING_CHILD',
  'SUPPORT_SERVICE',
];

/** Purposes in which a child is in danger now, or gone: names and addresses are shared over an objection, with reasons. */
export const DANGER: readonly Purpose[] = ['IMMEDIATE_PROTECTION', 'MISSING_CHILD'];

/** Purposes of a joint enquiry or panel about harm. */
export const ENQUIRY: readonly Purpose[] = ['IMMEDIATE_PROTECTION', 'SECTION_47_ENQUIRY', 'EXPLOITATION_PANEL'];

type Draft = Pick<PolicyRule, 'id' | 'lawfulBasis' | 'note'> & Partial<PolicyRule>;

/**
 * A PERMIT for people whose organisation works with the child, over a consent that is considered. It also holds for sealed
 * records: their marking leaves no more than that there is one.
 */
export function permit(categories: readonly DataCategory[], level: DisclosureLevel, draft: Draft): PolicyRule {
  return {
    ...EVERYONE,
    kind: 'PERMIT',
    categories,
    level,
    minimumRelationship: 'INVOLVED',
    maximumHandling: 'SEALED',
    ...draft,
  };
}

/** A CAP, whatever the relationship and the consent. */
export function cap(categories: readonly DataCategory[], level: DisclosureLevel, draft: Draft): PolicyRule {
  return { ...EVERYONE, kind: 'CAP', categories, level, ...draft };
}

const EVERYONE = {
  agencies: [],
  organisations: [],
  roles: [],
  purposes: [],
  areas: 'ANY',
  consent: 'CONSIDER',
  minimumRelationship: 'NONE',
  minimumConcern: 'NOT_RECORDED',
  ages: null,
  maximumHandling: 'OPEN',
  obligations: [],
  validFrom: null,
  validTo: null,
} satisfies Partial<PolicyRule>;
