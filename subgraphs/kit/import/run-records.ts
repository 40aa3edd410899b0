import { parseArgs } from 'node:util';
import type { Subgraph } from '../subgraph';
import { ImportError } from './csv';
import { importRecords } from './records';
import { runImport } from './run-import';

/** Runs `import -- records <sector> <csv> --mapping <json> [--commit]` for a sector, as this process. */
export function runRecordImport(subgraph: Subgraph, args: readonly string[]): Promise<void> {
  return runImport(subgraph, (run) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { mapping: { type: 'string' }, commit: { type: 'boolean', default: false } },
    });
    const [file] = positionals;
    if (file === undefined || values.mapping === undefined)
      throw new ImportError('expected: records <sector> <csv file> --mapping <json file> [--commit]');
    return importRecords({ ...run, kinds: subgraph.loads, file, mapping: values.mapping, isCommitted: values.commit });
  });
}
