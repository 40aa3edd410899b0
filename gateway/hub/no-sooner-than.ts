import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a search of the index or a registration takes. */
export const INDEX_MS = 40;

/**
 * Gives or throws what work gives or throws, but no sooner than after so many milliseconds: whoever measures the time
 * does not learn whether there was somebody to be looked at.
 */
export async function noSoonerThan<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), delay(milliseconds)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
