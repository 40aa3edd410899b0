/**
 * Carries the news that something was written, between processes. A wake-up may be lost and may come for nothing:
 * INVARIANT: whoever waits for one looks by itself after a while, too.
 */
export interface WakeUps {
  /** Wakes everybody who listens, in whatever process; several calls may be one wake-up. Never throws. */
  publish(): void;
  /** Calls back at every wake-up until the returned function is called. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Waits for wake-ups without missing those that come between looking and waiting. */
export interface Waiter {
  /** How many wake-ups there have been: taken before looking. */
  count(): number;
  /** Resolves at the first wake-up after that count, after `ms` at the latest, or when the signal ends the wait. */
  wait(count: number, ms: number, signal?: AbortSignal): Promise<void>;
  close(): void;
}

export function createWaiter(wakeUps: Pick<WakeUps, 'subscribe'>): Waiter {
  let count = 0;
  const waiting = new Set<() => void>();
  const unsubscribe = wakeUps.subscribe(() => {
    count += 1;
    for (const resume of waiting) resume();
  });
  return {
    count: () => count,
    wait: (seen, ms, signal) => {
      if (count !== seen || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const resume = (): void => {
          clearTimeout(timer);
          waiting.delete(resume);
          signal?.removeEventListener('abort', resume);
          resolve();
        };
        const timer = setTimeout(resume, ms);
        waiting.add(resume);
        signal?.addEventListener('abort', resume);
      });
    },
    close: unsubscribe,
  };
}
