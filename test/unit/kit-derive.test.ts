import * as fc from 'fast-check';
import { ageBand, ageOn, initialsOf, postcodeDistrict } from '../../subgraphs/kit/derive';

const NOON = new Date('2026-03-15T12:00:00Z');

describe('ageBand', () => {
  test.each([
    ['2026-03-15', '0-9'],
    ['2016-03-16', '0-9'],
    ['2016-03-15', '10-12'],
    ['2013-03-16', '10-12'],
    ['2013-03-15', '13-15'],
    ['2010-03-16', '13-15'],
    ['2010-03-15', '16-17'],
    ['2008-03-16', '16-17'],
    ['2008-03-15', '18+'],
  ])('puts a child born on %s into %s on 15 March 2026', (dateOfBirth, band) => {
    expect(ageBand(dateOfBirth, NOON)).toBe(band);
  });

  test('a child born on 29 February has a birthday on 1 March of other years', () => {
    expect(ageOn('2008-02-29', new Date('2026-02-28T23:59:59Z'))).toBe(17);
    expect(ageOn('2008-02-29', new Date('2026-03-01T00:00:00Z'))).toBe(18);
  });

  test('never falls as time passes', () => {
    const day = fc.date({ min: new Date('2005-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        return ageOn('2004-06-30', early) <= ageOn('2004-06-30', late);
      }),
    );
  });
});

describe('postcodeDistrict', () => {
  test.each([
    ['NR2 1AB', 'NR2'],
    ['nr21ab', 'NR2'],
    ['SE13 6LG', 'SE13'],
    ['EC1A 1BB', 'EC1A'],
    ['M1 1AE', 'M1'],
  ])('%s lies in %s', (postcode, district) => expect(postcodeDistrict(postcode)).toBe(district));

  test.each(['NR2', '', '12 Invented Street', 'NR2 1A'])('gives nothing for %j', (text) => {
    expect(postcodeDistrict(text)).toBeNull();
  });
});

describe('initialsOf', () => {
  test('takes the first letter of each name there is', () => {
    expect(initialsOf('Rowan', 'ash')).toBe('R.A.');
    expect(initialsOf(null, 'Ash')).toBe('A.');
    expect(initialsOf('Élodie', ' ')).toBe('É.');
    expect(initialsOf(null, null)).toBeNull();
  });
});
