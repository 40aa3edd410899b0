import { cursorExpired, type CursorCodec } from './cursor';
import type { EventLog, LogEntry } from './event-log';
import type { Interest } from './audience';
import type { FanOut, Followed, Following } from './fan-out';
import { isBefore, type Position } from './signal';
import { createTurns } from './turns';

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
  readonly fanOut: Pick<FanOut, 'follow'>;
  readonly cursors: CursorCodec;
}

/** Places that are looked up at once for subscriptions: whoever opens them without end takes no connection from what is new. */
const OPENING = 2;

/** The hub's events as its subscriptions open them. */
export function createEventSource({ log, fanOut, cursors }: EventSourceOptions) {
  let asked: Promise<Position> | null = null;
  const inTurn = createTurns(OPENING);
  return {
    parseCursor: (text: string) => cursors.parse(text),
    cursorOf: (position: Position) => cursors.write(position),
    /** Thousands come at once when a gateway restarts, and ask together: an earlier place only gives more. */
    async cursorNow() {
      asked ??= log.head().finally(() => (asked = null));
      return cursors.write(await asked);
    },
    knows: (place: Position) => log.knows(place),
    async follow(after: Position | null, filter: Filter, who: string): Promise<EventStream> {
      if (after !== null && !(await inTurn(who, () => log.knows(after)))) throw cursorExpired();
      let at = after ?? (await inTurn(who, () => log.head()));
      let following: Following | null = null;
      const pass = (position: Position): void => void (at = position);
      const interest: Followed = { wants: wantsBy(filter), children: filter.children, who };
      const events = stoppable((signal) => {
        following = fanOut.follow(at, signal, interest);
        return filtered(following.batches, interest, pass);
      });
      const place = (): Position => {
        const idleAt = following?.idleAt() ?? at;
        return isBefore(at, idleAt) ? idleAt : at;
      };
      return Object.assign(events, { place, pass });
    },
  };
}

function wantsBy({ types, children, owners }: Filter): Interest['wants'] {
  return ({ type, childId, ownerId }) =>
    types?.has(type) !== false && children?.has(childId) !== false && owners?.has(ownerId) !== false;
}

async function* filtered(
  batches: AsyncIterable<readonly LogEntry[]>,
  { wants }: Interest,
  pass: (position: Position) => void,
): AsyncGenerator<readonly LogEntry[]> {
  for await (const entries of batches) {
    const askedFor = entries.filter(wants);
    if (askedFor.length > 0) yield askedFor;
    const last = entries.at(-1);
    if (last) pass(last.position);
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
