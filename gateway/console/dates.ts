const ZONE = 'Europe/London';
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const DAY_IN_LONDON = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: ZONE,
});
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE });

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;

/** `2026-03-01` as `1 March 2026`. */
export function dayText(day: string): string {
  return DAY.format(new Date(`${day}T00:00:00Z`));
}

/** A moment as `1 March 2026 at 09:30`, in London. */
export function momentText(moment: string): string {
  const date = new Date(moment);
  return `${DAY_IN_LONDON.format(date)} at ${TIME.format(date)}`;
}

/** How long something takes: minutes below an hour, hours below two days, else days. */
export function durationText(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE_MS));
  if (minutes < HOUR_MINUTES) return count(minutes, 'minute');
  if (minutes < 2 * DAY_MINUTES) return count(Math.floor(minutes / HOUR_MINUTES), 'hour');
  return count(Math.floor(minutes / DAY_MINUTES), 'day');
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** A time limit as the API gives it. */
export interface Clock {
  readonly rule: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly stoppedAt: string | null;
  readonly overdue: boolean;
}

/** How a clock stands, in words. `tone` is told by the words, too: nobody has to see the colour. */
export interface ClockState {
  readonly text: string;
  readonly tone: 'red' | 'orange' | 'green' | 'grey';
  readonly isOverdue: boolean;
}

const SOON_MS = 4 * HOUR_MINUTES * MINUTE_MS;

/** Tells how a clock stands at a moment (epoch milliseconds). */
export function clockState({ dueAt, stoppedAt, overdue }: Clock, now: number): ClockState {
  const due = Date.parse(dueAt);
  if (stoppedAt !== null) {
    return overdue
      ? { text: `Done ${durationText(Date.parse(stoppedAt) - due)} late`, tone: 'grey', isOverdue: false }
      : { text: 'Done in time', tone: 'green', isOverdue: false };
  }
  if (overdue || now > due) return { text: `Overdue by ${durationText(now - due)}`, tone: 'red', isOverdue: true };
  return { text: `Due in ${durationText(due - now)}`, tone: due - now < SOON_MS ? 'orange' : 'grey', isOverdue: false };
}
