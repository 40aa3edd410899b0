import type { Position, Signal } from './signal';

/** A signal with its place in the outbox that it comes from. */
export interface OutboxEntry extends Signal {
  readonly position: Position;
}

/** What an outbox holds behind a place, as far as no running transaction may still write before it. */
export interface OutboxPage {
  readonly entries: readonly OutboxEntry[];
  /** The place up to which this page has read, entries that could not be read included; null when there was nothing. */
  readonly end: Position | null;
  /** The transaction that holds back signals which have been committed; null when none waits. */
  readonly heldBy: string | null;
  /** Whether the place is one of another state of this outbox, which its database has lost, or never had: nothing behind it tells what was collected. */
  readonly isElsewhere: boolean;
}

export interface OutboxRead {
  readonly after: Position;
  readonly limit: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** One sector's outbox. */
export interface Outbox {
  readonly sector: string;
  /** Reads on behind a place; waits some seconds for something to come. Rejects when the owner does not answer. */
  read(request: OutboxRead): Promise<OutboxPage>;
}
