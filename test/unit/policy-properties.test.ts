import * as fc from 'fast-check';
import { AGENCIES, CATEGORIES, PURPOSES } from '../../schema/vocabulary';
import { compileTable, isBreakGlass, levelOf, reasonOf } from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { interpret } from '../../gateway/policy/interpret';
import type { DecisionInput, PolicyRule } from '../../gateway/policy/rule';
import {
  aDecisionInput,
  aRecipient,
  aRule,
  aSituation,
  BASES,
  cellAt,
  EVERY_SITUATION,
  withRules,
} from '../support/policy';
import { anyInput, anyRules, anySituation, provableRules } from '../support/policy-arbitraries';
import { brokenProperties } from '../support/policy-proofs';

const RUNS = 60;
const SPECIAL = ['HEALTH', 'SOCIAL_CARE', 'REFERRAL', 'EXPLOITATION', 'SUPPORT', 'CHILD_VOICE'] as const;
const OFFENCES = ['OFFENDING', 'INTELLIGENCE'] as const;
const METROPOLITAN = demonstrationPolicy({ id: 'E23000001', agency: 'POLICE' });

const REQUESTS = [
  ...PURPOSES.filter((purpose) => purpose !== 'OVERSIGHT').map(
    (purpose) => ({ role: 'PRACTITIONER', purpose }) as const,
  ),
  { role: 'SUPERVISOR', purpose: 'OVERSIGHT' },
  ...(['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'OVERSIGHT'] as const).map(
    (purpose) => ({ role: 'ADVOCATE', purpose }) as const,
  ),
] as const;

const OWNERS: readonly DecisionInput[] = [
  ...AGENCIES.map((agency) => aDecisionInput(agency)),
  withRules(aDecisionInput('POLICE'), METROPOLITAN),
  withRules(aDecisionInput('POLICE', { ownerAreas: ['E09000023'] }), METROPOLITAN),
];

/** Every owner's demonstration policy, the force that differs included, before every kind of person and purpose. */
const DEMONSTRATION: readonly DecisionInput[] = OWNERS.flatMap((input) =>
  AGENCIES.flatMap((agency) =>
    REQUESTS.map(({ role, purpose }) => ({ ...input, purpose, recipient: aRecipient({ agency, role }) })),
  ),
);

describe('the demonstration policies', () => {
  test('keep P3 to P8 and P10 in every cell', () => {
    expect(DEMONSTRATION.flatMap((input) => [...brokenProperties(input)])).toEqual([]);
  });

  test('P9: without a live lawful basis nothing is given, and special categories need one that covers them', () => {
    const covering = new Map([...BASES].filter(([, basis]) => basis.schedule !== null));
    const special = new Set([...SPECIAL, ...OFFENCES].map((category) => CATEGORIES.indexOf(category)));
    for (const input of DEMONSTRATION.filter((_, index) => index % 2 === 0)) {
      const covered = compileTable({ ...input, bases: covering }).cells;
      const isUncovered = (cell: number, at: number): boolean =>
        special.has(at % CATEGORIES.length) && levelOf(cell) !== levelOf(covered[at]!);
      expect(compileTable(input).cells.some(isUncovered)).toBe(false);
      const bare = compileTable({ ...input, bases: new Map(), minimum: { ...input.minimum, purposes: [] } });
      expect(bare.cells.some((cell) => levelOf(cell) > 0 && !isBreakGlass(cell))).toBe(false);
    }
  });

  test('P11: every rule changes a cell', () => {
    const isDead = (input: DecisionInput, rule: PolicyRule): boolean => {
      const without = input.policy.rules.filter((each) => each !== rule);
      const role = rule.roles[0] ?? 'PRACTITIONER';
      const agencies = rule.agencies.length > 0 ? rule.agencies : AGENCIES;
      const requests = (rule.purposes.length > 0 ? rule.purposes : PURPOSES).flatMap((purpose) =>
        agencies.map((agency) => ({ ...input, purpose, recipient: aRecipient({ agency, role }) })),
      );
      return !requests.some((asked) => differs(asked, withRules(asked, without)));
    };
    const dead = OWNERS.flatMap((input) => input.policy.rules.filter((rule) => isDead(input, rule)));
    expect(dead.map((rule) => rule.id)).toEqual([]);
  });

  test('tell a stranger nothing of consent: what is withheld reads the same whatever the child decided', () => {
    const strangers = EVERY_SITUATION.filter((each) => each.relationship === 'NONE' && each.consent === 'GIVEN');
    for (const input of DEMONSTRATION) {
      const { cells, base, consentStride } = compileTable(input);
      const isTold = (at: number): boolean =>
        CATEGORIES.some((_, category) =>
          [1, 2, 3].some((consent) => cells[at + category] !== cells[at + category + consent * consentStride]),
        );
      expect(strangers.find((situation) => isTold(base(situation)))).toBeUndefined();
    }
  });

  test('never give intelligence beyond SUMMARY to others, nor offences to a charity', () => {
    const [offending, intelligence] = OFFENCES.map((category) => CATEGORIES.indexOf(category));
    for (const input of DEMONSTRATION) {
      const isCharity = input.ownerAgency === 'POLICE' && input.recipient.agency === 'CHARITY';
      const isTooMuch = (cell: number, at: number): boolean => {
        const category = at % CATEGORIES.length;
        if (category === intelligence) return levelOf(cell) > (isCharity ? 0 : 2);
        return category === offending && isCharity && levelOf(cell) > 0;
      };
      expect(compileTable(input).cells.some(isTooMuch)).toBe(false);
    }
  });
});

describe('any policy', () => {
  test('P1: without a purpose, or with one that the role may not declare, nothing is given to others', () => {
    fc.assert(
      fc.property(anyInput(anyRules), anySituation, (input, situation) => {
        fc.pre(input.recipient.organisation !== input.policy.owner);
        const isCaseworker = input.recipient.role === 'PRACTITIONER' || input.recipient.role === 'SUPERVISOR';
        const table = compileTable({ ...input, purpose: null });
        for (const category of CATEGORIES) {
          const cell = cellAt(table, situation, category);
          expect(levelOf(cell)).toBe(0);
          if (isCaseworker) expect(reasonOf(cell, 1)).toBe('PURPOSE_MISSING');
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('P2: another owner`s rules are no part of a decision', () => {
    fc.assert(
      fc.property(anyInput(anyRules), anyRules, (input, others) => {
        const other = { ...withRules(input, others), policy: { id: 'other', owner: 'another-owner', rules: others } };
        const before = bytes(input);
        compileTable(other);
        expect(Buffer.compare(bytes(input), before)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  test('keeps P3 to P8 and P10 in every cell, once its caps are even', () => {
    fc.assert(
      fc.property(anyInput(provableRules), (input) => {
        expect([...brokenProperties(input)]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test.each([
    ['P4', { consent: 'REQUIRED' }],
    ['P5', { minimumRelationship: 'INVOLVED' }],
  ] as const)('breaks %s where a cap spares those with less', (property, cap) => {
    const rules = [
      aRule({ id: 'give', categories: ['SOCIAL_CARE'], minimumRelationship: 'NONE', consent: 'IGNORE' }),
      aRule({ id: 'cap', kind: 'CAP', level: 'NONE', categories: ['SOCIAL_CARE'], ...cap }),
    ];
    expect([...brokenProperties(withRules(aDecisionInput('COUNCIL'), rules)).keys()]).toEqual([property]);
  });
});

describe('the compiled table', () => {
  test('means the same in whatever order its rules stand', () => {
    fc.assert(
      fc.property(
        anyInput(anyRules).chain((input) =>
          fc.tuple(
            fc.constant(input),
            fc.shuffledSubarray([...input.policy.rules], { minLength: input.policy.rules.length }),
          ),
        ),
        ([input, shuffled]) => {
          expect(Buffer.compare(bytes(input), bytes(withRules(input, shuffled)))).toBe(0);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('denies everything when a rule fails to evaluate, to own staff too', () => {
    const broken = JSON.parse('[{"id":"x","kind":"PERMIT","level":"EVERYTHING"}]');
    for (const organisation of ['somebody-else', 'E10000020']) {
      const input = withRules(aDecisionInput('COUNCIL', { recipient: aRecipient({ organisation }) }), broken);
      const table = compileTable(input);
      for (const situation of EVERY_SITUATION) expect(levelOf(cellAt(table, situation, 'IDENTITY'))).toBe(0);
      expect(interpret(input, aSituation(), 'IDENTITY').level).toBe('NONE');
    }
  });

  test('denies a situation that cannot be read', () => {
    const table = compileTable(aDecisionInput('POLICE', { recipient: aRecipient({ organisation: 'E23000024' }) }));
    expect(levelOf(cellAt(table, aSituation(), 'IDENTITY'))).toBe(3);
    for (const field of ['consent', 'relationship', 'concern', 'handling'] as const)
      for (const word of ['UNHEARD_OF', 'constructor', '__proto__', ''])
        expect(levelOf(cellAt(table, { ...aSituation(), [field]: word }, 'IDENTITY'))).toBe(0);
  });
});

function differs(left: DecisionInput, right: DecisionInput): boolean {
  const [one, other] = [compileTable(left), compileTable(right)];
  return EVERY_SITUATION.some((situation) => {
    const [here, there] = [one.base(situation), other.base(situation)];
    return CATEGORIES.some((_, category) => one.cells[here + category] !== other.cells[there + category]);
  });
}

function bytes(input: DecisionInput): Uint8Array {
  return new Uint8Array(compileTable(input).cells.buffer);
}
