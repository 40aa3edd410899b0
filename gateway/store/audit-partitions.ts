import { type Pool } from 'pg';

/** Months for which the log has a partition ahead of time: a hub that nobody restarts has one for a whole quarter. */
const MONTHS_AHEAD = 3;

/** Makes the partitions of the audit log for this month and those to come. What is there stays as it is. */
export async function prepareAuditPartitions(pool: Pool, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    await pool.query('select audit_log_partition($1)', [month]);
  }
}
