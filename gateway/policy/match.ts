import {
  CONCERN_LEVELS,
  CONSENT_STATES,
  HANDLINGS,
  LEVELS,
  RELATIONSHIPS,
  WITHHELD_REASONS,
  type ConsentState,
  type WithheldReason,
} from '../../schema/vocabulary';
import { reasonWithoutRelationship } from './reasons';
import type { DecisionInput, PolicyRule, Recipient } from './rule';
import type { Digits, SituationIndex } from './situation-index';

/** The conditions of a PERMIT as bits, in the order in which the first failing one is told. */
const PURPOSE = 1;
const ROLE = 1 << 1;
const RELATIONSHIP = 1 << 2;
const AREA = 1 << 3;
const AGE = 1 << 4;
const CONCERN = 1 << 5;
const CONSENT = 1 << 6;
const JUSTIFICATION = 1 << 7;
const BASIS = 1 << 8;
const VALIDITY = 1 << 9;
const HANDLING = 1 << 10;
const ALL_CONDITIONS = 1 << 11;

const CONSENT_BIT = 6;
const HANDLING_BIT = 10;

/** All reasons below are positions in WITHHELD_REASONS, as cells hold them. */
const reasonIndex = (reason: WithheldReason): number => WITHHELD_REASONS.indexOf(reason);
const NOT_AGREED = reasonIndex('NOT_AGREED');
const CONDITIONAL = reasonIndex('CONDITIONAL');
const REASON_OF_CONDITION: readonly number[] = (
  [
    'PURPOSE_NOT_PERMITTED',
    'ROLE_NOT_PERMITTED',
    'NO_RELATIONSHIP',
    'OUT_OF_AREA',
    'NOT_AGREED',
    'NOT_AGREED',
    'CONSENT_REQUIRED',
    'JUSTIFICATION_REQUIRED',
    'AGREEMENT_EXPIRED',
    'AGREEMENT_EXPIRED',
    'SEALED',
  ] as const
).map(reasonIndex);
const OF_CONSENT: Readonly<Record<ConsentState, WithheldReason>> = {
  GIVEN: 'NOT_AGREED',
  REFUSED: 'CONSENT_REFUSED',
  WITHDRAWN: 'CONSENT_WITHDRAWN',
  NOT_SOUGHT: 'CONSENT_REQUIRED',
};
/** By relationship and consent. */
const REASON_OF_CONSENT: readonly (readonly number[])[] = RELATIONSHIPS.map((relationship) =>
  CONSENT_STATES.map((consent) => reasonIndex(reasonWithoutRelationship(OF_CONSENT[consent], relationship))),
);

/** Positions of handling in EFFECTIVE_HANDLINGS as positions in HANDLINGS: being named does not make a record OPEN. */
const MARKING = [0, 1, 1, 2, 3] as const;
const SEALED = 3;

/** Above every score: no PERMIT about the caller reaches the level. */
export const NO_PERMIT = 0xffff;

/**
 * Orders failures by how near they are to a match: 0 matches; then by the number of failing conditions; of equally many,
 * the one that failed last in the order of the conditions got furthest, so the order of rules never matters.
 */
const SCORE = Uint16Array.from({ length: ALL_CONDITIONS }, (_, failed) => {
  if (failed === 0) return 0;
  let conditions = 0;
  for (let rest = failed; rest !== 0; rest &= rest - 1) conditions++;
  return conditions * 16 + (15 - firstBit(failed));
});

function firstBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

/** A PERMIT about the caller: which conditions fail, by each digit of the situation. */
export interface Permit {
  level: number;
  always: number;
  byRelationship: readonly number[];
  byConcern: readonly number[];
  byBand: readonly number[];
  /** By consent x justified. */
  byConsent: readonly number[];
  byHandling: readonly number[];
  notifies: boolean;
  /** Whether a match rests on the justification, by consent. */
  restsOnJustification: readonly boolean[];
  reachesSealed: boolean;
}

/** A CAP that binds the caller wherever all the digits of the situation agree. */
export interface Cap {
  level: number;
  relationship: number;
  concern: number;
  band: readonly boolean[];
  consent: readonly boolean[];
}

/** Whether a rule speaks of the caller's agency and organisation at all. */
export function isAboutCaller(rule: PolicyRule, recipient: Recipient): boolean {
  return matches(rule.agencies, recipient.agency) && matches(rule.organisations, recipient.organisation);
}

