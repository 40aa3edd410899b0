import * as fc from 'fast-check';
import { dayOf } from '../../gateway/hub/calendar';
import { ageOn, parentSpeaks } from '../../gateway/policy/age';
import { ageOn as ageOfRecord } from '../../subgraphs/kit/derive';
import { dayInLondon } from '../../subgraphs/kit/working-days';

const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
const days = moments.map((moment) => moment.toISOString().slice(0, 10));

test.each([
  ['2026-07-19T22:59:59Z', '2026-07-19'],
  ['2026-07-19T23:00:00Z', '2026-07-20'],
  ['2026-12-31T23:59:59Z', '2026-12-31'],
  ['2026-03-29T00:59:59Z', '2026-03-29'],
])('the hub takes %s for a moment of %s', (moment, day) => expect(dayOf(new Date(moment))).toBe(day));

test('hub and agencies agree on the day and the age at every moment', () => {
  fc.assert(
    fc.property(days, moments, (bornOn, moment) => {
      expect(dayOf(moment)).toBe(dayInLondon(moment));
      expect(ageOn(bornOn, dayOf(moment))).toBe(ageOfRecord(bornOn, moment));
    }),
  );
});

test('an age never falls, and rises on one day of each year', () => {
  fc.assert(
    fc.property(days, days, days, (bornOn, one, other) => {
      const [earlier, later] = one <= other ? [one, other] : [other, one];
      expect(ageOn(bornOn, earlier)).toBeLessThanOrEqual(ageOn(bornOn, later));
    }),
  );
});

describe('a parent', () => {
  const BORN = '2010-02-28';
  const LEAP = '2008-02-29';
  test.each([
    ['speaks for a child', BORN, '2024-01-01', '2026-02-27', true],
    ['no longer, from the sixteenth birthday on', BORN, '2024-01-01', '2026-02-28', false],
    ['speaks for a young person who was found unable to', BORN, '2026-02-28', '2028-02-27', true],
    ['no longer, from the eighteenth birthday on', BORN, '2026-02-28', '2028-02-28', false],
    ['speaks on 28 February for somebody of 29 February', LEAP, '2025-06-01', '2026-02-28', true],
    ['but not on 1 March', LEAP, '2025-06-01', '2026-03-01', false],
  ])('%s', (_, bornOn, saidOn, today, expected) => expect(parentSpeaks(bornOn, saidOn, today)).toBe(expected));

  test('is not contradicted where the birthday is unknown', () =>
    expect(parentSpeaks(null, '2024-01-01', '2026-01-01')).toBe(true));

  test('who stopped speaking never speaks again', () => {
    fc.assert(
      fc.property(days, days, days, days, (bornOn, saidOn, one, other) => {
        const [earlier, later] = one <= other ? [one, other] : [other, one];
        if (!parentSpeaks(bornOn, saidOn, earlier)) expect(parentSpeaks(bornOn, saidOn, later)).toBe(false);
      }),
    );
  });
});
