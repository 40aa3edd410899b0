import type { Pool } from 'pg';
import { repeat, type Repetition } from '../repeat';
import { giveAgeNotices } from '../store/age-notices';
import { prepareAuditPartitions } from '../store/audit-partitions';
import { removeOldSessions } from '../store/ended-sessions';
import { removeOldKeys } from '../store/idempotency';

/** A birthday is told of within a minute of midnight. */
const AGE_NOTICES_EVERY_MS = 60_000;

/** A month's partition is there long before its first row. */
const HOUSEKEEPING_EVERY_MS = 12 * 3_600_000;

/** What is done again and again, whoever asks for what. */
export function startChores(pool: Pool, report: (id: string, error: unknown) => void): Repetition {
  const notices = repeat(
    () => giveAgeNotices(pool, new Date()),
    AGE_NOTICES_EVERY_MS,
    (error) => report('age notices', error),
  );
  const house = repeat(
    () => keepHouse(pool),
    HOUSEKEEPING_EVERY_MS,
    (error) => report('housekeeping', error),
  );
  return {
    async stop() {
      await house.stop();
      await notices.stop();
    },
  };
}

async function keepHouse(pool: Pool): Promise<void> {
  await prepareAuditPartitions(pool, new Date());
  await removeOldKeys(pool);
  await removeOldSessions(pool);
}
