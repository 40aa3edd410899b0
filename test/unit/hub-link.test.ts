import { decideLink } from '../../gateway/hub/link';
import { type HashMatch } from '../../gateway/hub/ports';

const BORN = '2011-05-04';

function aMatch(childId: string, over: Partial<HashMatch>): HashMatch {
  return { childId, bornOn: BORN, matched: [], sources: [], hasNhsNumber: false, ...over };
}

function decide(matches: HashMatch[], hasNhsNumber = false): ReturnType<typeof decideLink> {
  return decideLink({ matches, dateOfBirth: BORN, hasNhsNumber });
}

describe('decideLink', () => {
  it('creates a child when nothing matches', () => {
    expect(decide([])).toEqual({ kind: 'create' });
  });

  it('links by NHS number with certainty, whatever the name', () => {
    const match = aMatch('a', { matched: ['NHS_NUMBER'], hasNhsNumber: true });
    expect(decide([match], true)).toEqual({ kind: 'link', childId: 'a', band: 'CERTAIN' });
  });

  it('prefers the NHS number to a namesake', () => {
    const namesake = aMatch('a', { matched: ['NAME_AND_BIRTH'] });
    const child = aMatch('b', { matched: ['NHS_NUMBER'], hasNhsNumber: true });
    expect(decide([namesake, child], true)).toMatchObject({ childId: 'b', band: 'CERTAIN' });
  });

  it('links by name and date of birth when no NHS number speaks against it', () => {
    const match = aMatch('a', { matched: ['NAME_AND_BIRTH'], hasNhsNumber: true });
    expect(decide([match], false)).toEqual({ kind: 'link', childId: 'a', band: 'LIKELY' });
  });

  it('keeps namesakes with another NHS number apart', () => {
    const match = aMatch('a', { matched: ['NAME_AND_BIRTH'], hasNhsNumber: true });
    expect(decide([match], true)).toEqual({ kind: 'create' });
  });

  it('links to nobody when two children could be meant', () => {
    const matched = ['NAME_AND_BIRTH'] as const;
    expect(decide([aMatch('a', { matched }), aMatch('b', { matched })])).toEqual({ kind: 'create' });
  });

  it('links the same reference with the same identity again', () => {
    const match = aMatch('a', { matched: ['NAME_AND_BIRTH', 'REFERENCE'] });
    expect(decide([match])).toEqual({ kind: 'link', childId: 'a', band: 'CERTAIN' });
  });

  it('takes a corrected name under the same reference and NHS number', () => {
    const match = aMatch('a', { matched: ['NHS_NUMBER', 'REFERENCE'], hasNhsNumber: true });
    expect(decide([match], true)).toMatchObject({ childId: 'a', band: 'CERTAIN' });
  });

  it.each([
    ['another name', [aMatch('a', { matched: ['REFERENCE'] })], false],
    ['another NHS number', [aMatch('a', { matched: ['NAME_AND_BIRTH', 'REFERENCE'], hasNhsNumber: true })], true],
    [
      'the NHS number of another child',
      [
        aMatch('a', { matched: ['NAME_AND_BIRTH', 'REFERENCE'] }),
        aMatch('b', { matched: ['NHS_NUMBER'], hasNhsNumber: true }),
      ],
      true,
    ],
  ])('refuses the same reference with %s', (_, matches, hasNhsNumber) => {
    expect(decide(matches, hasNhsNumber)).toMatchObject({ kind: 'contradiction', at: 'input.reference' });
  });

  it('refuses a known NHS number with another date of birth', () => {
    const match = aMatch('a', { matched: ['NHS_NUMBER'], hasNhsNumber: true, bornOn: '2012-01-01' });
    expect(decide([match], true)).toMatchObject({ kind: 'contradiction', at: 'input.nhsNumber' });
  });
});
