import * as fc from 'fast-check';
import { AGENCIES, CONCERN_LEVELS, CONSENT_STATES, RELATIONSHIPS, CATEGORIES } from '../../schema/vocabulary';
import { compileTable, levelOf } from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import { reasonWithoutRelationship } from '../../gateway/policy/reasons';
import { EFFECTIVE_HANDLINGS, type DecisionInput } from '../../gateway/policy/rule';
import type { OwnerPolicy } from '../../gateway/policy/decider';
import { viewSector } from '../../gateway/policy/sector-view';
import { CATEGORY_INDEX, CONCERN_INDEX, HANDLING } from '../../gateway/policy/situation-index';
import { createTableCache } from '../../gateway/policy/tables';
import { aDecisionInput, aRecipient, aRule, aSituation, BASES, cellAt, EVERY_SITUATION } from '../support/policy';
import { anyInput, anyRules } from '../support/policy-arbitraries';

const isSame = (one: Uint32Array, other: Uint32Array): boolean =>
  Buffer.compare(new Uint8Array(one.buffer), new Uint8Array(other.buffer)) === 0;

function councils(count: number): OwnerPolicy[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `policy-${number}`,
    owner: `council-${number}`,
    agency: 'COUNCIL' as const,
    areas: [`council-${number}`],
    rules: demonstrationPolicy({ id: `council-${number}`, agency: 'COUNCIL' }),
  }));
}

describe('the cache of tables', () => {
  test('answers as a fresh compilation, whoever asked before', () => {
    const tables = createTableCache({ max: 50 });
    fc.assert(
      fc.property(
        anyInput(fc.oneof(anyRules, fc.constant(demonstrationPolicy({ id: 'x', agency: 'POLICE' })))),
        (input) => {
          const cached = tables.get(input);
          expect(isSame(cached.cells, compileTable(input).cells)).toBe(true);
          expect(tables.size).toBeLessThanOrEqual(50);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('keeps no more than its bound', () => {
    const tables = createTableCache({ max: 3 });
    for (let day = 10; day < 30; day++) tables.get(aDecisionInput('COUNCIL', { today: `2026-11-${day}` }));
    expect(tables.size).toBe(3);
  });

  test('compiles one table for owners whose rules are the same', () => {
    const tables = createTableCache({ max: 100 });
    for (const policy of councils(175)) tables.get(aDecisionInput('COUNCIL', { policy, ownerAreas: policy.areas }));
    expect(tables.size).toBe(1);
  });

  test('tells apart what changes an answer: day, basis, area, own staff, named organisation, token', () => {
    const rules = [
      aRule({ areas: 'SAME', validTo: '2026-11-22' }),
      aRule({ id: 'named', organisations: ['named'], level: 'SUMMARY' }),
    ];
    const asked = (over: Partial<DecisionInput>): DecisionInput =>
      aDecisionInput('POLICE', { policy: { id: 'p', owner: 'owner', rules }, ...over });
    const inputs = [
      asked({}),
      asked({ today: '2026-11-23' }),
      asked({ bases: new Map() }),
      asked({ ownerAreas: ['elsewhere'] }),
      asked({ recipient: aRecipient({ organisation: 'owner' }) }),
      asked({ recipient: aRecipient({ organisation: 'named', areas: [] }) }),
      asked({ recipient: aRecipient({ role: 'PARTNER_SYSTEM', purposes: [] }) }),
      asked({ recipient: aRecipient({ role: 'PARTNER_SYSTEM', purposes: ['SUPPORT_SERVICE'] }) }),
      asked({ minimum: { ...SAFEGUARDING_MINIMUM, purposes: ['SUPPORT_SERVICE'] } }),
    ];
    const tables = createTableCache({ max: 100 });
    for (const input of inputs) expect(isSame(tables.get(input).cells, compileTable(input).cells)).toBe(true);
    expect(tables.size).toBe(inputs.length);
  });
});

describe('the index of situations', () => {
  test('has the vocabulary`s order', () => {
    expect(CATEGORIES.map((category) => CATEGORY_INDEX[category])).toEqual(CATEGORIES.map((_, index) => index));
    expect(CONCERN_LEVELS.map((level) => CONCERN_INDEX[level])).toEqual([0, 1, 2, 3]);
    expect(EFFECTIVE_HANDLINGS.map((handling) => HANDLING[handling])).toEqual([0, 1, 2, 3, 4]);
  });

  test('gives every situation its own cells, and each consent at its stride', () => {
    const table = compileTable(aDecisionInput('POLICE', { recipient: aRecipient({ agency: 'COUNCIL' }) }));
    const bases = EVERY_SITUATION.map((situation) => table.base(situation));
    expect(new Set(bases).size).toBe(EVERY_SITUATION.length);
    for (const [index, consent] of CONSENT_STATES.entries())
      expect(table.base(aSituation({ consent }))).toBe(
        table.base(aSituation({ consent: 'GIVEN' })) + index * table.consentStride,
      );
  });
});

describe('what a sector as a whole says', () => {
  const tables = createTableCache({ max: 20 });
  const viewOf = (policies: readonly OwnerPolicy[], recipient = aRecipient()) =>
    viewSector(
      policies.map((policy) =>
        tables.get({
          policy,
          ownerAgency: policy.agency,
          ownerAreas: policy.areas,
          recipient,
          purpose: 'SUPPORT_SERVICE',
          bases: BASES,
          minimum: SAFEGUARDING_MINIMUM,
          today: '2026-11-22',
        }),
      ),
    );

  test('tells involvement where every policy of the sector would', () => {
    const view = viewOf(councils(175));
    for (const relationship of RELATIONSHIPS)
      expect(view.tellsInvolvement(aSituation({ relationship, consent: 'REFUSED' }))).toBe(relationship !== 'NONE');
  });

  test('tells nothing when one of them would not, or has no policy', () => {
    const silent: OwnerPolicy = { id: 's', owner: 'silent', agency: 'COUNCIL', areas: [], rules: [] };
    expect(viewOf([...councils(3), silent]).tellsInvolvement(aSituation())).toBe(false);
    expect(viewSector([null]).tellsInvolvement(aSituation())).toBe(false);
  });

  test('tells nothing of a sector without organisations', () => {
    expect(viewOf([]).tellsInvolvement(aSituation())).toBe(false);
  });

  test('is each policy`s own decision, for every situation', () => {
    for (const agency of AGENCIES) {
      const policies = ['E23000024', 'E23000001'].map((owner) => ({
        id: owner,
        owner,
        agency: 'POLICE' as const,
        areas: [],
        rules: demonstrationPolicy({ id: owner, agency: 'POLICE' }),
      }));
      const recipient = aRecipient({ agency });
      const view = viewOf(policies, recipient);
      const compiled = policies.map((policy) =>
        compileTable(aDecisionInput('POLICE', { policy, recipient, ownerAreas: [] })),
      );
      const isWrong = EVERY_SITUATION.some(
        (situation) =>
          view.tellsInvolvement(situation) !==
          compiled.every((table) => levelOf(cellAt(table, situation, 'INVOLVEMENT')) > 0),
      );
      expect(isWrong).toBe(false);
    }
  });
});

test('reasonWithoutRelationship keeps a child`s decision from strangers only', () => {
  expect(reasonWithoutRelationship('CONSENT_WITHDRAWN', 'NONE')).toBe('NOT_AGREED');
  expect(reasonWithoutRelationship('CONSENT_WITHDRAWN', 'INVOLVED')).toBe('CONSENT_WITHDRAWN');
  expect(reasonWithoutRelationship('OUT_OF_AREA', 'NONE')).toBe('OUT_OF_AREA');
});
