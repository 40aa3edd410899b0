/** The age in whole years on the day of `now` (UTC) of someone born on `dateOfBirth` (YYYY-MM-DD). */
export function ageOn(dateOfBirth: string, now: Date): number {
  const [year = 0, month = 0, day = 0] = dateOfBirth.split('-').map(Number);
  const hadBirthday = now.getUTCMonth() + 1 > month || (now.getUTCMonth() + 1 === month && now.getUTCDate() >= day);
  return now.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
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
