import { CATEGORIES } from '../../schema/vocabulary';
import { compileTable, levelOf, reasonOf } from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import type { DecisionInput, Situation } from '../../gateway/policy/rule';

const input: DecisionInput = {
  policy: { id: 'p', owner: 'E23000024', rules: demonstrationPolicy({ id: 'E23000024', agency: 'POLICE' }) },
  ownerAgency: 'POLICE',
  ownerAreas: ['E10000020'],
  recipient: {
    organisation: 'harbour-youth-trust',
    agency: 'CHARITY',
    role: 'PRACTITIONER',
    areas: ['E10000020'],
    purposes: null,
  },
  purpose: 'SUPPORT_SERVICE',
  bases: new Map(LAWFUL_BASES.map((basis) => [basis.id, basis])),
  minimum: SAFEGUARDING_MINIMUM,
  today: '2026-11-22',
};
const situation: Situation = {
  consent: 'GIVEN',
  relationship: 'INVOLVED',
  concern: 'NOT_RECORDED',
  handling: 'OPEN',
  age: 15,
  breakGlass: false,
  justified: false,
};

test('a charity gets missing episodes at SUMMARY with consent', () => {
  const table = compileTable(input);
  const cell = (over: Partial<Situation>) =>
    table.cells[table.base({ ...situation, ...over }) + CATEGORIES.indexOf('MISSING')]!;
  expect(levelOf(cell({}))).toBe(2);
  expect(reasonOf(cell({}), 3)).toBe('NOT_AGREED');
  expect(reasonOf(cell({ consent: 'WITHDRAWN' }), 1)).toBe('CONSENT_WITHDRAWN');
  expect(reasonOf(cell({ relationship: 'NONE' }), 1)).toBe('NO_RELATIONSHIP');
});
