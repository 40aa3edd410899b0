const DAY_MS = 86_400_000;

/** Whose bank holidays count. England and Wales share theirs. */
export const DIVISIONS = ['ENGLAND_AND_WALES'] as const;
export type Division = (typeof DIVISIONS)[number];

/** What a calendar of holidays must tell; a maintained library answers it. `day` is `YYYY-MM-DD`. */
export interface HolidaySource {
  /** Which edition of the holidays this is, kept with every clock that was computed by it. */
  version: string;
  isHoliday(day: string): boolean;
}

/** The working days of one division. */
export interface WorkingCalendar {
  /** Names the division, the edition of its holidays and the newest proclamation that it knows of. */
  version: string;
  isWorkingDay(day: string): boolean;
}

/** A day that was made a holiday, or stopped being one, by proclamation. */
export interface ProclaimedDay {
  day: string;
  division: Division;
  isHoliday: boolean;
  /** The day from which it could be known. */
  announcedOn: string;
  reason: string;
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** How far London is ahead of UTC at a moment. */
function londonOffsetMs(moment: Date): number {
  const parts = Object.fromEntries(PARTS.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(moment.getTime() / 1000) * 1000;
}

/** The day in London on which a moment falls, as `YYYY-MM-DD`. */
export function dayInLondon(moment: Date): string {
  return new Date(moment.getTime() + londonOffsetMs(moment)).toISOString().slice(0, 10);
}

/** The last second (23:59:59) of a day in London. London never changes its clocks in the hour before midnight. */
export function endOfDayInLondon(day: string): Date {
  const asUtc = new Date(`${day}T23:59:59Z`);
  return new Date(asUtc.getTime() - londonOffsetMs(asUtc));
}

/** The first second (00:00:00) of a day in London. */
export function startOfDayInLondon(day: string): Date {
  return new Date(endOfDayInLondon(addDays(day, -1)).getTime() + 1000);
}

/** The day that many days later; earlier when `days` is negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Creates a division's calendar. What was proclaimed goes before what the source says, the newest word last. */
export function createWorkingCalendar(from: {
  division: Division;
  holidays: HolidaySource;
  proclaimed: readonly ProclaimedDay[];
}): WorkingCalendar {
  const own = from.proclaimed
    .filter(({ division }) => division === from.division)
    .sort((one, other) => (one.announcedOn < other.announcedOn ? -1 : 1));
  const byDay = new Map(own.map(({ day, isHoliday }) => [day, isHoliday]));
  const newest = own.map(({ announcedOn }) => announcedOn).reduce((one, other) => (one > other ? one : other), '');
  return {
    version: `${from.division} ${from.holidays.version} proclaimed ${own.length}, ${newest}`,
    isWorkingDay: (day) => !isWeekend(day) && !(byDay.get(day) ?? from.holidays.isHoliday(day)),
  };
}

/** No run of days off is longer; a source that says so is broken, and must not hang a clock. */
const LONGEST_BREAK_DAYS = 30;

/** The n-th working day after `day`, which itself is day zero. Throws RangeError for less than one. */
export function workingDayAfter(day: string, days: number, calendar: WorkingCalendar): string {
  if (!Number.isSafeInteger(days) || days < 1) throw new RangeError('expected at least one working day');
  let at = day;
  for (let left = days; left > 0; left -= 1) at = nextWorkingDay(at, calendar);
  return at;
}

function nextWorkingDay(day: string, calendar: WorkingCalendar): string {
  for (let ahead = 1; ahead <= LONGEST_BREAK_DAYS; ahead += 1) {
    const next = addDays(day, ahead);
    if (calendar.isWorkingDay(next)) return next;
  }
  throw new RangeError(`expected a working day within ${LONGEST_BREAK_DAYS} days`);
}

/**
 * What was proclaimed for England and Wales, and what it replaced, since 2019. A new proclamation is a new row here;
 * clocks that run past its day are then computed anew.
 */
export const PROCLAIMED_DAYS: readonly ProclaimedDay[] = [
  { day: '2020-05-04', isHoliday: false, announcedOn: '2019-06-07', reason: 'Early May bank holiday moved' },
  { day: '2020-05-08', isHoliday: true, announcedOn: '2019-06-07', reason: '75 years since VE Day' },
  { day: '2022-05-30', isHoliday: false, announcedOn: '2020-11-12', reason: 'Spring bank holiday moved' },
  { day: '2022-06-02', isHoliday: true, announcedOn: '2020-11-12', reason: 'Spring bank holiday' },
  { day: '2022-06-03', isHoliday: true, announcedOn: '2020-11-12', reason: 'Platinum Jubilee' },
  { day: '2022-09-19', isHoliday: true, announcedOn: '2022-09-10', reason: 'State Funeral of Queen Elizabeth II' },
  { day: '2023-05-08', isHoliday: true, announcedOn: '2022-11-06', reason: 'Coronation of King Charles III' },
].map((row) => ({ ...row, division: 'ENGLAND_AND_WALES' as const }));
