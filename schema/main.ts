import { join } from 'node:path';
import { CompositionError } from './compose';
import { checkSupergraph, OutOfDateError, writeSupergraph } from './generate';

/** `node dist/schema/main.js [--check]`, run in the project's folder. */
function main(folder: string, isCheck: boolean): void {
  if (isCheck) {
    checkSupergraph(folder);
    console.log('supergraph is up to date');
    return;
  }
  console.log(`wrote ${writeSupergraph(folder)}`);
}

try {
  main(join(process.cwd(), 'schema', 'generated'), process.argv.includes('--check'));
} catch (error) {
  if (!(error instanceof CompositionError || error instanceof OutOfDateError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
