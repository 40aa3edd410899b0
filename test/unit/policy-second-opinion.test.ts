import * as fc from 'fast-check';
import { AGENCIES, CATEGORIES, LEVELS, PURPOSES, ROLES, type DataCategory as Category } from '../../schema/vocabulary';
import {
  compileTable,
  isBreakGlass,
  levelOf,
  notifiesOwner,
  reasonOf,
  restsOnJustification,
  type DecisionTable,
} from '../../gateway/policy/compile';
import { createRulesBehind } from '../../gateway/policy/determining-rules';
import { interpret } from '../../gateway/policy/interpret';
import type { Decision, DecisionInput, PolicyRule, Situation } from '../../gateway/policy/rule';
import { askCedar, canBeSaidInCedar } from '../support/cedar';
import { aDecisionInput, aRecipient, cellAt, EVERY_SITUATION, withRules } from '../support/policy';
import { anyInput, anyRules, anySituation } from '../support/policy-arbitraries';

const situations = (count: number): fc.Arbitrary<Situation[]> =>
  fc.array(anySituation, { minLength: count, maxLength: count });

const OPEN_RULE: Partial<PolicyRule> = {
  categories: [],
  agencies: [],
  organisations: [],
  roles: [],
  purposes: [],
  areas: 'ANY',
  consent: 'IGNORE',
  minimumRelationship: 'NONE',
  minimumConcern: 'NOT_RECORDED',
  ages: null,
  maximumHandling: 'SEALED',
  lawfulBasis: 'CA1989-S47',
  obligations: [],
  validFrom: null,
  validTo: null,
};

/** Each leaves a rule a few of its conditions, whatever they are. */
const NARROWER: readonly ((rule: PolicyRule) => Partial<PolicyRule>)[] = [
  ({ categories, consent, obligations }) => ({ ...OPEN_RULE, kind: 'PERMIT', categories, consent, obligations }),
  ({ level, ages, minimumRelationship }) => ({ ...OPEN_RULE, kind: 'PERMIT', level, ages, minimumRelationship }),
  ({ categories, ages, minimumConcern, validTo }) => ({
    ...OPEN_RULE,
    kind: 'CAP',
    categories,
    ages,
    minimumConcern,
    validTo,
  }),
  ({ maximumHandling, purposes, roles }) => ({ ...OPEN_RULE, kind: 'PERMIT', maximumHandling, purposes, roles }),
];

/** Rules and a caller of whom many hold: what is compared is then more than that nothing is given. */
const nearInput: fc.Arbitrary<DecisionInput> = anyInput(
  anyRules.map((rules) => rules.map((rule, index) => ({ ...rule, ...NARROWER[index % NARROWER.length]!(rule) }))),
).map((input) => ({ ...input, recipient: aRecipient({ agency: input.recipient.agency }), purpose: 'MISSING_CHILD' }));

/** P12: what is enforced is a compiled table; these are other readings of the same policy. */
describe('the plain reading, rule by rule', () => {
  test('says what the table says, duties and reasons included, on a million random cells', () => {
    let cells = 0;
    fc.assert(
      fc.property(anyInput(anyRules), situations(126), (input, drawn) => {
        const table = compileTable(input);
        for (const situation of drawn) cells += expectAgreementIn(situation, input, table);
      }),
      { numRuns: 500 },
    );
    expect(cells).toBeGreaterThan(1_000_000);
  });

  test('says so of the demonstration policies too', () => {
    const inputs = AGENCIES.flatMap((owner) =>
      AGENCIES.flatMap((agency) =>
        [...PURPOSES, null].map((purpose) => aDecisionInput(owner, { purpose, recipient: aRecipient({ agency }) })),
      ),
    );
    const requests = inputs.flatMap((input) =>
      ROLES.map((role) => ({ ...input, recipient: { ...input.recipient, role, purposes: [...PURPOSES] } })),
    );
    for (const [index, input] of requests.entries()) {
      const table = compileTable(input);
      for (let at = index; at < EVERY_SITUATION.length; at += 499)
        expectAgreementIn(EVERY_SITUATION[at]!, input, table);
    }
  });
});

