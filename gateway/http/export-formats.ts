import { stringify } from 'csv-stringify/sync';
import type { DisclosureRow } from '../hub/ports';

/** How rows of the log are written out. Each part ends its own line. */
export interface ExportFormat {
  readonly contentType: string;
  readonly extension: string;
  readonly head: string;
  writeRows(rows: readonly DisclosureRow[]): string;
  /** Says how many rows there were: what lacks it is not whole. */
  writeEnd(count: number): string;
}

const COLUMNS = [
  'id',
  'at',
  'recipient',
  'role',
  'person',
  'purpose',
  'justification',
  'owner',
  'category',
  'level',
  'outcome',
  'reason',
  'policyVersion',
  'breakGlass',
  'notifyOwner',
  'childId',
] as const satisfies readonly (keyof DisclosureRow)[];

const JSON_LINES: ExportFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  extension: 'jsonl',
  head: '',
  writeRows: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  writeEnd: (count) => `${JSON.stringify({ end: true, count })}\n`,
};

/** RFC 4180. A text that a spreadsheet would take for a formula is written with an apostrophe before it. */
const CSV: ExportFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: writeCsv([[...COLUMNS]]),
  writeRows: (rows) => writeCsv(rows.map((row) => COLUMNS.map((column) => textOf(row[column])))),
  writeEnd: (count) => writeCsv([['end', String(count), ...COLUMNS.slice(2).map(() => '')]]),
};

export const EXPORT_FORMATS: ReadonlyMap<unknown, ExportFormat> = new Map([
  ['jsonl', JSON_LINES],
  ['csv', CSV],
]);

function writeCsv(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', escape_formulas: true },
  );
}

function textOf(value: DisclosureRow[keyof DisclosureRow]): string {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}
