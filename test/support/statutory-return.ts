import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A line that an import has to reject, by file and number. */
export interface Planted {
  file: string;
  line: number;
  reason: RegExp;
}

export interface ReturnFiles {
  folder: string;
  /** CSV of CHILD and SUBJECT for every child. */
  children: string;
  planted: Planted[];
}

type Line = Record<string, string>;
type Files = Record<'header.csv' | 'episodes.csv' | 'missing.csv', Line[]>;

const BORN = '15/06/2010';
export const subjectOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** The lines of child `n`: three episodes in two placements, and an absence. Invented throughout. */
function addChild(files: Files, n: number, episodes: number): void {
  const child = `C${n}`;
  files['header.csv'].push({
    CHILD: child,
    SEX: n % 2 === 0 ? '1' : '2',
    DOB: BORN,
    ETHNIC: 'WBRI',
    UPN: 'UN1',
    MOTHER: '',
    MC_DOB: '',
  });
  for (let at = 0; at < episodes; at++) {
    const isLast = at === episodes - 1;
    files['episodes.csv'].push({
      CHILD: child,
      DECOM: dayIn(at * 40),
      RNE: at === 0 ? 'S' : at % 2 === 1 ? 'L' : 'P',
      LS: at === 0 ? 'V2' : 'C2',
      CIN: 'N1',
      PLACE: at < 2 ? 'K2' : 'U6',
      PLACE_PROVIDER: 'PR4',
      DEC: isLast ? '' : dayIn((at + 1) * 40),
      REC: isLast ? '' : 'X1',
      REASON_PLACE_CHANGE: at === 1 ? 'CARPL' : '',
      HOME_POST: 'NR1 1AA',
      PL_POST: at < 2 ? 'CT1 1AA' : 'nr1  1aa',
      URN: at === 0 ? 'SC123456' : 'XXXXXXX',
    });
  }
  files['missing.csv'].push({ CHILD: child, DOB: BORN, MISSING: 'M', MIS_START: '01/03/2025', MIS_END: '03/03/2025' });
}

function dayIn(days: number): string {
  const [year, month, day] = new Date(Date.UTC(2024, 3, 1 + days)).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

/** What can be wrong with a line: in which file, which columns, and what is told of it. */
const FAULTS: readonly [keyof Files, Line, RegExp][] = [
  ['episodes.csv', { DECOM: '31/02/2025' }, /^DECOM: expected a date as dd\/mm\/yyyy$/],
  ['episodes.csv', { DECOM: '2024-04-01' }, /^DECOM: /],
  ['episodes.csv', { RNE: 'Q' }, /^RNE: /],
  ['episodes.csv', { LS: 'X9' }, /^LS: /],
  ['episodes.csv', { CIN: '' }, /^CIN: /],
  ['episodes.csv', { PLACE: 'K9', PLACE_PROVIDER: 'PR9' }, /^PLACE: .*; PLACE_PROVIDER: /],
  ['episodes.csv', { REC: 'Z' }, /^REC: /],
  ['episodes.csv', { REC: '' }, /^DEC, REC: expected both or neither$/],
  ['episodes.csv', { DEC: '01/01/2024' }, /^DEC: expected a date not before DECOM$/],
  ['episodes.csv', { REASON_PLACE_CHANGE: 'WHY' }, /^REASON_PLACE_CHANGE: /],
  ['episodes.csv', { PL_POST: 'nowhere', HOME_POST: '?' }, /^HOME_POST: .*; PL_POST: /],
  ['episodes.csv', { URN: 'a b' }, /^URN: /],
  ['episodes.csv', { DECOM: '01/01/2009', DEC: '02/01/2009' }, /^DECOM: expected a date not before DOB$/],
  ['episodes.csv', { CHILD: 'NOBODY' }, /^CHILD: expected a child of header.csv$/],
  ['episodes.csv', { CHILD: '' }, /^CHILD: /],
  ['missing.csv', { MISSING: 'X' }, /^MISSING: /],
  ['missing.csv', { MIS_START: '' }, /^MIS_START: /],
  ['missing.csv', { MIS_END: '28/02/2025' }, /^MIS_END: /],
  ['missing.csv', { DOB: '16/06/2010' }, /^DOB: expected that of header.csv$/],
  ['missing.csv', { MIS_START: '01/01/2099', MIS_END: '' }, /^MIS_START: /],
  ['header.csv', { DOB: '15/13/2010' }, /^DOB: /],
  ['header.csv', { SEX: '7', ETHNIC: 'NONE' }, /^SEX: .*; ETHNIC: /],
  ['header.csv', { UPN: 'I123456789012' }, /^UPN: /],
  ['header.csv', { MOTHER: '2', MC_DOB: 'x' }, /^MOTHER: .*; MC_DOB: /],
  ['header.csv', { DOB: '01/01/2099' }, /^DOB: /],
];

/** Writes a return with so many children, as councils write them: a byte order mark and CRLF. */
export function writeReturnFiles(
  folder: string,
  { children, episodes = 3, faults = 0 }: { children: number; episodes?: number; faults?: number },
): ReturnFiles {
  const files: Files = { 'header.csv': [], 'episodes.csv': [], 'missing.csv': [] };
  for (let n = 0; n < children; n++) addChild(files, n, episodes);
  const planted = Array.from({ length: faults }, (_, n) => plant(files, { n, episodes }));
  mkdirSync(folder, { recursive: true });
  for (const [name, lines] of Object.entries(files)) writeCsv(path.join(folder, name), lines);
  const references = Array.from({ length: children }, (_, n) => ({ CHILD: `C${n}`, SUBJECT: subjectOf(n) }));
  writeCsv(path.join(folder, 'children.csv'), references);
  return { folder, children: path.join(folder, 'children.csv'), planted };
}

/** Spoils one line of a child of its own; of its episodes the second, which has one before and one behind it. */
function plant(files: Files, { n, episodes }: { n: number; episodes: number }): Planted {
  const [file, over, reason] = FAULTS[n % FAULTS.length]!;
  const child = 3 + n * 7;
  const at = file === 'episodes.csv' ? child * episodes + 1 : child;
  Object.assign(files[file][at]!, over);
  return { file, line: at + 2, reason };
}

function writeCsv(file: string, lines: readonly Line[]): void {
  const columns = Object.keys(lines[0] ?? {});
  const rows = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))];
  writeFileSync(file, `\uFEFF${rows.map((row) => row.join(',')).join('\r\n')}\r\n`);
}
