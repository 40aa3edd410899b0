import { identityFaults } from '../../gateway/hub/registration-input';

const NOW = new Date('2026-03-01T12:00:00Z');
const VALID = {
  reference: 'A-1',
  givenName: 'Tamsin',
  familyName: "O'Quillane",
  dateOfBirth: '2011-05-04',
  postcode: 'NR1 3JU',
  nhsNumber: '999 000 0018',
};

describe('identityFaults', () => {
  it('finds nothing wrong with a complete registration', () => {
    expect(identityFaults(VALID, NOW)).toEqual([]);
  });

  it('names every fault at once, each with its path', () => {
    const faults = identityFaults(
      {
        reference: ' ',
        givenName: '-',
        familyName: '',
        dateOfBirth: '2026-02-30',
        postcode: 'Norwich',
        nhsNumber: '9990000017',
      },
      NOW,
    );
    expect(faults.map((fault) => fault.at)).toEqual([
      'input.reference',
      'input.givenName',
      'input.familyName',
      'input.dateOfBirth',
      'input.postcode',
      'input.nhsNumber',
    ]);
  });

  it.each([
    ['2026-03-01', null],
    ['2026-03-02', 'a day not after 2026-03-01'],
    ['2001-03-01', null],
    ['2001-02-28', 'a day not before 2001-03-01'],
    ['01/03/2011', 'a day that the calendar has, as YYYY-MM-DD'],
  ])('judges the date of birth %s', (dateOfBirth, expected) => {
    expect(identityFaults({ ...VALID, dateOfBirth }, NOW)[0]?.expected ?? null).toBe(expected);
  });

  it('repeats nothing that a person wrote about a child', () => {
    const faults = identityFaults({ ...VALID, nhsNumber: '9990000017', postcode: 'QUILLTOWN 77' }, NOW);
    expect(JSON.stringify(faults)).not.toMatch(/9990000017|QUILLTOWN/);
  });
});
