const FIRST_MS = 1_000;

/**
 * Milliseconds until the next attempt, after so many that failed: doubled each time up to the longest, and between a half
 * and the whole of that at random (0 <= random < 1), so that what failed together does not come back together.
 */
export function backOffMs(failures: number, random: number, longestMs: number): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), longestMs);
  return Math.round(whole * (0.5 + random / 2));
}
