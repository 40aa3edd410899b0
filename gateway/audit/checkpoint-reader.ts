import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseCheckpoint, type Checkpoint } from './checkpoint';

/** A checkpoint as an owner keeps it. */
export interface KeptCheckpoint extends Checkpoint {
  /** The file that it stands in: one for each gateway. Lines of one file, in their order, are what is verified. */
  readonly file: string;
  /** The line as it is signed and chained, to the byte. */
  readonly line: string;
}

export interface CheckpointPage {
  readonly rows: readonly KeptCheckpoint[];
  /** Where the page ends; null when it is empty. */
  readonly end: string | null;
  readonly hasNextPage: boolean;
}

/** Checkpoints of this machine's gateways. */
export interface CheckpointLog {
  /** In the order of files, and of lines within one. Null for a cursor that it never gave. */
  read(first: number, after: string | null): Promise<CheckpointPage | null>;
  /** The key that signed them, as a JSON Web Key. */
  readPublicKey(): Promise<string>;
}

/** No line is longer. */
const LINE_BYTES = 1_024;
const FILE = /^checkpoints-\d{1,5}\.jsonl$/;
const CURSOR = /^(checkpoints-\d{1,5}\.jsonl):(\d{1,15})$/;

interface Place {
  readonly file: string;
  readonly offset: number;
}

/** Reads the checkpoint files of a folder. */
export function createCheckpointLog(folder: string, readPublicKey: () => Promise<string>): CheckpointLog {
  return {
    readPublicKey,
    async read(first, after) {
      const start = after === null ? { file: '', offset: 0 } : placeOf(after);
      if (start === null) return null;
      const files = (await readdir(folder)).filter((name) => FILE.test(name) && name >= start.file).sort();
      const found: (KeptCheckpoint & { readonly end: number })[] = [];
      for (const file of files) {
        if (found.length > first) break;
        const offset = file === start.file ? start.offset : 0;
        found.push(...(await readLines(path.join(folder, file), { offset, most: first + 1 - found.length })));
      }
      const rows = found.slice(0, first);
      const last = rows.at(-1);
      return { rows, end: last ? cursorOf(last.file, last.end) : null, hasNextPage: found.length > first };
    },
  };
}

function cursorOf(file: string, offset: number): string {
  return Buffer.from(`${file}:${offset}`).toString('base64url');
}

function placeOf(cursor: string): Place | null {
  const [, file, offset] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return file === undefined ? null : { file, offset: Number(offset) };
}

async function readLines(name: string, { offset, most }: { offset: number; most: number }) {
  const handle = await open(name, 'r');
  try {
    const buffer = Buffer.alloc(most * LINE_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    // What does not end in a line's end is still being written.
    const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1).toString('utf8');
    let end = offset;
    return whole
      .split('\n')
      .slice(0, -1)
      .slice(0, most)
      .flatMap((line) => {
        end += Buffer.byteLength(line) + 1;
        const checkpoint = parseCheckpoint(line);
        return checkpoint ? [{ ...checkpoint, file: path.basename(name), line, end }] : [];
      });
  } finally {
    await handle.close();
  }
}
