/** Whether the text is a day that the calendar has, as `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/**
 * The day in London on which a moment falls, as `YYYY-MM-DD`: what is born, agreed or enacted as of a day begins and
 * ends at midnight there, which in summer is an hour before that of UTC.
 */
export function dayOf(moment: Date): string {
  // The day in London changes on the full hour of UTC only, and most ask about now.
  const hour = Math.floor(moment.getTime() / 3_600_000);
  if (hour === last.hour) return last.day;
  const day = writeDay(moment);
  last = { hour, day };
  return day;
}

let last = { hour: NaN, day: '' };

function writeDay(moment: Date): string {
  const parts = new Map(LONDON.formatToParts(moment).map(({ type, value }) => [type, value]));
  return ['year', 'month', 'day'].map((part) => parts.get(part as 'day')).join('-');
}

/** The same day that many years earlier, as `YYYY-MM-DD` text that compares rightly even for 29 February. */
export function yearsBefore(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;
}
