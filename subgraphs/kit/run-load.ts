import { ConfigurationError, databaseUrlOf } from './config';
import { createDataSource, migrate } from './database';
import { load, LoadError } from './load';
import { CLOCK_LOADS, ProclaimedDay } from './proclaimed-day';
import type { Subgraph } from './subgraph';

/** Loads standard input into a sector's database, as this process. */
export async function runLoad(subgraph: Subgraph): Promise<void> {
  try {
    const url = databaseUrlOf(subgraph.sector, process.env);
    const dataSource = await createDataSource({
      url,
      entities: [...subgraph.entities, ProclaimedDay],
      poolSize: 2,
    }).initialize();
    try {
      await migrate(dataSource, subgraph.migrations);
      const report = (message: string): void => void process.stderr.write(`${message}\n`);
      await load({ dataSource, kinds: { ...subgraph.loads, ...CLOCK_LOADS }, input: process.stdin, report });
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    // A driver's message may quote a row; its code does not.
    const isOurs = error instanceof LoadError || error instanceof ConfigurationError;
    const code = (error as { code?: unknown }).code;
    process.stderr.write(`${isOurs ? error.message : `load failed: ${(error as Error).name} ${String(code)}`}\n`);
    process.exitCode = 1;
    process.stdin.destroy();
  }
}
