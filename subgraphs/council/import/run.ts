import { parseArgs } from 'node:util';
import { ImportError } from '../../kit/import/csv';
import { runImport } from '../../kit/import/run-import';
import { runRecordImport } from '../../kit/import/run-records';
import { COUNCIL } from '../subgraph';
import { importPostcodes } from './postcodes';
import { importReturn } from './ssda903';

const OPTIONS = {
  organisation: { type: 'string' },
  children: { type: 'string' },
  'not-registered': { type: 'string' },
  commit: { type: 'boolean', default: false },
} as const;

/** Runs one of a council's imports, as this process: a statutory return, postcodes, or records by a mapping. */
export function runCouncilImport([what, ...args]: readonly string[]): Promise<void> {
  if (what === 'records') return runRecordImport(COUNCIL, args);
  return runImport(COUNCIL, (run) => {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    const [from] = positionals;
    const isCommitted = values.commit;
    if (what === 'postcodes' && from !== undefined) return importPostcodes({ ...run, file: from, isCommitted });
    if (what !== 'ssda903' || from === undefined || values.organisation === undefined)
      throw new ImportError('expected: ssda903 <folder> --organisation <GSS code> [--children <csv>] [--commit]');
    return importReturn({
      ...run,
      folder: from,
      organisation: values.organisation,
      children: values.children ?? null,
      notRegistered: values['not-registered'] ?? null,
      isCommitted,
      now: new Date(),
    });
  });
}
