import { dayInLondon } from './working-days';

/**
 * The age in whole years, on the day in London on which `now` falls, of someone born on `dateOfBirth` (YYYY-MM-DD).
 * Attained as the birthday begins (Family Law Reform Act 1969 s.9); that of 29 February is 1 March in other years.
 */
export function ageOn(dateOfBirth: string, now: Date): number {
  const today = dayInLondon(now);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

const BANDS: readonly (readonly [below: number, band: string])[] = [
  [10, '0-9'],
  [13, '10-12'],
  [16, '13-15'],
  [18, '16-17'],
];

/** The band of an age: cut where criminal responsibility, the teens, 16 and adulthood begin. */
export function ageBand(dateOfBirth: string, now: Date): string {
  const age = ageOn(dateOfBirth, now);
  return BANDS.find(([below]) => age < below)?.[1] ?? '18+';
}

/** The outward part of a postcode: `NR2 1AB` and `nr21ab` give `NR2`. Null for what is not a full postcode. */
export function postcodeDistrict(postcode: string): string | null {
  return /^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]{2}$/.exec(postcode.replaceAll(/\s/g, '').toUpperCase())?.[1] ?? null;
}

/** The first letters of the names, as `J.S.`; null without any name. */
export function initialsOf(...names: readonly (string | null)[]): string | null {
  const letters = names.flatMap((name) => Array.from(name?.trim() ?? '').slice(0, 1));
  return letters.length === 0 ? null : letters.map((letter) => `${letter.toUpperCase()}.`).join('');
}
