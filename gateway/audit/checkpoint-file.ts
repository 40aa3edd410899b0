import type { KeyObject } from 'node:crypto';
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ChainHead } from './chain';
import { hashLine, writeCheckpoint } from './checkpoint';

/** A head that a writer has committed. */
export type CommittedHead = ChainHead & { writer: string };

export interface CheckpointFileOptions {
  file: string;
  /** Ed25519. */
  privateKey: KeyObject;
  /** Epoch milliseconds. */
  now: () => number;
  everyMs?: number;
  everyRows?: number;
  /** Told when a checkpoint could not be kept, for the operator. Must not throw. */
  failed?: (error: unknown) => void;
}

export interface CheckpointFile {
  /** Notes a committed head; a checkpoint is kept once enough rows or time have gone by since the last. */
  note(head: CommittedHead): void;
  /** Keeps a last checkpoint and closes the file. */
  close(): Promise<void>;
}

/** Opens the checkpoint file of one gateway. Every checkpoint is on disk before the next is made. */
export async function openCheckpointFile(options: CheckpointFileOptions): Promise<CheckpointFile> {
  const { privateKey, now, everyMs = 1_000, everyRows = 1_000 } = options;
  const file = await openLineFile(options.file);
  let noted: CommittedHead | undefined;
  let keptSeq = 0;
  let keeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function note(head: CommittedHead): void {
    noted = head;
    if (head.seq - keptSeq >= everyRows) keep();
    else timer ??= setTimeout(keep, everyMs).unref();
  }

  function keep(): void {
    clearTimeout(timer);
    timer = undefined;
    const head = noted;
    if (head === undefined || head.seq === keptSeq) return;
    keptSeq = head.seq;
    const at = new Date(now()).toISOString();
    keeping = keeping.then(() => write(head, at)).catch((error: unknown) => options.failed?.(error));
  }

  async function write({ writer, seq, hash }: CommittedHead, at: string): Promise<void> {
    const fields = { writer, seq, hash: hash.toString('hex'), at, previous: hashLine(file.lastLine()) };
    await file.append(writeCheckpoint(fields, privateKey));
  }

  return {
    note,
    close: async () => {
      keep();
      await keeping;
      await file.close();
    },
  };
}

interface LineFile {
  /** The last whole line, or nothing. */
  lastLine(): string;
  /** Appends a line and waits until it is on disk; a line that could not be written whole is taken back. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

async function openLineFile(name: string): Promise<LineFile> {
  await mkdir(path.dirname(name), { recursive: true });
  const handle = await open(name, 'a', 0o600);
  const whole = await readWholeLines(name);
  // A line that a crash cut short was never a checkpoint.
  await handle.truncate(whole.length);
  let size = whole.length;
  let last = whole.toString('utf8').trimEnd().split('\n').at(-1) ?? '';

  return {
    lastLine: () => last,
    append: async (line) => {
      try {
        await writeDurably(handle, `${line}\n`);
      } catch (error) {
        await handle.truncate(size);
        throw error;
      }
      size += Buffer.byteLength(line) + 1;
      last = line;
    },
    close: () => handle.close(),
  };
}

async function readWholeLines(name: string): Promise<Buffer> {
  const bytes = await readFile(name);
  return bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
}

async function writeDurably(handle: FileHandle, text: string): Promise<void> {
  await handle.appendFile(text);
  await handle.datasync();
}
