/** Completed years at a date; both dates YYYY-MM-DD. Someone born on 29 February ages on 1 March in other years. */
export function ageOn(bornOn: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return date.slice(5) < bornOn.slice(5) ? years - 1 : years;
}

/** From this birthday on, a young person is presumed able to decide: Mental Capacity Act 2005 s.1(2), s.2(5). */
const DECIDES_FOR_ONESELF = 16;
/** From this birthday on nobody has parental responsibility any more: Children Act 1989 s.105(1). */
const ADULT = 18;

/**
 * Whether what a parent said about sharing still counts. What was said of a child ends with the sixteenth birthday, for
 * then it is the young person's own to decide; said of a young person of 16 or 17, who was found unable to, it counts
 * until the eighteenth. All days `YYYY-MM-DD`; of an unknown birthday nothing is concluded.
 */
export function parentSpeaks(bornOn: string | null, saidOn: string, today: string): boolean {
  if (bornOn === null) return true;
  const age = ageOn(bornOn, today);
  if (age >= ADULT) return false;
  return age < DECIDES_FOR_ONESELF || ageOn(bornOn, saidOn) >= DECIDES_FOR_ONESELF;
}

/** The last day on which what a parent said counts; null when of an unknown birthday nothing is concluded. */
export function parentSpeaksUntil(bornOn: string | null, saidOn: string): string | null {
  if (bornOn === null) return null;
  const birthday = ageOn(bornOn, saidOn) >= DECIDES_FOR_ONESELF ? ADULT : DECIDES_FOR_ONESELF;
  const [year, month, day] = bornOn.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + birthday, month - 1, day - 1)).toISOString().slice(0, 10);
}
