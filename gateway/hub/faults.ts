import { SightlineError } from '../errors';
import { isStorable, KEPT_TEXT } from '../text';
import { isCalendarDay } from './calendar';
import { isHubId } from './hub-id';

/** One thing wrong with an input. `got` describes what came and repeats nothing that is about a person. */
export interface Fault {
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

/** @throws SightlineError BAD_USER_INPUT that names every fault with its path, if there is any. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const join = (part: keyof Fault): string => faults.map((fault) => fault[part]).join('; ');
  const message = faults.map(({ at, expected, got }) => `\`${at}\`: expected ${expected}, got ${got}`).join('; ');
  throw new SightlineError('BAD_USER_INPUT', message, { at: join('at'), expected: join('expected'), got: join('got') });
}

/** A check of one value at one path; no fault is an empty list, so that checks can be strung together. */
export type Check = (at: string, value: string) => Fault[];

/** Text that is more than blanks, no longer than a limit, and such as a database keeps. */
export function textUpTo(limit: number): Check {
  return (at, value) => {
    if (!isStorable(value)) return [{ at, expected: KEPT_TEXT, got: 'one that holds some' }];
    if (value.trim() === '') return [{ at, expected: 'a text', got: 'an empty one' }];
    if (value.length <= limit) return [];
    return [{ at, expected: `at most ${limit} characters`, got: `${value.length} characters` }];
  };
}

/** A day that the calendar has. */
export const calendarDay: Check = (at, value) =>
  isCalendarDay(value) ? [] : [{ at, expected: 'a day that the calendar has, as YYYY-MM-DD', got: shape(value) }];

/** The id of a child in the form in which the hub gives ids. */
export const childId: Check = (at, value) =>
  isHubId(value) ? [] : [{ at, expected: 'an id of a child as the hub gave it', got: shape(value) }];

/** A list with something in it and nothing twice. */
export function distinctWords(at: string, words: readonly string[]): Fault[] {
  if (words.length === 0) return [{ at, expected: 'at least one', got: 'an empty list' }];
  return new Set(words).size === words.length ? [] : [{ at, expected: 'each once', got: 'a repetition' }];
}

/** How a value is written, without what it says. */
export function shape(value: string): string {
  return value === '' ? 'an empty text' : `${value.length} characters of another form`;
}
