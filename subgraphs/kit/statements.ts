import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'typeorm';

/** Counts the SQL statements that run on behalf of one piece of work. */
export interface StatementCount {
  statements: number;
}

const current = new AsyncLocalStorage<StatementCount>();

/** Runs `work` with a fresh count; every statement it causes, however deep, adds to it. */
export function countingStatements<T>(count: StatementCount, work: () => T): T {
  return current.run(count, work);
}

/** TypeORM's logger reduced to a counter: no statement or parameter is kept. */
export class StatementCounter implements Logger {
  logQuery(): void {
    const count = current.getStore();
    if (count !== undefined) count.statements += 1;
  }

  logQueryError(): void {}

  logQuerySlow(): void {}

  logSchemaBuild(): void {}

  logMigration(): void {}

  log(): void {}
}
