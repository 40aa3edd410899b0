import { badUserInput } from './errors';
import { isId } from './fields';
import { dayInLondon } from './working-days';

/** One thing wrong with an input: where, and what was expected. Never what came: it may be about a person. */
export interface Fault {
  at: string;
  expected: string;
}

/** A check of one value at one path; no fault is an empty list, so that checks can be strung together. */
export type Check<T> = (at: string, value: T) => Fault[];

/** Throws BAD_USER_INPUT that names every fault with its path, in order, if there is any. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw badUserInput(faults.map(({ at }) => at).join('; '), faults.map(({ expected }) => expected).join('; '));
}

/** Runs a check on a value that may be absent or null. */
export function ifGiven<T>(check: Check<T>): Check<T | null | undefined> {
  return (at, value) => (value === undefined || value === null ? [] : check(at, value));
}

/** The zero character and halves of characters: no database keeps them. */
const UNKEPT = /[\0\p{Surrogate}]/u;

/** Text that is more than blanks and no longer than a limit. */
export function textUpTo(limit: number): Check<string> {
  return (at, value) => {
    const isFit = value.trim() !== '' && value.length <= limit && !UNKEPT.test(value);
    return isFit ? [] : [{ at, expected: `text of 1 to ${limit} characters` }];
  };
}

/** An id as we give them. */
export const anId: Check<string> = (at, value) => (isId(value) ? [] : [{ at, expected: 'an id' }]);

/** How far a sender's clock may be ahead of ours. */
const AHEAD_MS = 5 * 60_000;
const OLDEST_YEARS = 25;

/** A time that has come, within the years that a record of a child can reach back. */
export function pastTime(now: Date): Check<Date> {
  const oldest = Date.UTC(now.getUTCFullYear() - OLDEST_YEARS, now.getUTCMonth(), now.getUTCDate());
  return (at, value) => {
    if (value.getTime() > now.getTime() + AHEAD_MS) return [{ at, expected: 'a time that is not in the future' }];
    return value.getTime() >= oldest ? [] : [{ at, expected: `a time of the last ${OLDEST_YEARS} years` }];
  };
}

/** A day (YYYY-MM-DD) that has begun in London, within the years that a record of a child can reach back. */
export function pastDay(now: Date): Check<string> {
  const today = dayInLondon(now);
  const oldest = `${String(Number(today.slice(0, 4)) - OLDEST_YEARS).padStart(4, '0')}${today.slice(4)}`;
  return (at, value) => {
    if (value > today) return [{ at, expected: 'a day that is not in the future' }];
    return value >= oldest ? [] : [{ at, expected: `a day of the last ${OLDEST_YEARS} years` }];
  };
}

/** A whole number within bounds, both included. */
export function numberFrom(least: number, most: number): Check<number> {
  return (at, value) =>
    value >= least && value <= most ? [] : [{ at, expected: `a number from ${least} to ${most}` }];
}
