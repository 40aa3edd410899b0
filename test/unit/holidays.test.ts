import * as fc from 'fast-check';
import { startClock } from '../../subgraphs/kit/clock';
import { CLOCK_RULES } from '../../subgraphs/kit/clock-rules';
import { bankHolidaysOfEngland } from '../../subgraphs/kit/holidays';
import { addDays, createWorkingCalendar, dayInLondon, PROCLAIMED_DAYS } from '../../subgraphs/kit/working-days';
import { ENGLAND_AND_WALES } from '../support/bank-holidays';

const holidays = bankHolidaysOfEngland();
const calendar = createWorkingCalendar({ division: 'ENGLAND_AND_WALES', holidays, proclaimed: PROCLAIMED_DAYS });

test('the working days by the library are those published for 2020 to 2028', () => {
  const differing: string[] = [];
  for (let day = '2020-01-01'; day <= '2028-12-31'; day = addDays(day, 1)) {
    if (calendar.isWorkingDay(day) !== ENGLAND_AND_WALES.isWorkingDay(day)) differing.push(day);
  }
  expect(differing).toEqual([]);
});

test.each([
  ['Christmas Day', '2026-12-25', true],
  ['the substitute of Boxing Day 2026', '2026-12-28', true],
  ['the substitute of Christmas Day 2027', '2027-12-27', true],
  ['the substitute of Boxing Day 2027', '2027-12-28', true],
  ['Good Friday', '2027-03-26', true],
  ['Easter Monday', '2027-03-29', true],
  ['the State Funeral', '2022-09-19', true],
  ['the Coronation', '2023-05-08', true],
  ['St Andrew\u2019s Day, a holiday in Scotland alone', '2026-11-30', false],
  ['Mothering Sunday\u2019s Monday', '2026-03-16', false],
])('the library itself says of %s (%s): %p', (_, day, expected) => expect(holidays.isHoliday(day)).toBe(expected));

test('the edition is the library\u2019s', () => expect(holidays.version).toMatch(/^date-holidays \d+\.\d+\.\d+$/));

/** Easter Sunday by the anonymous Gregorian computus (Meeus), as `YYYY-MM-DD`. */
function easterOf(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const days = h + l - 7 * m;
  return addDays(`${year}-03-22`, days);
}

describe('a clock by the library', () => {
  const settings = { rules: CLOCK_RULES, calendars: { ENGLAND_AND_WALES: calendar } };
  const moments = fc.date({ min: new Date('2023-12-16'), max: new Date('2090-01-01'), noInvalidDate: true });
  const codes = fc.constantFrom(
    ...CLOCK_RULES.filter(({ limit }) => limit.kind === 'WORKING_DAYS').map(({ code }) => code),
  );

  test('is never due at a weekend, at Easter, at Christmas or on New Year’s Day, in any year', () => {
    fc.assert(
      fc.property(codes, moments, (code, startedAt) => {
        const due = dayInLondon(startClock(settings, code, startedAt).dueAt);
        const easter = easterOf(Number(due.slice(0, 4)));
        expect([0, 6]).not.toContain(new Date(`${due}T12:00:00Z`).getUTCDay());
        expect([addDays(easter, -2), addDays(easter, 1)]).not.toContain(due);
        expect(['12-25', '12-26', '01-01']).not.toContain(due.slice(5));
      }),
      { numRuns: 500 },
    );
  });
});
