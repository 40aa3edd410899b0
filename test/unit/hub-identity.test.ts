import * as fc from 'fast-check';
import { createIdentityHasher, isNhsNumber, normaliseName } from '../../gateway/hub/identity';

const hasher = createIdentityHasher('a key of the index that is long enough for tests');

describe('normaliseName', () => {
  it.each([
    ["O'Quillane", 'o quillane'],
    ['Zoë-Mae', 'zoemae'],
    ['ŁUKASZ', 'Lukasz'],
    ['de la Fáy', 'DelaFay'],
    ['Søren', 'Soren'],
    ['Straße', 'STRASSE'],
  ])('takes %s and %s for the same name', (one, other) => {
    expect(normaliseName(one)).toBe(normaliseName(other));
  });

  it('keeps names apart that differ in a letter', () => {
    expect(normaliseName('Marla')).not.toBe(normaliseName('Marlo'));
  });
});

describe('isNhsNumber', () => {
  it.each(['9990000018', '999 000 0018', '999-000-0018'])('accepts %s', (number) => {
    expect(isNhsNumber(number)).toBe(true);
  });

  it.each(['9990000017', '943476591', '99900000180', '943476591x', '', '1000000010'])('refuses %s', (number) => {
    expect(isNhsNumber(number)).toBe(false);
  });

  it('accepts exactly one last digit, or none, for any nine digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (nine) => {
        const start = String(nine).padStart(9, '0');
        const valid = Array.from({ length: 10 }, (_, digit) => `${start}${digit}`).filter(isNhsNumber);
        expect(valid.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the keyed hashes', () => {
  const tamsin = { givenName: 'Tamsin', familyName: 'Quill', dateOfBirth: '2011-05-04' };

  it('are the same however a name or a number is written', () => {
    expect(hasher.nameAndBirth({ ...tamsin, givenName: 'TAMSÍN ' })).toEqual(hasher.nameAndBirth(tamsin));
    expect(hasher.nhsNumber('999 000 0018')).toEqual(hasher.nhsNumber('9990000018'));
  });

  it('differ when a part moves from one name to the other', () => {
    const moved = { ...tamsin, givenName: 'Tamsin Q', familyName: 'uill' };
    expect(hasher.nameAndBirth(moved)).not.toEqual(hasher.nameAndBirth(tamsin));
  });

  it('of a reference hold within one organisation', () => {
    expect(hasher.reference('E23000024', 'A1')).not.toEqual(hasher.reference('E10000020', 'A1'));
  });

  it('differ under another key', () => {
    const other = createIdentityHasher('another key of the index, long enough for tests');
    expect(other.nhsNumber('9990000018')).not.toEqual(hasher.nhsNumber('9990000018'));
  });

  it('need a key of 32 characters', () => {
    expect(() => createIdentityHasher('short')).toThrow('HUB_INDEX_KEY: expected at least 32 characters, got 5');
  });
});
