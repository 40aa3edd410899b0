import Holidays from 'date-holidays';
import { version } from 'date-holidays/package.json';
import { dayOf } from './calendar';

/** The clock of a review: due at the end, in London, of the working day after the one on which it began. */
export interface ReviewClock {
  readonly rule: 'BREAK_GLASS_REVIEW';
  readonly dueAt: Date;
  readonly calendar: string;
}

const RULE = 'BREAK_GLASS_REVIEW';
const DAY_MS = 86_400_000;
/** The two kinds of the library on which nobody need work. */
const DAYS_OFF = new Set<string>(['public', 'bank']);
/** No run of days off is longer; a source that says so is broken, and must not hang a clock. */
const LONGEST_BREAK_DAYS = 30;

/**
 * Creates the maker of review clocks by the bank holidays of England and Wales. The agencies' clocks are computed by the
 * same library; a day that is proclaimed a holiday is known here once the library knows it, so that a review is then due
 * a day early, never late.
 */
export function createReviewClock(): (startedAt: Date) => ReviewClock {
  const library = new Holidays('GB', 'ENG');
  const years = new Map<number, ReadonlySet<string>>();
  const daysOffIn = (year: number): ReadonlySet<string> => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const off = library.getHolidays(year).filter(({ type }) => DAYS_OFF.has(type));
    const days = new Set(off.map(({ date }) => date.slice(0, 10)));
    years.set(year, days);
    return days;
  };
  const isDayOff = (day: string): boolean => {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday === 0 || weekday === 6) return true;
    return daysOffIn(Number(day.slice(0, 4))).has(day);
  };
  return (startedAt) => {
    let day = dayAfter(dayOf(startedAt));
    for (let ahead = 0; isDayOff(day); ahead += 1) {
      if (ahead > LONGEST_BREAK_DAYS) throw new RangeError(`expected a working day within ${LONGEST_BREAK_DAYS} days`);
      day = dayAfter(day);
    }
    return { rule: RULE, dueAt: endOf(day), calendar: `ENGLAND_AND_WALES date-holidays ${version}` };
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** 23:59:59 in London, which is UTC or an hour ahead of it and never changes its clocks in the hour before midnight. */
function endOf(day: string): Date {
  const asUtc = new Date(`${day}T23:59:59Z`);
  const isAhead = dayOf(asUtc) !== day;
  return isAhead ? new Date(asUtc.getTime() - 3_600_000) : asUtc;
}
