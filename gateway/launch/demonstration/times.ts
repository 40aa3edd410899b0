const HOUR_MS = 3_600_000;

/** The moment so many days and hours before another; negative ones lie after it. */
export function before(moment: Date, { days = 0, hours = 0 }: { days?: number; hours?: number }): Date {
  return new Date(moment.getTime() - (days * 24 + hours) * HOUR_MS);
}

/** RFC 3339 in UTC. */
export function timeOf(moment: Date): string {
  return moment.toISOString();
}

/** YYYY-MM-DD, the UTC date. */
export function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
