import type { DataSource, EntityManager } from 'typeorm';
import { allOrNothing } from '../../kit/import/all-or-nothing';
import { ImportError, readColumns, readCsv, type CsvRow } from '../../kit/import/csv';
import type { ImportReport } from '../../kit/import/report';
import { HOST_AREAS } from '../codes/host-areas';
import { parsePostcode } from '../postcodes';

/** Names of the columns that we read: up to 2024, and since (with the year of the boundaries in them). */
const DISTRICT = /^(oslaua|lad\d\dcd)$/i;
const COUNTY = /^(oscty|cty\d\dcd)$/i;
const BATCH = 10_000;
const PROGRESS_EVERY = 100_000;

export interface PostcodeImport {
  dataSource: DataSource;
  /** A CSV file of the ONS Postcode Directory. */
  file: string;
  isCommitted: boolean;
  progress: (message: string) => void;
}

/**
 * Fills the table of postcodes from the ONS Postcode Directory, in one transaction: until it commits, the table that was
 * there is used. Reads line by line, so that its size does not matter. Throws ImportError.
 */
export async function importPostcodes(options: PostcodeImport): Promise<ImportReport> {
  const columns = await columnsOf(options.file);
  const counts = await allOrNothing(options, async (manager) => {
    await manager.query('create temporary table new_postcodes (postcode text, area_code text) on commit drop');
    const { read, leftOut } = await collect(manager, options, columns);
    await manager.query('delete from postcodes');
    await manager.query('insert into postcodes select * from new_postcodes on conflict (postcode) do nothing');
    const [row] = await manager.query<{ kept: number }[]>('select count(*)::int as kept from postcodes');
    const kept = row?.kept ?? 0;
    if (kept === 0) throw new ImportError('expected postcodes of England or Wales, got none');
    return { 'postcodes read': read, kept, 'outside England and Wales, left out': leftOut };
  });
  return { rejected: [], counts, isCommitted: options.isCommitted };
}

/** INVARIANT: no more than one batch is in memory. */
async function collect(
  manager: EntityManager,
  { file, progress }: PostcodeImport,
  columns: Columns,
): Promise<{ read: number; leftOut: number }> {
  let [read, leftOut] = [0, 0];
  const batch = new Map<string, string>();
  const flush = async (): Promise<void> => {
    const values = [[...batch.keys()], [...batch.values()]];
    await manager.query('insert into new_postcodes select * from unnest($1::text[], $2::text[])', values);
    batch.clear();
  };
  for await (const line of readCsv(file, Object.values(columns))) {
    read += 1;
    if (read % PROGRESS_EVERY === 0) progress(`${read} postcodes read`);
    const postcode = parsePostcode(line.get(columns.postcode));
    const area = areaOf(line, columns);
    if (postcode === null || area === null) leftOut += 1;
    else batch.set(postcode, area);
    if (batch.size >= BATCH) await flush();
  }
  await flush();
  return { read, leftOut };
}

type Columns = Readonly<Record<'postcode' | 'district' | 'county', string>>;

async function columnsOf(file: string): Promise<Columns> {
  const header = await readColumns(file);
  const find = (name: RegExp): string | undefined => header.find((column) => name.test(column));
  const [postcode, district, county] = [find(/^pcds$/i), find(DISTRICT), find(COUNTY)];
  if (postcode === undefined || district === undefined || county === undefined)
    throw new ImportError('expected the columns pcds, oslaua (or ladNNcd) and oscty (or ctyNNcd)');
  return { postcode, district, county };
}

/** The authority with children's services: the county where there is one, else the district. */
function areaOf(line: CsvRow, { county, district }: Columns): string | null {
  const found = [line.get(county), line.get(district)].find((code) => HOST_AREAS.has(code));
  return found ?? null;
}
