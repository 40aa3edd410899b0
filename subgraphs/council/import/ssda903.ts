import { writeFile } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { allOrNothing } from '../../kit/import/all-or-nothing';
import { ImportError } from '../../kit/import/csv';
import type { ImportReport } from '../../kit/import/report';
import { dayInLondon } from '../../kit/working-days';
import { HOST_AREAS } from '../codes/host-areas';
import { readReferences } from './child-references';
import { readReturn, type StatutoryReturn } from './ssda903-return';
import type { HeaderRow } from './ssda903-rows';
import { writeReturn } from './ssda903-write';

export interface ReturnImport {
  dataSource: DataSource;
  /** Has header.csv, episodes.csv and missing.csv. */
  folder: string;
  /** The council whose return it is. */
  organisation: string;
  /** CSV of CHILD and SUBJECT, for children that the database does not know by their reference yet. */
  children: string | null;
  /** Where to list the children that are not registered at the hub. */
  notRegistered: string | null;
  /** False: everything is tried, and taken back. */
  isCommitted: boolean;
  now: Date;
  progress: (message: string) => void;
}

/**
 * Imports a council's SSDA903 return in one transaction: all of it that is not rejected, or nothing. Done again, it
 * changes nothing. Nobody is notified of placements of the past. Throws ImportError.
 */
export async function importReturn(options: ReturnImport): Promise<ImportReport> {
  const { dataSource, organisation, folder, children, isCommitted, now, progress } = options;
  if (!HOST_AREAS.has(organisation)) throw new ImportError('--organisation: expected the GSS code of a council');
  const { manager } = dataSource;
  const { subjects, rejected } = await readReferences(manager, { organisation, file: children });
  const all = await readReturn({ folder, today: dayInLondon(now), progress });
  const { known, unknown, leftOut } = ofRegistered(all, subjects);
  if (options.notRegistered !== null) await writeNotRegistered(options.notRegistered, unknown);
  const counts = await allOrNothing(options, (within) =>
    writeReturn({ manager: within, organisation, subjects, now, progress }, known),
  );
  return {
    rejected: [...rejected, ...all.rejected],
    counts: {
      ...counts,
      'children not registered at the hub, left out': unknown.length,
      'lines of children whose header line is rejected or who are not registered, left out': all.leftOut + leftOut,
    },
    isCommitted,
  };
}

/** What of a return is about children whom the hub knows. */
function ofRegistered(
  from: StatutoryReturn,
  subjects: ReadonlyMap<string, string>,
): { known: StatutoryReturn; unknown: HeaderRow[]; leftOut: number } {
  const isKnown = ({ child }: { child: string }): boolean => subjects.has(child);
  const known = {
    ...from,
    headers: from.headers.filter(isKnown),
    episodes: from.episodes.filter(isKnown),
    missing: from.missing.filter(isKnown),
  };
  const leftOut = from.episodes.length - known.episodes.length + from.missing.length - known.missing.length;
  return { known, unknown: from.headers.filter((header) => !isKnown(header)), leftOut };
}

/** Ready to be completed with names, registered (`registerChild`), and given back as the file of `--children`. */
async function writeNotRegistered(file: string, headers: readonly HeaderRow[]): Promise<void> {
  const lines = headers.map(({ child, dateOfBirth }) => `${child},${dateOfBirth},,,`);
  await writeFile(file, ['CHILD,DOB,GIVEN_NAME,FAMILY_NAME,SUBJECT', ...lines, ''].join('\n'), { mode: 0o600 });
}
