import { codeTable } from '../../subgraphs/council/codes/code';
import { PLACEMENT_TYPES } from '../../subgraphs/council/codes/placement-types';
import { REFERRAL_SOURCES } from '../../subgraphs/council/codes/referral-sources';
import { REFUSAL_REASONS } from '../../subgraphs/council/codes/refusal-reasons';
import { LEGAL_STATUSES, NEED_CODES } from '../../subgraphs/council/codes/social-care-codes';

test('every contestable refusal reason, and no other, carries a statutory test that names its source', () => {
  for (const reason of REFUSAL_REASONS.values()) {
    if (reason.contestable) expect(reason.test).toMatch(/Act \d{4} s\.\d+/);
    else expect(reason.test).toBeNull();
  }
});

test('the contestable refusal reasons are those that the domain names', () => {
  const contestable = [...REFUSAL_REASONS.values()].filter((reason) => reason.contestable).map(({ code }) => code);
  expect(contestable).toEqual(['R01', 'R03', 'R04', 'R05', 'R06', 'R07', 'R09', 'R13', 'R15', 'R16']);
  expect(REFUSAL_REASONS.size).toBe(17);
});

test('a referral source of our own is exported under a census code', () => {
  for (const source of REFERRAL_SOURCES.values()) {
    expect(REFERRAL_SOURCES.get(source.exportedAs)?.exportedAs).toBe(source.exportedAs);
  }
  expect(REFERRAL_SOURCES.get('8.V.CL')?.exportedAs).toBe('8');
  expect(REFERRAL_SOURCES.size).toBe(25);
});

test('the tables hold the codes of the returns', () => {
  expect([...NEED_CODES.keys()].sort()).toEqual(['N0', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9']);
  expect([...LEGAL_STATUSES.keys()]).toHaveLength(13);
  expect(PLACEMENT_TYPES.get('K2')?.title).toBe("Children's home");
});

test('a code that occurs twice is refused', () => {
  expect(() => codeTable([{ code: 'A' }, { code: 'A' }])).toThrow('twice');
});
