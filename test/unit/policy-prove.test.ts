import { AGENCIES, CATEGORIES } from '../../schema/vocabulary';
import { compileTable, type DecisionTable } from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { prove, type ProofResult } from '../../gateway/policy/proof/prove';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import { daysOf, type PolicyUnderProof } from '../../gateway/policy/proof/requests';
import type { DecisionInput, PolicyRule, Situation } from '../../gateway/policy/rule';
import { aRule, BASES, EVERY_SITUATION, OWNER_OF_AGENCY } from '../support/policy';

const organisations = new Map(AGENCIES.map((agency) => [OWNER_OF_AGENCY[agency], { agency }]));
const COUNCIL = OWNER_OF_AGENCY.COUNCIL;
const TODAY = '2026-11-22';

function policyOf(rules: readonly PolicyRule[], over: Partial<PolicyUnderProof> = {}): PolicyUnderProof {
  const numbered = rules.map((rule, index) => ({ ...rule, id: `rule-${index + 1}` }));
  return {
    owner: COUNCIL,
    ownerAgency: 'COUNCIL',
    ownerAreas: ['E10000020'],
    rules: numbered,
    bases: BASES,
    minimums: [],
    organisations,
    ...over,
  };
}

type Compile = (input: DecisionInput) => DecisionTable;

function proveRules(rules: readonly PolicyRule[], compile: Compile = compileTable): ProofResult {
  return prove(policyOf(rules), { today: TODAY, categories: CATEGORIES, compile });
}

const errorsOf = ({ findings }: ProofResult) => findings.filter(({ severity }) => severity === 'ERROR');
const GIVE = aRule({
  categories: ['HEALTH'],
  agencies: ['CHARITY'],
  purposes: ['SUPPORT_SERVICE'],
  maximumHandling: 'SEALED',
});

test.each(AGENCIES)('the demonstration policy of %s has no ERROR', (agency) => {
  const owner = OWNER_OF_AGENCY[agency];
  const rules = demonstrationPolicy({ id: owner, agency });
  const policy = { ...policyOf([]), rules, owner, ownerAgency: agency };
  const result = prove(policy, { today: TODAY, categories: CATEGORIES });
  expect(errorsOf(result)).toEqual([]);
  expect(result.cells).toBeGreaterThan(1_000_000);
});

describe('a policy that breaks a property is refused', () => {
  test('P4, by a cap that spares those who refused: with the rule and the case', () => {
    const cap = aRule({
      kind: 'CAP',
      level: 'SUMMARY',
      categories: ['HEALTH'],
      agencies: ['CHARITY'],
      purposes: ['SUPPORT_SERVICE'],
      consent: 'REQUIRED',
    });
    const [error, ...rest] = errorsOf(proveRules([GIVE, cap]));
    expect(rest).toEqual([]);
    expect(error).toMatchObject({ property: 'P4', rules: ['rule-2'] });
    expect(error!.example).toMatch(
      /^a charity PRACTITIONER .*for SUPPORT_SERVICE would see HEALTH FULL of a child of 12 whose consent is REFUSED .*: rule 2$/,
    );
  });

  test('P5, by a cap that spares strangers', () => {
    const cap = aRule({ kind: 'CAP', level: 'NONE', categories: ['HEALTH'], minimumRelationship: 'ALLOCATED' });
    expect(errorsOf(proveRules([GIVE, cap]))).toMatchObject([{ property: 'P5', rules: ['rule-2'] }]);
  });

  test.each([
    ['health on a basis without Article 9', 'HEALTH', 'CA2004-S10'],
    ['offences on a basis without Article 10', 'OFFENDING', 'UKGDPR-6-1-EA'],
  ] as const)('P9, by %s', (_, category, lawfulBasis) => {
    const errors = errorsOf(proveRules([{ ...GIVE, categories: [category], lawfulBasis }]));
    expect(errors).toMatchObject([{ property: 'P9', rules: ['rule-1'] }]);
    expect(errors[0]!.message).toContain(lawfulBasis);
  });

  test.each([
    ['the same twice', [GIVE, GIVE], ['rule-1', 'rule-2']],
    ['under another', [GIVE, { ...GIVE, level: 'SUMMARY' as const }], ['rule-2']],
    ['on no basis', [GIVE, { ...GIVE, categories: ['EDUCATION' as const], lawfulBasis: 'NONE' }], ['rule-2']],
    ['expired', [GIVE, { ...GIVE, categories: ['EDUCATION' as const], validTo: '2020-01-01' }], ['rule-2']],
  ])('P11, by a rule that is %s', (_, rules, dead) => {
    const errors = errorsOf(proveRules(rules));
    expect(errors.map(({ property }) => property)).toEqual(dead.map(() => 'P11'));
    expect(errors.flatMap(({ rules: ids }) => ids)).toEqual(dead);
  });

  test('but not for a rule that begins later', () => {
    expect(errorsOf(proveRules([{ ...GIVE, validFrom: '2031-01-01' }]))).toEqual([]);
  });

  test('when it is too large to be proved', () => {
    const rules = Array.from({ length: 500 }, (_, index) =>
      aRule({ categories: [], ages: { from: index % 24, to: 30 }, organisations: [], lawfulBasis: 'CA2004-S11' }),
    );
    expect(errorsOf(proveRules(rules)).map(({ property }) => property)).toContain('LIMIT');
  });
});

