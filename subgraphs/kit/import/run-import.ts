import type { DataSource } from 'typeorm';
import { ConfigurationError, databaseUrlOf } from '../config';
import { createDataSource, migrate } from '../database';
import type { Subgraph } from '../subgraph';
import { ImportError } from './csv';
import { linesOfReport, type ImportReport } from './report';

/** What an import is given besides its own arguments. */
export interface ImportRun {
  dataSource: DataSource;
  progress: (message: string) => void;
}

/**
 * Runs an import against a sector's own database, as this process: progress goes to stderr, the report to stdout. Ends
 * with status 1 when nothing could be imported.
 */
export async function runImport(subgraph: Subgraph, work: (run: ImportRun) => Promise<ImportReport>): Promise<void> {
  try {
    const url = databaseUrlOf(subgraph.sector, process.env);
    const dataSource = await createDataSource({ url, entities: subgraph.entities, poolSize: 2 }).initialize();
    try {
      await migrate(dataSource, subgraph.migrations);
      const progress = (message: string): void => void process.stderr.write(`${message}\n`);
      const report = await work({ dataSource, progress });
      process.stdout.write(`${linesOfReport(report).join('\n')}\n`);
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    // A driver's message may quote a row; its code does not.
    const isOurs = error instanceof ImportError || error instanceof ConfigurationError;
    const code = (error as { code?: unknown }).code;
    process.stderr.write(`${isOurs ? error.message : `import failed: ${(error as Error).name} ${String(code)}`}\n`);
    process.exitCode = 1;
  }
}
