const DAY_MS = 86_400_000;

/**
 * The end (23:59:59 in London) of the n-th working day after the day of `from`: not Saturday, Sunday or a bank holiday
 * of England and Wales. Day zero is the day of `from` in London.
 */
export function endOfWorkingDay(from: Date, days: number): Date {
  let day = startOfDay(new Date(from.getTime() + londonOffsetMs(from)));
  for (let left = days; left > 0;) {
    day = new Date(day.getTime() + DAY_MS);
    if (isWorkingDay(day)) left -= 1;
  }
  const end = new Date(day.getTime() + DAY_MS - 1000);
  return new Date(end.getTime() - londonOffsetMs(end));
}

/** Says whether the day (its UTC date) is a working day in England and Wales. */
export function isWorkingDay(day: Date): boolean {
  const weekday = day.getUTCDay();
  return weekday !== 0 && weekday !== 6 && !bankHolidays(day.getUTCFullYear()).has(startOfDay(day).getTime());
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);
}

/** British summer time holds from the last Sunday of March to that of October, 01:00 UTC. */
function londonOffsetMs(time: Date): number {
  const year = time.getUTCFullYear();
  const isSummer =
    time.getTime() >= lastSunday(year, 2) + 3_600_000 && time.getTime() < lastSunday(year, 9) + 3_600_000;
  return isSummer ? 3_600_000 : 0;
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return last.getTime() - last.getUTCDay() * DAY_MS;
}

const holidaysOfYear = new Map<number, ReadonlySet<number>>();

function bankHolidays(year: number): ReadonlySet<number> {
  const known = holidaysOfYear.get(year);
  if (known !== undefined) return known;
  const easter = easterSunday(year);
  const days = new Set([
    easter - 2 * DAY_MS,
    easter + DAY_MS,
    mondayFrom(year, 4, 1),
    mondayFrom(year, 4, 25),
    mondayFrom(year, 7, 25),
  ]);
  // A holiday on a weekend moves to the next weekday that is none already.
  for (const fixed of [Date.UTC(year, 0, 1), Date.UTC(year, 11, 25), Date.UTC(year, 11, 26)]) {
    let day = fixed;
    while ([0, 6].includes(new Date(day).getUTCDay()) || days.has(day)) day += DAY_MS;
    days.add(day);
  }
  holidaysOfYear.set(year, days);
  return days;
}

/** The first Monday on or after a date; from the 25th it is the last one of a month of 31 days. */
function mondayFrom(year: number, month: number, date: number): number {
  const day = new Date(Date.UTC(year, month, date));
  return day.getTime() + ((8 - day.getUTCDay()) % 7) * DAY_MS;
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const leap = Math.floor(century / 4);
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - leap - correction + 15) % 30;
  const moon = Math.floor((golden + 11 * epact) / 319);
  const rest = year % 100;
  const weekday = (2 * (century % 4) + 2 * Math.floor(rest / 4) - (rest % 4) - epact + moon + 32) % 7;
  const month = Math.floor((epact - moon + weekday + 90) / 25);
  const day = (epact - moon + weekday + month + 19) % 32;
  return Date.UTC(year, month - 1, day);
}