/** What no rule can say is tried by a table with a bug planted in it. */
describe('a bug in a table is seen', () => {
  const FULL = 3;
  /** Compiles rightly, then writes into the cells of one kind of situation. */
  function planted(
    where: (situation: Situation) => boolean,
    write: (cell: number) => number,
    when: (input: DecisionInput) => boolean = always,
  ): Compile {
    return (input) => {
      const table = compileTable(input);
      if (!when(input)) return table;
      for (const each of EVERY_SITUATION.filter(where)) {
        const at = table.base(each) + CATEGORIES.indexOf('IDENTITY');
        table.cells[at] = write(table.cells[at]!);
      }
      return table;
    };
  }
  const always = (): boolean => true;
  const full = (cell: number): number => cell | FULL;
  const none = (cell: number): number => cell & ~FULL;
  const isOther = ({ recipient, policy }: DecisionInput): boolean => recipient.organisation !== policy.owner;

  test.each([
    ['P1', planted(always, full, (input) => input.purpose === null && isOther(input))],
    ['P3', planted(({ handling }) => handling === 'HIDDEN', full, isOther)],
    ['P6', planted(({ handling }) => handling === 'SEALED', full, isOther)],
    ['P7', planted(({ breakGlass }) => breakGlass, none, isOther)],
    ['P8', planted(always, (cell) => (cell & ~FULL) | (14 << 2) | (14 << 6) | (14 << 10), isOther)],
    ['P10', planted(({ handling }) => handling === 'OPEN', none, isOther)],
    ['P12', planted(always, full)],
  ])('%s', (property, compile) => {
    const found = errorsOf(proveRules([GIVE], compile)).map((finding) => finding.property);
    expect(found).toContain(property);
  });

  test('P2', () => {
    const compile = (input: DecisionInput): DecisionTable => {
      const table = compileTable(input);
      if (input.policy.owner === 'another-owner') table.cells.fill(FULL);
      return table;
    };
    expect(errorsOf(proveRules([GIVE], compile)).map(({ property }) => property)).toContain('P2');
  });
});

test('reports what a cap keeps back, the safeguarding minimum before all, and what no rule speaks of', () => {
  const cap = aRule({ kind: 'CAP', level: 'SUMMARY', categories: ['HEALTH'], agencies: ['CHARITY'] });
  const floor = aRule({ kind: 'CAP', level: 'NONE', categories: ['IDENTITY'] });
  const { findings } = proveRules([GIVE, cap, floor]);
  expect(findings).toContainEqual(expect.objectContaining({ property: 'CONFLICT', rules: ['rule-2', 'rule-1'] }));
  expect(findings).toContainEqual(expect.objectContaining({ property: 'P10', severity: 'WARNING', rules: ['rule-3'] }));
  const gap = findings.find(({ property, message }) => property === 'GAP' && message.includes('EDUCATION'));
  expect(gap?.message).toContain('CHILD_IN_NEED (PRACTITIONER, SUPERVISOR, ADVOCATE)');
});

test('holds the safeguarding minimum of each day against the rules, those to come too', () => {
  const dated = {
    id: 'm',
    minimumConcern: 'CONCERN',
    purposes: ['MISSING_CHILD'],
    levels: { HEALTH: 'SUMMARY' },
  } as const;
  const minimums = [{ ...dated, validFrom: '2027-01-01', validTo: '2027-06-30' }];
  const days = daysOf([policyOf([], { minimums })], TODAY);
  expect(days).toEqual([TODAY, '2027-01-01', '2027-07-01']);
  // A table that knows only what holds today falls short of what is agreed for another day.
  const deaf: Compile = (input) => compileTable({ ...input, minimum: SAFEGUARDING_MINIMUM });
  const proveWith = (compile: Compile) =>
    errorsOf(prove(policyOf([], { minimums }), { today: TODAY, categories: CATEGORIES, compile }));
  expect(proveWith(compileTable)).toEqual([]);
  expect(proveWith(deaf)).toContainEqual(expect.objectContaining({ property: 'P10' }));
});
