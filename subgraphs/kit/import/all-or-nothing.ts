import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs an import in one transaction, however long it takes: all of it is kept, or nothing. A dry run does the very same
 * and takes it back, so that its report is the import's.
 */
export async function allOrNothing<T>(
  { dataSource, isCommitted }: { dataSource: DataSource; isCommitted: boolean },
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('set local statement_timeout = 0');
    const done = await work(runner.manager);
    if (isCommitted) await runner.commitTransaction();
    else await runner.rollbackTransaction();
    return done;
  } catch (error) {
    // A connection that broke has rolled back by itself; what broke it is what counts.
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
