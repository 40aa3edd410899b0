import type { OutboxEntry } from './outbox';
import type { Position, Signal } from './signal';

/** An event of the log. */
export interface LogEntry extends Signal {
  readonly position: Position;
  /** Where the record is kept. */
  readonly sector: string;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** Whether events have been written that a running transaction still holds back: worth asking again at once. */
  readonly isHeld: boolean;
  /**
   * Whether no event stands at the place behind which was read, and none that was removed: this is not the log that gave
   * the place, but an earlier state of it.
   */
  readonly isElsewhere: boolean;
}

/** The log of every signal that was collected, for reading. */
export interface EventLog {
  /** @throws SightlineError CURSOR_EXPIRED when events behind this place are no longer kept. */
  read(after: Position, limit: number): Promise<LogPage>;
  /** The place of the last event that can be read now. */
  head(): Promise<Position>;
  /** Whether nothing behind this place has been removed. */
  holds(after: Position): Promise<boolean>;
  /** Whether this log gave the place, and nothing behind it has been removed. */
  knows(place: Position): Promise<boolean>;
}

/** Where readers of the log have come to, by name; it outlives their processes. */
export interface Positions {
  find(name: string): Promise<Position | null>;
  put(name: string, position: Position): Promise<void>;
}

/** One outbox's signals, to be put into the log. */
export interface Collected {
  readonly sector: string;
  readonly entries: readonly OutboxEntry[];
  readonly from: Position;
  readonly to: Position;
}

/** The log as its one collector writes it. */
export interface CollectorLog {
  /** How far the outbox of a sector has been collected. */
  collectedTo(sector: string): Promise<Position>;
  /**
   * Appends signals in their order and moves the sector's place, in one transaction. An event that the log has already
   * is left as it is. False when the place has moved meanwhile: another collector was there.
   */
  collect(collected: Collected): Promise<boolean>;
  /** Moves a sector's place to the beginning of its outbox. */
  collectAgain(sector: string): Promise<void>;
  /** Removes some of what is older, and remembers up to where. Resolves to how many: 0 when nothing older is left. */
  removeOlderThan(at: Date): Promise<number>;
}
