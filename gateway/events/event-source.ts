import { cursorExpired, type CursorCodec } from './cursor';
import type { EventLog, LogEntry } from './event-log';
import type { FanOut } from './fan-out';
import { isBefore, type Position } from './signal';

/** Which events somebody follows; null leaves a condition out. */
interface Filter {
  readonly types: ReadonlySet<string> | null;
  readonly children: ReadonlySet<string> | null;
  readonly owners: ReadonlySet<string> | null;
}

/** The events that somebody follows, as they come. */
export interface EventStream extends AsyncIterableIterator<LogEntry> {
  /** Behind which event to go on: everything up to there was handled, or is none of the follower's. */
  place(): Position;
}

export interface EventSourceOptions {
  readonly log: EventLog;
  readonly fanOut: FanOut;
  readonly cursors: CursorCodec;
}

/** The hub's events as its subscriptions open them. */
export function createEventSource({ log, fanOut, cursors }: EventSourceOptions) {
  return {
    parseCursor: (text: string) => cursors.parse(text),
    cursorOf: (position: Position) => cursors.write(position),
    async follow(after: Position | null, filter: Filter): Promise<EventStream> {
      const head = await log.head();
      // A place that is still to come is one of another history of this database, before it was restored.
      const isKept = after === null || (!isBefore(head, after) && (await log.holds(after)));
      if (!isKept) throw cursorExpired();
      let at = after ?? head;
      const passed = (position: Position): void => void (at = position);
      const events = stoppable((signal) => filtered(fanOut.follow(at, signal), filter, passed));
      return Object.assign(events, { place: () => at });
    },
  };
}

type Passed = (position: Position) => void;

async function* filtered(entries: AsyncIterable<LogEntry>, { types, children, owners }: Filter, passed: Passed) {
  for await (const entry of entries) {
    const isAskedFor =
      types?.has(entry.type) !== false &&
      children?.has(entry.childId) !== false &&
      owners?.has(entry.ownerId) !== false;
    if (isAskedFor) yield entry;
    // Only when the next one is asked for has this one been handled.
    passed(entry.position);
  }
}

/** Lets `return` end a generator that waits: by itself it would be heard only once the wait is over. */
export function stoppable<T>(make: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
  const stop = new AbortController();
  const generator = make(stop.signal);
  return {
    next: () => generator.next(),
    return: (value?: unknown) => {
      stop.abort();
      return generator.return(value);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
