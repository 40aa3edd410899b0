import { createReadStream } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse';

/** A file or an argument that nothing can be imported from. Names what was expected. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** A line of a CSV file that has a header. */
export interface CsvRow {
  /** From 1, the header included: as a text editor counts. */
  readonly line: number;
  /** The trimmed text of a column; empty where the line has none. */
  get(column: string): string;
}

/**
 * Reads a CSV file (UTF-8, with or without a byte order mark; CRLF or LF) line by line, whatever its size. Columns are
 * found by name, whatever their order and case; others are let be. Throws ImportError when the file or a column is missing.
 */
export async function* readCsv(file: string, columns: readonly string[]): AsyncGenerator<CsvRow> {
  const name = path.basename(file);
  let places: ReadonlyMap<string, number> | null = null;
  for await (const { record, line } of readRecords(file)) {
    if (places === null) places = placesOf(record, columns, name);
    else yield rowOf(record, places, line);
  }
  if (places === null) throw new ImportError(`${name}: expected a line with the names of its columns`);
}

/** The names of a CSV file's columns, as they are written. Throws ImportError when there is no such file. */
export async function readColumns(file: string): Promise<string[]> {
  for await (const { record } of readRecords(file)) return record.map((column) => column.trim());
  return [];
}

async function* readRecords(file: string): AsyncGenerator<{ record: string[]; line: number }> {
  const parser = parse({ bom: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true, info: true });
  const source = createReadStream(file);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { record, line: info.lines };
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    throw new ImportError(`${path.basename(file)}: expected a CSV file, got ${code}`, { cause: error });
  } finally {
    source.destroy();
  }
}

function placesOf(header: readonly string[], columns: readonly string[], name: string): Map<string, number> {
  const places = new Map(header.map((column, place) => [column.trim().toUpperCase(), place]));
  const missing = columns.filter((column) => !places.has(column.toUpperCase()));
  if (missing.length > 0) throw new ImportError(`${name}: expected the column(s) ${missing.join(', ')}`);
  return places;
}

function rowOf(record: readonly string[], places: ReadonlyMap<string, number>, line: number): CsvRow {
  return {
    line,
    get: (column) => record[places.get(column.toUpperCase()) ?? -1]?.trim() ?? '',
  };
}
