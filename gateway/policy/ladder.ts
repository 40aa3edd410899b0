import { LEVELS, type DisclosureLevel } from '../../schema/vocabulary';
import type { PolicyRule } from './rule';

/** Whether a value is in a list; an empty list holds everything. */
export function isListed<T>(value: T, list: readonly T[]): boolean {
  return list.length === 0 || list.includes(value);
}

/** Whether `step` is at or above `from` on a ladder that lists its steps from least to most. */
export function hasReached<T>(ladder: readonly T[], step: T, from: T): boolean {
  return ladder.indexOf(step) >= ladder.indexOf(from);
}

/** Whether a level reaches the level asked for. */
export function isAtLeast(level: DisclosureLevel, asked: DisclosureLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(asked);
}

/** The highest of these levels, NONE of none. */
export function highest(levels: readonly DisclosureLevel[]): DisclosureLevel {
  return levels.reduce((best, level) => (isAtLeast(level, best) ? level : best), 'NONE');
}

/** The lowest of these levels, FULL of none. */
export function lowest(levels: readonly DisclosureLevel[]): DisclosureLevel {
  return levels.reduce((least, level) => (isAtLeast(level, least) ? least : level), 'FULL');
}

/** Whether a day lies within a rule's or a lawful basis's dates, both included. */
export function isWithinDates(
  { validFrom, validTo }: { validFrom: string | null; validTo: string | null },
  today: string,
): boolean {
  return (validFrom === null || validFrom <= today) && (validTo === null || today <= validTo);
}

/** Whether a rule holds for every age, an unknown one too. */
export function namesNoAge({ ages }: PolicyRule): boolean {
  return ages === null || (ages.from === null && ages.to === null);
}

/** Whether a known age lies within a rule's ages. */
export function isOfAge(age: number, { ages }: PolicyRule): boolean {
  return (ages?.from ?? 0) <= age && age <= (ages?.to ?? 200);
}
