import type { LogEntry } from './event-log';

/** Events that wait for one subscriber; one that is further behind reads the log for itself. */
const LIMIT = 1_000;

/** What one subscriber has not taken yet: at most twice the limit, of events that all subscribers share. */
export interface Queue {
  /** Takes all of them or, when that would be more than it may hold, none and nothing ever after. */
  push(entries: readonly LogEntry[]): void;
  /** Gives what was pushed, as it comes; ends when the queue was overrun or the signal ends it. */
  batches(over: AbortSignal): AsyncGenerator<readonly LogEntry[], void>;
}

export function createQueue(): Queue {
  let waiting: LogEntry[] = [];
  let isOverrun = false;
  let wake = (): void => undefined;
  return {
    push(entries) {
      if (isOverrun || entries.length === 0) return;
      isOverrun = waiting.length + entries.length > LIMIT;
      if (isOverrun) waiting = [];
      else waiting.push(...entries);
      wake();
    },
    async *batches(over) {
      over.addEventListener('abort', () => wake());
      while (!over.aborted) {
        const taken = waiting;
        waiting = [];
        if (taken.length > 0) yield taken;
        if (isOverrun) return;
        if (waiting.length === 0 && !over.aborted) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
