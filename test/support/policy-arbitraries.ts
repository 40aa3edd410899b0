import * as fc from 'fast-check';
import {
  AGENCIES,
  CATEGORIES,
  CONCERN_LEVELS,
  CONSENT_STATES,
  HANDLINGS,
  LEVELS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
} from '../../schema/vocabulary';
import {
  AREA_SCOPES,
  CONSENT_GATES,
  EFFECTIVE_HANDLINGS,
  OBLIGATIONS,
  RULE_KINDS,
  type AgeRange,
  type DecisionInput,
  type PolicyRule,
  type Recipient,
  type Situation,
} from '../../gateway/policy/rule';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import { BASES } from './policy';

const some = <T>(words: readonly T[], maxLength = 4): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<T[]>([]) },
    { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength }) },
  );

const dates = fc.option(fc.constantFrom('2020-01-01', '2026-11-21', '2026-11-22', '2026-11-23', '2031-01-01'), {
  freq: 3,
});

const ages: fc.Arbitrary<AgeRange | null> = fc.option(
  fc
    .tuple(fc.option(fc.integer({ min: 0, max: 18 })), fc.option(fc.integer({ min: 0, max: 8 })))
    .map(([from, span]) => ({ from, to: span === null ? null : (from ?? 10) + span })),
  { freq: 2 },
);

const ORGANISATIONS = ['E23000024', 'E23000001', 'E10000020', 'harbour-youth-trust'];

/** Any rule that can be drafted, but with the id `rule`. */
export const anyRule: fc.Arbitrary<PolicyRule> = fc.record({
  id: fc.constant('rule'),
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant(RULE_KINDS[0]) },
    { weight: 1, arbitrary: fc.constant(RULE_KINDS[1]) },
  ),
  categories: some(CATEGORIES, 8),
  agencies: some(AGENCIES, 3),
  organisations: fc.oneof(
    { weight: 5, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: some(ORGANISATIONS) },
  ),
  roles: some(ROLES),
  purposes: some(PURPOSES, 8),
  areas: fc.constantFrom(...AREA_SCOPES),
  level: fc.constantFrom(...LEVELS),
  consent: fc.constantFrom(...CONSENT_GATES),
  minimumRelationship: fc.constantFrom(...RELATIONSHIPS),
  minimumConcern: fc.constantFrom(...CONCERN_LEVELS),
  ages,
  maximumHandling: fc.constantFrom(...HANDLINGS),
  lawfulBasis: fc.option(fc.constantFrom('CA2004-S11', 'UKGDPR-6-1-EA', 'CA2004-S16LA', 'NO-SUCH-BASIS'), { freq: 6 }),
  obligations: fc.uniqueArray(fc.constantFrom(...OBLIGATIONS), { maxLength: 2 }),
  validFrom: dates,
  validTo: dates,
  note: fc.constant(null),
});

const inOrder = (rule: PolicyRule): PolicyRule =>
  rule.validFrom !== null && rule.validTo !== null && rule.validTo < rule.validFrom
    ? { ...rule, validFrom: rule.validTo, validTo: rule.validFrom }
    : rule;

/** A CAP that binds alike whatever the relationship and the consent, as one that passes the proofs does. */
const evenCap = (rule: PolicyRule): PolicyRule =>
  rule.kind === 'CAP' ? { ...rule, minimumRelationship: 'NONE', consent: 'IGNORE' } : rule;

const numbered = (rules: PolicyRule[]): PolicyRule[] =>
  rules.map((rule, index) => ({ ...inOrder(rule), id: `rule-${index}` }));

export const anyRules: fc.Arbitrary<PolicyRule[]> = fc.array(anyRule, { maxLength: 12 }).map(numbered);

/** Rules as they come out of the proofs: caps that do not loosen with a wish refused or a relationship lost. */
export const provableRules: fc.Arbitrary<PolicyRule[]> = anyRules.map((rules) => rules.map(evenCap));

export const anyRecipient: fc.Arbitrary<Recipient> = fc.record({
  organisation: fc.constantFrom(...ORGANISATIONS, 'somebody-else'),
  agency: fc.constantFrom(...AGENCIES),
  role: fc.oneof(fc.constantFrom('PRACTITIONER' as const, 'SUPERVISOR' as const), fc.constantFrom(...ROLES)),
  areas: fc.subarray(['E10000020', 'E09000023']),
  purposes: fc.option(fc.subarray([...PURPOSES])),
});

export const anySituation: fc.Arbitrary<Situation> = fc.record({
  consent: fc.constantFrom(...CONSENT_STATES),
  relationship: fc.constantFrom(...RELATIONSHIPS),
  concern: fc.constantFrom(...CONCERN_LEVELS),
  handling: fc.constantFrom(...EFFECTIVE_HANDLINGS),
  age: fc.option(fc.integer({ min: 0, max: 28 })),
  breakGlass: fc.boolean(),
  justified: fc.boolean(),
});

/** A caller with a purpose before an owner with these rules. */
export function anyInput(rules: fc.Arbitrary<PolicyRule[]>): fc.Arbitrary<DecisionInput> {
  return fc.record({
    policy: rules.map((each) => ({ id: 'policy', owner: 'E23000024', rules: each })),
    ownerAgency: fc.constant('POLICE' as const),
    ownerAreas: fc.constant(['E10000020']),
    recipient: anyRecipient,
    purpose: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...PURPOSES) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    bases: fc.constant(BASES),
    minimum: fc.constant(SAFEGUARDING_MINIMUM),
    today: fc.constant('2026-11-22'),
  });
}
