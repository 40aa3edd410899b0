import { bankHolidaysOfEngland } from '../../subgraphs/kit/holidays';
import { addDays, createWorkingCalendar, PROCLAIMED_DAYS } from '../../subgraphs/kit/working-days';
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
