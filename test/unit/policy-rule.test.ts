import * as fc from 'fast-check';
import { parsePolicyRules, PolicyRuleError } from '../../gateway/policy/rule';
import { anyRules } from '../support/policy-arbitraries';

const RULE = { id: 'a', kind: 'PERMIT', level: 'SUMMARY' };

/** What a rule is that says no more than `RULE`. */
const DRAFTED = {
  id: 'a',
  kind: 'PERMIT',
  categories: [],
  agencies: [],
  organisations: [],
  roles: [],
  purposes: [],
  areas: 'ANY',
  level: 'SUMMARY',
  consent: 'CONSIDER',
  minimumRelationship: 'INVOLVED',
  minimumConcern: 'NOT_RECORDED',
  ages: null,
  maximumHandling: 'OPEN',
  lawfulBasis: null,
  obligations: [],
  validFrom: null,
  validTo: null,
  note: null,
};

describe('parsePolicyRules', () => {
  test('gives what is not said the defaults of a drafted rule', () => {
    expect(parsePolicyRules([RULE, { ...RULE, id: 'b', kind: 'CAP', note: null }])).toEqual([
      DRAFTED,
      expect.objectContaining({ id: 'b', kind: 'CAP', minimumRelationship: 'NONE' }),
    ]);
  });

  test('reads what it wrote', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        expect(parsePolicyRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
      }),
    );
  });

  test.each([
    ['rules', 'nothing', 'rules: expected a list of at most 500, got "nothing"'],
    ['rules[0]', [7], 'rules[0]: expected an object, got 7'],
    ['rules[0].level', [{ ...RULE, level: 'SOME' }], 'expected one of NONE, EXISTENCE, SUMMARY, FULL, got "SOME"'],
    ['rules[0].level', [{ id: 'a', kind: 'PERMIT' }], 'got undefined'],
    ['rules[0].id', [{ kind: 'PERMIT', level: 'FULL' }], 'expected a text of 1 to 2000 characters, got undefined'],
    ['rules[1].id', [RULE, RULE], 'expected an id used once, got "a"'],
    ['rules[0].categories[1]', [{ ...RULE, categories: ['MISSING', 'missing'] }], 'got "missing"'],
    ['rules[0].purposes', [{ ...RULE, purposes: 'CHILD_IN_NEED' }], 'expected a list of at most 100'],
    [
      'rules[0].ages.from',
      [{ ...RULE, ages: { from: 1.5 } }],
      'expected a whole number of years from 0 to 120, got 1.5',
    ],
    ['rules[0].ages.to', [{ ...RULE, ages: { from: 18, to: 17 } }], 'expected an age not below 18, got 17'],
    ['rules[0].ages.until', [{ ...RULE, ages: { until: 17 } }], 'expected one of from, to, got "until"'],
    ['rules[0].validFrom', [{ ...RULE, validFrom: '2026-02-30' }], 'expected a date as YYYY-MM-DD, got "2026-02-30"'],
    ['rules[0].validTo', [{ ...RULE, validFrom: '2026-02-02', validTo: '2026-02-01' }], 'a date not before 2026-02-02'],
    ['rules[0].lawfulbasis', [{ ...RULE, lawfulbasis: 'CA2004-S11' }], 'got "lawfulbasis"'],
  ])('names %s', (path, value, message) => {
    const parse = (): unknown => parsePolicyRules(value);
    expect(parse).toThrow(PolicyRuleError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ path }));
  });
});
