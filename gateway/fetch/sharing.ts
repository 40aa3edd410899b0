/** Lets whoever asks the same at the same time have one answer. */
export interface Sharing<T> {
  /** What `ask` gives, or what it gave to somebody else a moment ago. */
  get(key: string, ask: () => Promise<T>): Promise<T>;
}

interface Kept<T> {
  readonly at: number;
  readonly answer: Promise<T>;
}

/**
 * Shares answers for `ms` from when they were asked for, and then forgets them. INVARIANT: the key holds everything that
 * an answer depends on, and no answer is what somebody may see: that is decided for each recipient alone.
 */
export function createSharing<T>(ms: number): Sharing<T> {
  const known = new Map<string, Kept<T>>();
  return {
    get(key, ask) {
      const at = performance.now();
      const kept = known.get(key);
      // A busy process may come to forget late.
      if (kept && at - kept.at < ms) return kept.answer;
      const fresh: Kept<T> = { at, answer: ask() };
      const forget = (): void => void (known.get(key) === fresh && known.delete(key));
      known.set(key, fresh);
      setTimeout(forget, ms).unref();
      fresh.answer.catch(forget);
      return fresh.answer;
    },
  };
}
