import {
  CATEGORIES,
  CONCERN_LEVELS,
  CONSENT_STATES,
  RELATIONSHIPS,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type Relationship,
} from '../../schema/vocabulary';
import { EFFECTIVE_HANDLINGS, type EffectiveHandling, type PolicyRule, type Situation } from './rule';

/** A situation as numbers: positions in the vocabulary's lists, and the age band (0 is an unknown age). */
export interface Digits {
  consent: number;
  relationship: number;
  concern: number;
  handling: number;
  band: number;
  breakGlass: number;
  justified: number;
}

/** The place of a category among the 16 cells of a situation. */
export const CATEGORY_INDEX: Readonly<Record<DataCategory, number>> = {
  INVOLVEMENT: 0,
  IDENTITY: 1,
  WHEREABOUTS: 2,
  FAMILY: 3,
  CHILD_VOICE: 4,
  EDUCATION: 5,
  HEALTH: 6,
  SOCIAL_CARE: 7,
  REFERRAL: 8,
  PLACEMENT: 9,
  MISSING: 10,
  EXPLOITATION: 11,
  OFFENDING: 12,
  INTELLIGENCE: 13,
  SUPPORT: 14,
  CONSENT: 15,
};

/** Positions in the vocabulary's lists, by word. Each table is checked against its list by a test. */
const CONSENT_INDEX: Readonly<Record<ConsentState, number>> = { GIVEN: 0, REFUSED: 1, WITHDRAWN: 2, NOT_SOUGHT: 3 };
const RELATIONSHIP_INDEX: Readonly<Record<Relationship, number>> = { NONE: 0, INVOLVED: 1, ALLOCATED: 2 };
export const CONCERN_INDEX: Readonly<Record<ConcernLevel, number>> = {
  NOT_RECORDED: 0,
  CONCERN: 1,
  LIKELY_SIGNIFICANT_HARM: 2,
  IMMEDIATE_DANGER: 3,
};
export const HANDLING: Readonly<Record<EffectiveHandling, number>> = {
  OPEN: 0,
  CONDITIONAL_NAMED: 1,
  CONDITIONAL: 2,
  SEALED: 3,
  HIDDEN: 4,
};
export const ALLOCATED = RELATIONSHIP_INDEX.ALLOCATED;

const WIDTH = CATEGORIES.length;
const PER_BAND = 4;

/** Where each situation lies in a table; which ages are told apart depends on the rules. */
export interface SituationIndex {
  /** Situations in all, without the one for what cannot be read. */
  readonly size: number;
  readonly bands: number;
  /** Cells from one consent state to the next. */
  readonly consentStride: number;
  /** Cell of the first category in this situation; of the denied block when the situation cannot be read. */
  base: (situation: Situation) => number;
  digits: (index: number) => Digits;
  /** The lowest age of a band; null for band 0. */
  ageOf: (band: number) => number | null;
}

/** The first ages of the bands that these rules tell apart. */
export function ageCuts(rules: readonly PolicyRule[]): number[] {
  const cuts = new Set<number>();
  for (const { ages } of rules) {
    if (ages?.from != null && ages.from > 0) cuts.add(ages.from);
    if (ages?.to != null) cuts.add(ages.to + 1);
  }
  return [...cuts].sort((left, right) => left - right);
}

export function createSituationIndex(cuts: readonly number[]): SituationIndex {
  const bands = cuts.length + 2;
  const perHandling = bands * PER_BAND;
  const perConcern = perHandling * EFFECTIVE_HANDLINGS.length;
  const perRelationship = perConcern * CONCERN_LEVELS.length;
  const perConsent = perRelationship * RELATIONSHIPS.length;
  const size = perConsent * CONSENT_STATES.length;

  const bandOf = (age: number | null): number => {
    if (age === null || !(age >= 0)) return 0;
    let band = 1;
    for (const cut of cuts) if (age >= cut) band++;
    return band;
  };

  return {
    size,
    bands,
    consentStride: perConsent * WIDTH,
    base: (situation) => {
      const index =
        CONSENT_INDEX[situation.consent] * perConsent +
        RELATIONSHIP_INDEX[situation.relationship] * perRelationship +
        CONCERN_INDEX[situation.concern] * perConcern +
        HANDLING[situation.handling] * perHandling +
        bandOf(situation.age) * PER_BAND +
        (situation.breakGlass ? 2 : 0) +
        (situation.justified ? 1 : 0);
      // INVARIANT: a word that is not in the vocabulary makes the sum NaN, and that situation is denied.
      return (index >= 0 ? index : size) * WIDTH;
    },
    // Bitwise truncation: this runs for every situation of every table.
    digits: (index) => ({
      consent: (index / perConsent) | 0,
      relationship: ((index / perRelationship) | 0) % RELATIONSHIPS.length,
      concern: ((index / perConcern) | 0) % CONCERN_LEVELS.length,
      handling: ((index / perHandling) | 0) % EFFECTIVE_HANDLINGS.length,
      band: ((index / PER_BAND) | 0) % bands,
      breakGlass: (index >> 1) & 1,
      justified: index & 1,
    }),
    ageOf: (band) => (band === 0 ? null : (cuts[band - 2] ?? 0)),
  };
}

/** The digits of a situation whose words are in the vocabulary. */
export function digitsOf(index: SituationIndex, situation: Situation): Digits {
  return index.digits(index.base(situation) / WIDTH);
}
