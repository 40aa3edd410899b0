import type { LogEntry } from './event-log';

/** Events that wait for one subscriber; one that is further behind reads the log for itself. */
const LIMIT = 1_000;

/** What one subscriber has not taken yet: at most twice the limit, of events that all subscribers share. */
export interface Queue {
  /** Takes events or, when that would be more than it may hold, nothing and nothing ever after. */
  push(entries: readonly LogEntry[]): void;
  /** Lets whoever takes from it go on from the log, as if it had been overrun. */
  end(): void;
  /** Whether everything that was pushed has been taken and handled. */
  isIdle(): boolean;
  /** Gives what was pushed, as it comes; ends when the queue was overrun or the signal ends it. */
  batches(over: AbortSignal): AsyncGenerator<readonly LogEntry[], void>;
}

export function createQueue(): Queue {
  let waiting: LogEntry[] = [];
  let isOverrun = false;
  let isIdle = false;
  let wake = (): void => undefined;
  const end = (): void => {
    isOverrun = true;
    waiting = [];
    wake();
  };
  return {
    isIdle: () => isIdle,
    push(entries) {
      if (isOverrun) return;
      isIdle = false;
      if (waiting.length + entries.length > LIMIT) return end();
      waiting.push(...entries);
      wake();
    },
    end,
    async *batches(over) {
      const stop = (): void => wake();
      over.addEventListener('abort', stop);
      try {
        while (!over.aborted) {
          const taken = waiting;
          waiting = [];
          if (taken.length > 0) yield taken;
          if (isOverrun) return;
          if (waiting.length > 0 || over.aborted) continue;
          isIdle = true;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        over.removeEventListener('abort', stop);
      }
    },
  };
}
