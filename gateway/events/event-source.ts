import { cursorExpired, type CursorCodec } from './cursor';
import type { EventLog, LogEntry } from './event-log';
import type { FanOut } from './fan-out';
import type { Interest } from './queue';
import { isBefore, type Position } from './signal';

/** Which events somebody follows; null leaves a condition out. */
interface Filter {
  readonly types: ReadonlySet<string> | null;
  readonly children: ReadonlySet<string> | null;
  readonly owners: ReadonlySet<string> | null;
}

/** The events that somebody follows, as they come. */
export interface EventStream extends AsyncIterableIterator<readonly LogEntry[]> {
  /** Behind which event to go on: everything up to there was handled, or is none of the follower's. */
  place(): Position;
  /** Notes that an event was handled. */
  pass(position: Position): void;
}

export interface EventSourceOptions {
  readonly log: EventLog;
  readonly fanOut: FanOut;
  readonly cursors: CursorCodec;
}

/** The hub's events as its subscriptions open them. */
export function createEventSource({ log, fanOut, cursors }: EventSourceOptions) {
  const isKept = async (after: Position, head: Position): Promise<boolean> =>
    // A place that is still to come is one of another history of this database, before it was restored.
    !isBefore(head, after) && (await log.holds(after));
  return {
    parseCursor: (text: string) => cursors.parse(text),
    cursorOf: (position: Position) => cursors.write(position),
    holds: async (place: Position) => isKept(place, await log.head()),
    async follow(after: Position | null, filter: Filter): Promise<EventStream> {
      const head = await log.head();
      if (after !== null && !(await isKept(after, head))) throw cursorExpired();
      let at = after ?? head;
      const pass = (position: Position): void => void (at = position);
      const wants = wantsBy(filter);
      const events = stoppable((signal) =>
        filtered(fanOut.follow(at, signal, { wants, passed: pass }), { wants, passed: pass }),
      );
      return Object.assign(events, { place: () => at, pass });
    },
  };
}

function wantsBy({ types, children, owners }: Filter): Interest['wants'] {
  return ({ type, childId, ownerId }) =>
    types?.has(type) !== false && children?.has(childId) !== false && owners?.has(ownerId) !== false;
}

async function* filtered(batches: AsyncIterable<readonly LogEntry[]>, { wants, passed }: Interest) {
  for await (const entries of batches) {
    const askedFor = entries.filter(wants);
    if (askedFor.length > 0) yield askedFor;
    const last = entries.at(-1);
    if (last) passed(last.position);
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
