import path from 'node:path';
import { readCsv, type CsvRow } from '../../kit/import/csv';
import type { Rejection } from '../../kit/import/report';
import {
  COLUMNS,
  readEpisode,
  readHeader,
  readMissing,
  type EpisodeRow,
  type HeaderRow,
  type MissingRow,
  type ReadRow,
} from './ssda903-rows';

/** A return as far as it can be imported. */
export interface StatutoryReturn {
  headers: HeaderRow[];
  /** In the order of each child's life. */
  episodes: EpisodeRow[];
  missing: MissingRow[];
  rejected: Rejection[];
  /** Lines of children whose own line was rejected: not at fault themselves. */
  leftOut: number;
}

export interface ReadOptions {
  folder: string;
  /** YYYY-MM-DD. */
  today: string;
  progress: (message: string) => void;
}

type FileName = keyof typeof COLUMNS;
type Numbered<T> = T & { line: number };

const PROGRESS_EVERY = 20_000;

/** Reads the three files of a return and checks every line by itself and against the others. Throws ImportError. */
export async function readReturn(options: ReadOptions): Promise<StatutoryReturn> {
  const reading = new Reading(options);
  const headers = await reading.headers();
  const episodes = await reading.episodes(headers);
  const missing = await reading.missing(headers);
  const { rejected, leftOut } = reading;
  return { headers: [...headers.values()], episodes, missing, rejected, leftOut };
}

class Reading {
  readonly rejected: Rejection[] = [];
  leftOut = 0;
  /** Children whose line in header.csv was rejected. */
  readonly #refused = new Set<string>();

  constructor(readonly options: ReadOptions) {}

  async headers(): Promise<Map<string, HeaderRow>> {
    const headers = new Map<string, HeaderRow>();
    for await (const line of this.#lines('header.csv')) {
      const row = this.#take('header.csv', line, readHeader(line, this.options.today));
      if (row === null) this.#refused.add(line.get('CHILD'));
      else if (headers.has(row.child)) this.#reject('header.csv', line.line, 'CHILD: expected one line for each child');
      else headers.set(row.child, row);
    }
    return headers;
  }

  async episodes(headers: ReadonlyMap<string, HeaderRow>): Promise<EpisodeRow[]> {
    const found: Numbered<EpisodeRow>[] = [];
    for await (const line of this.#lines('episodes.csv')) {
      if (!this.#isOfReturn('episodes.csv', line, headers)) continue;
      const row = this.#take('episodes.csv', line, readEpisode(line, this.options));
      if (row === null) continue;
      if (row.startedOn < (headers.get(row.child)?.dateOfBirth ?? ''))
        this.#reject('episodes.csv', line.line, 'DECOM: expected a date not before DOB');
      else found.push({ ...row, line: line.line });
    }
    found.sort(byChildAndStart);
    return found.filter((row, at) => this.#follows(row, found, at));
  }

  async missing(headers: ReadonlyMap<string, HeaderRow>): Promise<MissingRow[]> {
    const found = new Map<string, MissingRow>();
    for await (const line of this.#lines('missing.csv')) {
      if (!this.#isOfReturn('missing.csv', line, headers)) continue;
      const row = this.#take('missing.csv', line, readMissing(line, this.options));
      if (row === null) continue;
      const { dateOfBirth, ...absence } = row;
      const key = `${row.child} ${row.startedOn}`;
      if (dateOfBirth !== headers.get(row.child)?.dateOfBirth)
        this.#reject('missing.csv', line.line, 'DOB: expected that of header.csv');
      else if (found.has(key)) this.#reject('missing.csv', line.line, 'MIS_START: expected one line for each day');
      else found.set(key, absence);
    }
    return [...found.values()];
  }

  async *#lines(file: FileName): AsyncGenerator<CsvRow> {
    let count = 0;
    for await (const line of readCsv(path.join(this.options.folder, file), COLUMNS[file])) {
      count += 1;
      if (count % PROGRESS_EVERY === 0) this.options.progress(`${file}: ${count} lines read`);
      yield line;
    }
  }

  #take<T>(file: FileName, { line }: CsvRow, read: ReadRow<T>): T | null {
    if ('row' in read) return read.row;
    this.#reject(file, line, read.faults.join('; '));
    return null;
  }

  #isOfReturn(file: FileName, line: CsvRow, headers: ReadonlyMap<string, HeaderRow>): boolean {
    const child = line.get('CHILD');
    if (headers.has(child)) return true;
    if (this.#refused.has(child)) this.leftOut += 1;
    else this.#reject(file, line.line, 'CHILD: expected a child of header.csv');
    return false;
  }

  /** Whether an episode begins after the one before it, and not before that has ended. */
  #follows(row: Numbered<EpisodeRow>, rows: readonly Numbered<EpisodeRow>[], at: number): boolean {
    const before = rows[at - 1];
    if (before?.child !== row.child) return true;
    if (before.startedOn < row.startedOn && before.endedOn !== null && before.endedOn <= row.startedOn) return true;
    this.#reject(
      'episodes.csv',
      row.line,
      'DECOM: expected a date after that of the episode before, and not before its end',
    );
    return false;
  }

  #reject(file: FileName, line: number, reason: string): void {
    this.rejected.push({ file, line, reason });
  }
}

function byChildAndStart(a: Numbered<EpisodeRow>, b: Numbered<EpisodeRow>): number {
  if (a.child !== b.child) return a.child < b.child ? -1 : 1;
  if (a.startedOn !== b.startedOn) return a.startedOn < b.startedOn ? -1 : 1;
  return a.line - b.line;
}
