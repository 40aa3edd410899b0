import * as fc from 'fast-check';
import { endOfWorkingDay } from '../../gateway/launch/demonstration/working-days';
import {
  addDays,
  createWorkingCalendar,
  dayInLondon,
  endOfDayInLondon,
  PROCLAIMED_DAYS,
  workingDayAfter,
} from '../../subgraphs/kit/working-days';
import { ENGLAND_AND_WALES, HOLIDAYS } from '../support/bank-holidays';

const moments = (from: string, to: string): fc.Arbitrary<Date> =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true });

describe('a working day', () => {
  test.each([
    ['a Saturday', '2026-06-13'],
    ['a Sunday', '2026-06-14'],
    ['Christmas Day', '2026-12-25'],
    ['Good Friday', '2027-03-26'],
    ['Easter Monday', '2027-03-29'],
    ['the substitute of Boxing Day 2026', '2026-12-28'],
    ['the substitute of Christmas Day 2027', '2027-12-27'],
    ['the substitute of Boxing Day 2027', '2027-12-28'],
    ['the State Funeral', '2022-09-19'],
    ['the Coronation', '2023-05-08'],
    ['the spring bank holiday where it was moved to', '2022-06-02'],
  ])('is not %s', (_, day) => expect(ENGLAND_AND_WALES.isWorkingDay(day)).toBe(false));

  test.each([
    ['an ordinary Monday', '2026-06-15'],
    ['Maundy Thursday', '2027-03-25'],
    ['29 December 2026', '2026-12-29'],
    ['the spring bank holiday where it was moved from', '2022-05-30'],
    ['the early May bank holiday where it was moved from', '2020-05-04'],
  ])('is %s', (_, day) => expect(ENGLAND_AND_WALES.isWorkingDay(day)).toBe(true));

  test('becomes none by a proclamation, and the calendar another edition', () => {
    const row = { day: '2026-06-15', isHoliday: true, announcedOn: '2026-06-10', reason: 'invented' };
    const division = 'ENGLAND_AND_WALES';
    const proclaimed = [...PROCLAIMED_DAYS, { ...row, division } as const];
    const later = createWorkingCalendar({ division, holidays: HOLIDAYS, proclaimed });
    expect(later.isWorkingDay('2026-06-15')).toBe(false);
    expect(ENGLAND_AND_WALES.version).toBe('ENGLAND_AND_WALES published 2020-2028 proclaimed 7, 2022-11-06');
    expect(later.version).toBe('ENGLAND_AND_WALES published 2020-2028 proclaimed 8, 2026-06-10');
  });
});

describe('the n-th working day', () => {
  test.each([
    ['2026-12-24', 1, '2026-12-29'],
    ['2027-12-24', 1, '2027-12-29'],
    ['2027-03-25', 1, '2027-03-30'],
    ['2022-09-16', 1, '2022-09-20'],
    ['2026-06-14', 1, '2026-06-15'],
    ['2026-06-12', 5, '2026-06-19'],
  ])('after %s, %i on, is %s', (day, days, expected) =>
    expect(workingDayAfter(day, days, ENGLAND_AND_WALES)).toBe(expected),
  );

  test('has exactly n working days from the day after up to itself', () => {
    const offset = fc.integer({ min: 0, max: 365 * 8 });
    fc.assert(
      fc.property(offset, fc.integer({ min: 1, max: 60 }), (ahead, days) => {
        const from = addDays('2020-01-01', ahead);
        const due = workingDayAfter(from, days, ENGLAND_AND_WALES);
        let count = 0;
        for (let day = addDays(from, 1); day <= due; day = addDays(day, 1)) {
          if (ENGLAND_AND_WALES.isWorkingDay(day)) count += 1;
        }
        expect(count).toBe(days);
        expect(ENGLAND_AND_WALES.isWorkingDay(due)).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('is none for %p', (days) =>
    expect(() => workingDayAfter('2026-06-12', days, ENGLAND_AND_WALES)).toThrow(RangeError),
  );

  test('is looked for no longer than any holiday lasts', () =>
    expect(() => workingDayAfter('2026-06-12', 1, { version: 'broken', isWorkingDay: () => false })).toThrow(
      RangeError,
    ));
});

describe('a day in London', () => {
  test.each([
    ['2026-03-28T23:59:59Z', '2026-03-28', '2026-03-28T23:59:59.000Z'],
    ['2026-03-29T22:59:59Z', '2026-03-29', '2026-03-29T22:59:59.000Z'],
    ['2026-03-29T23:00:00Z', '2026-03-30', '2026-03-30T22:59:59.000Z'],
    ['2026-10-24T22:59:59Z', '2026-10-24', '2026-10-24T22:59:59.000Z'],
    ['2026-10-25T00:30:00Z', '2026-10-25', '2026-10-25T23:59:59.000Z'],
    ['2026-10-25T23:59:59Z', '2026-10-25', '2026-10-25T23:59:59.000Z'],
    ['2026-07-01T23:30:00Z', '2026-07-02', '2026-07-02T22:59:59.000Z'],
  ])('of %s is %s and ends at %s', (moment, day, end) => {
    expect(dayInLondon(new Date(moment))).toBe(day);
    expect(endOfDayInLondon(day).toISOString()).toBe(end);
  });

  test('ends in itself, and a second later the next one has begun', () => {
    fc.assert(
      fc.property(moments('1990-01-01T00:00:00Z', '2037-12-31T00:00:00Z'), (moment) => {
        const day = dayInLondon(moment);
        const end = endOfDayInLondon(day);
        expect(dayInLondon(end)).toBe(day);
        expect(dayInLondon(new Date(end.getTime() + 1000))).toBe(addDays(day, 1));
        expect(end.getTime() + 1000).toBeGreaterThan(moment.getTime());
      }),
    );
  });
});

test('agrees with the working days that the demonstration reckons by itself', () => {
  const days = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(moments('2024-01-01T00:00:00Z', '2028-08-01T00:00:00Z'), days, (moment, count) => {
      const due = endOfDayInLondon(workingDayAfter(dayInLondon(moment), count, ENGLAND_AND_WALES));
      expect(due).toEqual(endOfWorkingDay(moment, count));
    }),
    { numRuns: 300 },
  );
});
