/** The first day of the calendar quarter of a day; both `YYYY-MM-DD`. */
export function quarterStart(day: string): string {
  return `${day.slice(0, 4)}-${twoDigits(firstMonth(day))}-01`;
}

/** The last day of the calendar quarter of a day; both `YYYY-MM-DD`. */
export function quarterEnd(day: string): string {
  const month = firstMonth(day) + 2;
  return `${day.slice(0, 4)}-${twoDigits(month)}-${month === 3 || month === 12 ? 31 : 30}`;
}

function firstMonth(day: string): number {
  return Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
}

function twoDigits(month: number): string {
  return String(month).padStart(2, '0');
}
