import { type EventStream } from '../events/event-source';
import { type Position } from '../events/signal';

/** Which events of the log a subscription is about; null leaves a condition out. */
export interface EventFilter {
  readonly types: ReadonlySet<string> | null;
  readonly children: ReadonlySet<string> | null;
  /** Organisations that own what the events are about. */
  readonly owners: ReadonlySet<string> | null;
}

/** The hub's events. */
export interface EventSource {
  /** @throws SightlineError BAD_USER_INPUT for a cursor that the hub never gave. */
  parseCursor(text: string): Position;
  cursorOf(position: Position): string;
  /** The cursor behind everything that has happened so far. */
  cursorNow(): Promise<string>;
  /** Whether the place is one of this log, and everything behind it is still kept. */
  knows(place: Position): Promise<boolean>;
  /** The events behind a place, or from now on, without an end; `who` is the person who follows. @throws SightlineError CURSOR_EXPIRED. */
  follow(after: Position | null, filter: EventFilter, who: string): Promise<EventStream>;
}
