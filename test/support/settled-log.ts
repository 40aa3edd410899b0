import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventLog } from '../../gateway/events/event-log';
import { createEventLog } from '../../gateway/store/event-log';

/** The log, read once nothing holds it back any more: whatever runs on the same server does, other tests too. */
export function createSettledLog(pool: Pool): EventLog {
  const log = createEventLog(pool);
  return {
    ...log,
    async read(after, limit) {
      for (let tries = 0; tries < 400; tries++) {
        const page = await log.read(after, limit);
        if (!page.isHeld) return page;
        await sleep(25);
      }
      throw new Error('the log was held back for ten seconds');
    },
  };
}
