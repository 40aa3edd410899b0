const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/**
 * The moment of a time that a clock in London showed, `2026-06-01T09:30`, in UTC (RFC 3339); null for no such time. An
 * hour that comes twice in October is taken as the first.
 */
export function momentInLondon(local: string): string | null {
  if (!LOCAL.test(local)) return null;
  // London is at UTC, or an hour ahead of it.
  for (const hoursAhead of [1, 0]) {
    const moment = new Date(Date.parse(`${local}:00Z`) - hoursAhead * 3_600_000);
    if (!Number.isNaN(moment.getTime()) && localTime(moment) === local) return moment.toISOString();
  }
  return null;
}

/** What a clock in London shows at a moment, as a form's field has it. */
export function localTime(moment: Date): string {
  const parts = Object.fromEntries(PARTS.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}T${parts['hour'] ?? ''}:${parts['minute'] ?? ''}`;
}
