import { decideLink } from '../../gateway/hub/link';
import { type HashMatch } from '../../gateway/hub/ports';

type Kind = HashMatch['matched'][number];

const OWN = 'own';
const OTHER = 'other';

/** A child whom these organisations registered under these hashes. */
function aMatch(
  childId: string,
  registered: Partial<Record<string, Kind[]>>,
  over: Partial<HashMatch> = {},
): HashMatch {
  const sources = Object.entries(registered).flatMap(([organisation, kinds]) =>
    (kinds ?? []).map((kind) => ({ kind, organisation })),
  );
  const matched = [...new Set(sources.map(({ kind }) => kind))];
  return { childId, bornOn: '2011-05-04', matched, sources, toldNhsNumber: [], isOpenlyKnown: true, ...over };
}

interface Case {
  readonly hasNhsNumber?: boolean;
  /** Organisations of whose involvement the caller may know, with every child. */
  readonly told?: string[];
}

function decide(matches: HashMatch[], { hasNhsNumber = false, told = [] }: Case = {}): ReturnType<typeof decideLink> {
  const ofAll = new Map(matches.map(({ childId }) => [childId, told]));
  return decideLink({ matches, organisation: OWN, hasNhsNumber, told: ofAll });
}

describe('decideLink', () => {
  it('keeps a child apart when nothing matches', () => {
    expect(decide([])).toEqual({ kind: 'apart', candidates: [] });
  });

  it('links with certainty when NHS number, name and date of birth agree, whoever registered them', () => {
    const match = aMatch('a', { [OTHER]: ['NHS_NUMBER', 'NAME_AND_BIRTH'] }, { toldNhsNumber: [OTHER] });
    expect(decide([match], { hasNhsNumber: true })).toEqual({
      kind: 'link',
      childId: 'a',
      band: 'CERTAIN',
      isTold: true,
    });
  });

  it('does not link by an NHS number alone, and decides as if it were not known', () => {
    const match = aMatch('a', { [OTHER]: ['NHS_NUMBER'] }, { toldNhsNumber: [OTHER] });
    expect(decide([match], { hasNhsNumber: true, told: [OTHER] })).toEqual({ kind: 'apart', candidates: ['a'] });
  });

  it('links by name and date of birth to a child of whose registration the caller may know', () => {
    const match = aMatch('a', { [OTHER]: ['NAME_AND_BIRTH'] });
    expect(decide([match], { told: [OTHER] })).toEqual({ kind: 'link', childId: 'a', band: 'LIKELY', isTold: true });
    expect(decide([match])).toEqual({ kind: 'apart', candidates: ['a'] });
  });

  it('is not helped by a name that somebody else registered than the one who may be known of', () => {
    const match = aMatch('a', { [OTHER]: ['NAME_AND_BIRTH'] });
    expect(decide([match], { told: ['third'] })).toMatchObject({ kind: 'apart' });
  });

  it('links the own child by name and date of birth under another reference', () => {
    const match = aMatch('a', { [OWN]: ['NAME_AND_BIRTH'] });
    expect(decide([match])).toMatchObject({ kind: 'link', childId: 'a', band: 'LIKELY' });
  });

  it('keeps namesakes apart when a known NHS number differs, and is not told of one that it may not know', () => {
    const match = aMatch('a', { [OWN]: ['NAME_AND_BIRTH'] }, { toldNhsNumber: [OTHER] });
    expect(decide([match], { hasNhsNumber: true, told: [OTHER] })).toMatchObject({ kind: 'apart' });
    expect(decide([match], { hasNhsNumber: true })).toMatchObject({ kind: 'link', band: 'LIKELY' });
  });

  it('links to nobody when two children could be meant', () => {
    const both = ['a', 'b'].map((id) => aMatch(id, { [OWN]: ['NAME_AND_BIRTH'] }));
    expect(decide(both)).toEqual({ kind: 'apart', candidates: ['a', 'b'] });
  });

  it('prefers who agrees in everything to a namesake', () => {
    const namesake = aMatch('a', { [OWN]: ['NAME_AND_BIRTH'] });
    const child = aMatch('b', { [OTHER]: ['NHS_NUMBER', 'NAME_AND_BIRTH'] }, { toldNhsNumber: [OTHER] });
    expect(decide([namesake, child], { hasNhsNumber: true })).toMatchObject({ childId: 'b', band: 'CERTAIN' });
  });

  it('says nothing of a child whom others know in secret only', () => {
    const secret = aMatch('a', { [OTHER]: ['NHS_NUMBER', 'NAME_AND_BIRTH'] }, { isOpenlyKnown: false });
    expect(decide([secret], { hasNhsNumber: true })).toMatchObject({ kind: 'link', childId: 'a', isTold: false });
  });
});

describe('decideLink by the own reference', () => {
  it('links the same identity again', () => {
    const match = aMatch('a', { [OWN]: ['REFERENCE', 'NAME_AND_BIRTH'] });
    expect(decide([match])).toEqual({ kind: 'link', childId: 'a', band: 'CERTAIN', isTold: true });
  });

  it('takes a corrected name under the own NHS number', () => {
    const match = aMatch('a', { [OWN]: ['REFERENCE', 'NHS_NUMBER'] }, { toldNhsNumber: [OWN] });
    expect(decide([match], { hasNhsNumber: true })).toMatchObject({ childId: 'a', band: 'CERTAIN' });
  });

  it('refuses another name, and another NHS number than the own', () => {
    const renamed = aMatch('a', { [OWN]: ['REFERENCE'] });
    expect(decide([renamed])).toEqual({ kind: 'contradiction' });
    const renumbered = aMatch('a', { [OWN]: ['REFERENCE', 'NAME_AND_BIRTH'] }, { toldNhsNumber: [OWN] });
    expect(decide([renumbered], { hasNhsNumber: true })).toEqual({ kind: 'contradiction' });
  });

  it.each<[string, HashMatch[]]>([
    ['an NHS number that nobody knows', []],
    ['the NHS number of another child', [aMatch('b', { [OTHER]: ['NHS_NUMBER'] }, { toldNhsNumber: [OTHER] })]],
  ])('decides alike with %s', (_, others) => {
    const own = aMatch('a', { [OWN]: ['REFERENCE', 'NAME_AND_BIRTH'] });
    expect(decide([own, ...others], { hasNhsNumber: true })).toMatchObject({ kind: 'link', childId: 'a' });
    const wrong = aMatch('a', { [OWN]: ['REFERENCE'] });
    expect(decide([wrong, ...others], { hasNhsNumber: true })).toEqual({ kind: 'contradiction' });
  });

  it.each<[string, Kind]>([
    ['name', 'NAME_AND_BIRTH'],
    ['NHS number', 'NHS_NUMBER'],
  ])('is not confirmed by a %s that only others registered', (_, kind) => {
    const match = aMatch('a', { [OWN]: ['REFERENCE'], [OTHER]: [kind] }, { toldNhsNumber: [OTHER] });
    expect(decide([match], { hasNhsNumber: true, told: [OTHER] })).toEqual({ kind: 'contradiction' });
  });
});
