import {
  CATEGORIES,
  CONCERN_LEVELS,
  CONSENT_STATES,
  RELATIONSHIPS,
  type Agency,
  type DataCategory,
} from '../../schema/vocabulary';
import type { DecisionTable } from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import {
  EFFECTIVE_HANDLINGS,
  parsePolicyRules,
  type DecisionInput,
  type LawfulBasis,
  type PolicyRule,
  type Recipient,
  type Situation,
} from '../../gateway/policy/rule';

export const BASES: ReadonlyMap<string, LawfulBasis> = new Map(LAWFUL_BASES.map((basis) => [basis.id, basis]));

/** The organisations that act in the demonstration, one of each agency; their areas overlap. */
export const OWNER_OF_AGENCY: Readonly<Record<Agency, string>> = {
  POLICE: 'E23000024',
  COUNCIL: 'E10000020',
  CHARITY: 'harbour-youth-trust',
};

export function aRecipient(over: Partial<Recipient> = {}): Recipient {
  return {
    organisation: 'somebody-else',
    agency: 'CHARITY',
    role: 'PRACTITIONER',
    areas: ['E10000020'],
    purposes: null,
    ...over,
  };
}

/** A request of another organisation's practitioner to an owner with its demonstration policy. */
export function aDecisionInput(ownerAgency: Agency, over: Partial<DecisionInput> = {}): DecisionInput {
  const owner = OWNER_OF_AGENCY[ownerAgency];
  return {
    policy: { id: `policy-of-${owner}`, owner, rules: demonstrationPolicy({ id: owner, agency: ownerAgency }) },
    ownerAgency,
    ownerAreas: ['E10000020'],
    recipient: aRecipient(),
    purpose: 'SUPPORT_SERVICE',
    bases: BASES,
    minimum: SAFEGUARDING_MINIMUM,
    today: '2026-11-22',
    ...over,
  };
}

export function aSituation(over: Partial<Situation> = {}): Situation {
  return {
    consent: 'GIVEN',
    relationship: 'INVOLVED',
    concern: 'NOT_RECORDED',
    handling: 'OPEN',
    age: 15,
    breakGlass: false,
    justified: false,
    ...over,
  };
}

/** A rule as a data officer drafts it: what is not said takes the defaults of the API. */
export function aRule(over: Partial<PolicyRule> = {}): PolicyRule {
  const [rule] = parsePolicyRules([{ id: 'rule', kind: 'PERMIT', level: 'FULL', lawfulBasis: 'CA2004-S11', ...over }]);
  return rule!;
}

export function withRules(input: DecisionInput, rules: readonly PolicyRule[]): DecisionInput {
  return { ...input, policy: { ...input.policy, rules } };
}

export function cellAt(table: DecisionTable, situation: Situation, category: DataCategory): number {
  return table.cells[table.base(situation) + CATEGORIES.indexOf(category)]!;
}

const AGES = [null, 15, 18] as const;
const FLAGS = [false, true] as const;

/** Every situation, at an unknown age and on both sides of the eighteenth birthday. */
export const EVERY_SITUATION: readonly Situation[] = CONSENT_STATES.flatMap((consent) =>
  RELATIONSHIPS.flatMap((relationship) =>
    CONCERN_LEVELS.flatMap((concern) =>
      EFFECTIVE_HANDLINGS.flatMap((handling) =>
        AGES.flatMap((age) =>
          FLAGS.flatMap((breakGlass) =>
            FLAGS.map((justified) => ({ consent, relationship, concern, handling, age, breakGlass, justified })),
          ),
        ),
      ),
    ),
  ),
);
