import type { LogEntry } from '../event-log';

/** What the hub does about events of some types. */
export interface Relay {
  readonly types: ReadonlySet<string>;
  /** Acts on an event of one of them; rejects when that has to be tried again. */
  readonly take: (entry: LogEntry) => Promise<void>;
}
