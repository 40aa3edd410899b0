import Holidays from 'date-holidays';
import { version } from 'date-holidays/package.json';
import type { HolidaySource } from './working-days';

/** The two kinds of the library on which nobody need work; the others (observances) are ordinary days. */
const DAYS_OFF = new Set<string>(['public', 'bank']);

/**
 * The bank holidays of England (and so of Wales, which shares them) by the `date-holidays` library, substitute days
 * included. Good Friday and Christmas Day are among them. Computed once a year asked for, in memory.
 */
export function bankHolidaysOfEngland(): HolidaySource {
  const library = new Holidays('GB', 'ENG');
  const years = new Map<number, ReadonlySet<string>>();
  const daysOf = (year: number): ReadonlySet<string> => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const found = library.getHolidays(year).filter(({ type }) => DAYS_OFF.has(type));
    const days = new Set(found.map(({ date }) => date.slice(0, 10)));
    // INVARIANT: a library that knows nothing of a year must not turn Christmas into a working day.
    if (!days.has(`${year}-12-25`)) throw new RangeError(`expected the bank holidays of ${year} to be known`);
    years.set(year, days);
    return days;
  };
  return {
    version: `date-holidays ${version}`,
    isHoliday: (day) => daysOf(Number(day.slice(0, 4))).has(day),
  };
}