describe('Cedar', () => {
  const expectSameLevels = (input: DecisionInput, drawn: readonly Situation[]): void => {
    const table = compileTable(input);
    const levelInCedar = askCedar(input);
    for (const situation of drawn.filter(canBeSaidInCedar)) {
      for (const category of CATEGORIES) {
        const [ours, theirs] = [LEVELS[levelOf(cellAt(table, situation, category))], levelInCedar(situation, category)];
        if (ours !== theirs)
          throw new Error(`${category} in ${JSON.stringify(situation)}: table ${ours}, Cedar ${theirs}`);
      }
    }
  };

  test.each([
    ['any policy', anyInput(anyRules)],
    ['policies of which many rules hold', nearInput],
  ])('gives the levels that the table gives, for %s', (_, inputs) => {
    fc.assert(
      fc.property(inputs, situations(4), (input, drawn) => expectSameLevels(input, drawn)),
      { numRuns: 75 },
    );
  });

  test.each(AGENCIES)('gives the levels that the demonstration policy of %s gives', (owner) => {
    for (const [index, purpose] of [...PURPOSES, null].entries()) {
      const agency = AGENCIES[index % AGENCIES.length]!;
      const input = aDecisionInput(owner, { purpose, recipient: aRecipient({ agency }) });
      const drawn = EVERY_SITUATION.filter((_, at) => at % 487 === index);
      expectSameLevels(input, drawn);
    }
  });
});

describe('the rules behind a decision', () => {
  const levelWithout = (input: DecisionInput, ids: readonly string[], [situation, category]: [Situation, Category]) => {
    const rules = input.policy.rules.filter(({ id }) => !ids.includes(id));
    return LEVELS.indexOf(interpret(withRules(input, rules), situation, category).level);
  };

  test('are those without which it would be lower, or a cap less', () => {
    let [given, capped] = [0, 0];
    fc.assert(
      fc.property(nearInput, anySituation, fc.constantFrom(...CATEGORIES), (input, drawn, category) => {
        const situation = { ...drawn, breakGlass: false };
        const decision = interpret(input, situation, category);
        const named = createRulesBehind(input, situation)(category);
        const { rules } = input.policy;
        const permits = rules.filter(({ kind }) => kind === 'PERMIT').map(({ id }) => id);
        const at: [Situation, Category] = [situation, category];
        const namedPermits = named.filter((id) => permits.includes(id));
        const level = LEVELS.indexOf(decision.level);
        // What the safeguarding minimum does not give, the named permits give.
        if (level > levelWithout(input, permits, at)) {
          given += 1;
          expect(levelWithout(input, namedPermits, at)).toBeLessThan(level);
        }
        const isCapped = level < 3 && decision.reasonFor(LEVELS[level + 1]!) === 'CAPPED';
        const namedCaps = named.filter((id) => !permits.includes(id));
        expect(namedCaps.length > 0).toBe(isCapped);
        if (!isCapped) return;
        capped += 1;
        const uncapped = withRules(
          input,
          rules.filter(({ id }) => !namedCaps.includes(id)),
        );
        expect(interpret(uncapped, situation, category).reasonFor(LEVELS[level + 1]!)).not.toBe('CAPPED');
      }),
      { numRuns: 150, seed: 22 },
    );
    expect(given).toBeGreaterThan(5);
    expect(capped).toBeGreaterThan(5);
  });
});

/** Gives how many cells were compared. */
function expectAgreementIn(situation: Situation, input: DecisionInput, table: DecisionTable): number {
  for (const category of CATEGORIES) {
    const compiled = spelledOut(cellAt(table, situation, category));
    const read = reading(interpret(input, situation, category));
    if (compiled !== read)
      throw new Error(`${category} in ${JSON.stringify(situation)}: table ${compiled}, reading ${read}`);
  }
  return CATEGORIES.length;
}

function spelledOut(cell: number): string {
  const reasons = LEVELS.map((_, asked) => (asked > levelOf(cell) ? reasonOf(cell, asked) : ''));
  return JSON.stringify([levelOf(cell), isBreakGlass(cell), notifiesOwner(cell), restsOnJustification(cell), reasons]);
}

function reading(decision: Decision): string {
  const { level, breakGlass, obligations } = decision;
  const reasons = LEVELS.map((asked) => decision.reasonFor(asked) ?? '');
  const duties = (['NOTIFY_OWNER', 'JUSTIFY'] as const).map((duty) => obligations.includes(duty));
  return JSON.stringify([LEVELS.indexOf(level), breakGlass, ...duties, reasons]);
}