export function compilePermit(rule: PolicyRule, input: DecisionInput, index: SituationIndex): Permit {
  const minimumRelationship = RELATIONSHIPS.indexOf(rule.minimumRelationship);
  const minimumConcern = CONCERN_LEVELS.indexOf(rule.minimumConcern);
  const maximumHandling = HANDLINGS.indexOf(rule.maximumHandling);
  const restsOnJustification = CONSENT_STATES.map(
    (consent) => rule.obligations.includes('JUSTIFY') || (rule.consent === 'CONSIDER' && isOpposed(consent)),
  );
  const byHandling = MARKING.map((marking) => failsIf(marking > maximumHandling, HANDLING));
  return {
    level: LEVELS.indexOf(rule.level),
    always: failingAlways(rule, input),
    byRelationship: RELATIONSHIPS.map((_, position) => failsIf(position < minimumRelationship, RELATIONSHIP)),
    byConcern: CONCERN_LEVELS.map((_, position) => failsIf(position < minimumConcern, CONCERN)),
    byBand: bandsWithin(rule, index, false).map((within) => failsIf(!within, AGE)),
    byConsent: CONSENT_STATES.flatMap((consent, position) => {
      const failed = failsIf(rule.consent === 'REQUIRED' && consent !== 'GIVEN', CONSENT);
      return [failed | failsIf(restsOnJustification[position] === true, JUSTIFICATION), failed];
    }),
    byHandling,
    notifies: rule.obligations.includes('NOTIFY_OWNER'),
    restsOnJustification,
    reachesSealed: byHandling[SEALED] === 0,
  };
}

export function compileCap(rule: PolicyRule, input: DecisionInput, index: SituationIndex): Cap[] {
  // The lawful basis and the maximum handling are conditions of giving; a cap needs neither.
  if ((failingAlways(rule, input) & ~BASIS) !== 0) return [];
  return [
    {
      level: LEVELS.indexOf(rule.level),
      relationship: RELATIONSHIPS.indexOf(rule.minimumRelationship),
      concern: CONCERN_LEVELS.indexOf(rule.minimumConcern),
      band: bandsWithin(rule, index, true),
      consent: CONSENT_STATES.map((consent) => rule.consent !== 'REQUIRED' || consent === 'GIVEN'),
    },
  ];
}

/** How far a PERMIT is from matching: 0 when it matches. */
export function scoreOf(permit: Permit, digits: Digits): number {
  const failed =
    permit.always |
    permit.byRelationship[digits.relationship]! |
    permit.byConcern[digits.concern]! |
    permit.byBand[digits.band]! |
    permit.byConsent[digits.consent * 2 + digits.justified]! |
    permit.byHandling[digits.handling]!;
  return SCORE[failed]!;
}

export function binds(cap: Cap, digits: Digits): boolean {
  return (
    digits.relationship >= cap.relationship &&
    digits.concern >= cap.concern &&
    cap.band[digits.band]! &&
    cap.consent[digits.consent]!
  );
}

/** The reason that the nearest PERMIT gives, as its position in WITHHELD_REASONS. */
export function reasonOfScore(score: number, digits: Digits): number {
  const condition = 15 - (score & 15);
  if (score === NO_PERMIT) return NOT_AGREED;
  if (condition === CONSENT_BIT) return REASON_OF_CONSENT[digits.relationship]![digits.consent]!;
  if (condition === HANDLING_BIT && digits.handling !== SEALED) return CONDITIONAL;
  return REASON_OF_CONDITION[condition]!;
}

function failingAlways(rule: PolicyRule, { recipient, purpose, ownerAreas, bases, today }: DecisionInput): number {
  const basis = rule.lawfulBasis === null ? undefined : bases.get(rule.lawfulBasis);
  const isNear = rule.areas === 'ANY' || recipient.areas.some((area) => ownerAreas.includes(area));
  return (
    failsIf(!(rule.purposes.length === 0 || (purpose !== null && rule.purposes.includes(purpose))), PURPOSE) |
    failsIf(!matches(rule.roles, recipient.role), ROLE) |
    failsIf(!isNear, AREA) |
    failsIf(basis === undefined || !hasBegun(basis, today) || hasEnded(basis, today), BASIS) |
    failsIf(hasEnded(rule, today), VALIDITY)
  );
}

/** Whether each age band lies within the rule's ages. An unknown age fails a PERMIT and is bound by a CAP. */
function bandsWithin({ ages }: PolicyRule, index: SituationIndex, unknown: boolean): boolean[] {
  return Array.from({ length: index.bands }, (_, band) => {
    const age = index.ageOf(band);
    if (ages === null || (ages.from === null && ages.to === null)) return true;
    if (age === null) return unknown;
    return age >= (ages.from ?? 0) && age <= (ages.to ?? Infinity);
  });
}

/** A rule or basis whose time has not come is not there yet. */
export function hasBegun({ validFrom }: { validFrom: string | null }, today: string): boolean {
  return validFrom === null || validFrom <= today;
}

function hasEnded({ validTo }: { validTo: string | null }, today: string): boolean {
  return validTo !== null && validTo < today;
}

function isOpposed(consent: ConsentState): boolean {
  return consent === 'REFUSED' || consent === 'WITHDRAWN';
}

function matches<T>(list: readonly T[], value: T): boolean {
  return list.length === 0 || list.includes(value);
}

function failsIf(isFailing: boolean, condition: number): number {
  return isFailing ? condition : 0;
}

/**
 * Whether a rule can hold for this caller, purpose and day in some situation. The levels of a table depend on no other
 * rules; its reasons do.
 */
export function isPossible(rule: PolicyRule, input: DecisionInput): boolean {
  if (!isAboutCaller(rule, input.recipient) || !hasBegun(rule, input.today)) return false;
  const failing = failingAlways(rule, input);
  return (rule.kind === 'CAP' ? failing & ~BASIS : failing) === 0;
}
