import type { Outbox, OutboxPage } from './outbox';
import type { Position } from './signal';
import { createWaiter, type WakeUps } from './wake-ups';

/** Wake-ups can be lost: how long nobody looks at most. */
const POLL_MS = 1_000;
/** How soon to look again for what is held back by a transaction that still runs. */
const HELD_POLL_MS = 10;

export interface OwnOutboxOptions {
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  readonly read: (after: Position, limit: number) => Promise<OutboxPage>;
}

/** The hub's own outbox, which lies in the hub's own database. */
export function createOwnOutbox({ wakeUps, read }: OwnOutboxOptions): Outbox {
  const waiter = createWaiter(wakeUps);
  return {
    sector: 'hub',
    async read({ after, limit, signal }) {
      const seen = waiter.count();
      const page = await read(after, limit);
      if (page.entries.length > 0 || page.isElsewhere) return page;
      await waiter.wait(seen, page.heldBy === null ? POLL_MS : HELD_POLL_MS, signal);
      return read(after, limit);
    },
  };
}
