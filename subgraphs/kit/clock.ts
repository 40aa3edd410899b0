import { getClockRule, type ClockRule, type Limit } from './clock-rules';
import type { ClockTimes } from './value-types';
import {
  addDays,
  dayInLondon,
  endOfDayInLondon,
  workingDayAfter,
  type Division,
  type WorkingCalendar,
} from './working-days';

const HOUR_MS = 3_600_000;

/** A clock that was started: what its row keeps. */
export interface StartedClock extends ClockTimes {
  startedAt: Date;
  dueAt: Date;
}

/** What clocks are computed from. */
export interface ClockSettings {
  rules: readonly ClockRule[];
  calendars: Readonly<Record<Division, WorkingCalendar>>;
}

/** Starts the clock of a rule as it is in force on the day of the start. Throws RangeError when none is. */
export function startClock(settings: ClockSettings, code: string, startedAt: Date): StartedClock {
  const { limit } = getClockRule(settings.rules, code, dayInLondon(startedAt));
  const calendar = limit.kind === 'WORKING_DAYS' ? settings.calendars[limit.division].version : null;
  return { rule: code, startedAt, dueAt: dueAt(settings, limit, startedAt), stoppedAt: null, calendar };
}

/** INVARIANT: never decreases as the start moves on, and a limit in working days ends on a working day. */
function dueAt({ calendars }: ClockSettings, limit: Limit, startedAt: Date): Date {
  const day = dayInLondon(startedAt);
  switch (limit.kind) {
    case 'WORKING_DAYS':
      return endOfDayInLondon(workingDayAfter(day, limit.days, calendars[limit.division]));
    case 'CALENDAR_DAYS':
      return endOfDayInLondon(addDays(day, limit.days));
    case 'ELAPSED_HOURS':
      return new Date(startedAt.getTime() + limit.hours * HOUR_MS);
    case 'BEFORE_THE_DAY':
      return endOfDayInLondon(addDays(day, -1));
  }
}

/** Stops a clock. One that has stopped keeps its first stop: what was late does not become punctual, nor the reverse. */
export function stopClock<C extends ClockTimes>(clock: C, at: Date): C {
  return clock.stoppedAt === null ? { ...clock, stoppedAt: at } : clock;
}

/** How a clock that runs or has stopped stands at `now`. Due is the last moment that is in time. */
export function standingOf(clock: StartedClock, now: Date): 'RUNNING' | 'OVERDUE' | 'MET' | 'MISSED' {
  const isLate = (clock.stoppedAt ?? now) > clock.dueAt;
  if (clock.stoppedAt === null) return isLate ? 'OVERDUE' : 'RUNNING';
  return isLate ? 'MISSED' : 'MET';
}

export interface Recomputed {
  clock: StartedClock;
  /** The due time that people went by until now; null when it stays. */
  previousDueAt: Date | null;
}

/**
 * Computes a running clock anew by the calendar as it is now, under the rule that it was started by. A stopped clock
 * stays as it is, and so does one that no calendar bears on.
 */
export function recomputeClock(settings: ClockSettings, clock: StartedClock): Recomputed {
  if (clock.stoppedAt !== null || clock.calendar === null) return { clock, previousDueAt: null };
  const anew = startClock(settings, clock.rule, clock.startedAt);
  const isSame = anew.dueAt.getTime() === clock.dueAt.getTime();
  return { clock: anew, previousDueAt: isSame ? null : clock.dueAt };
}
