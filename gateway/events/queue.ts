import type { LogEntry } from './event-log';
import type { Position } from './signal';

/** Events that wait for one subscriber; one that is further behind reads the log for itself. */
const LIMIT = 1_000;

/** What one subscriber follows. */
export interface Interest {
  /** Whether it asked for events like this one. */
  readonly wants: (entry: LogEntry) => boolean;
  /** Told of a place up to which it has everything that it wants. */
  readonly passed: (position: Position) => void;
}

/** What one subscriber has not taken yet: at most twice the limit, of events that all subscribers share. */
export interface Queue {
  /**
   * Takes what is wanted or, when that would be more than it may hold, nothing and nothing ever after. INVARIANT: a
   * subscriber that wants none of it is not woken: of a thousand an event concerns few.
   */
  push(entries: readonly LogEntry[]): void;
  /** Gives what was pushed, as it comes; ends when the queue was overrun or the signal ends it. */
  batches(over: AbortSignal): AsyncGenerator<readonly LogEntry[], void>;
}

export function createQueue({ wants, passed }: Interest): Queue {
  let waiting: LogEntry[] = [];
  let isOverrun = false;
  /** Whether everything that was taken has been handled. */
  let isIdle = false;
  let end: Position | null = null;
  let wake = (): void => undefined;
  return {
    push(entries) {
      const last = entries.at(-1)?.position;
      if (isOverrun || last === undefined) return;
      const wanted = entries.filter(wants);
      if (wanted.length === 0 && isIdle) {
        passed(last);
        return;
      }
      end = last;
      if (wanted.length === 0) return;
      isIdle = false;
      isOverrun = waiting.length + wanted.length > LIMIT;
      if (isOverrun) waiting = [];
      else waiting.push(...wanted);
      wake();
    },
    async *batches(over) {
      over.addEventListener('abort', () => wake());
      while (!over.aborted) {
        const taken = waiting;
        waiting = [];
        if (taken.length > 0) yield taken;
        if (isOverrun) return;
        if (waiting.length > 0 || over.aborted) continue;
        if (end !== null) passed(end);
        end = null;
        isIdle = true;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
