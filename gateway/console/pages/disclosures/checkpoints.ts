import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';

/** A checkpoint as the API gives it. */
export interface CheckpointLine {
  readonly file: string;
  /** To the byte. */
  readonly line: string;
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** How one gateway's file of checkpoints stands. */
export interface FileStatus {
  readonly file: string;
  readonly lines: number;
  /** The last moment that was signed. */
  readonly lastAt: string;
  /** The log's rows that stand behind the checkpoints, by the writers' own counts. */
  readonly rows: number;
  /** What does not hold, in words; empty when all does. */
  readonly faults: readonly string[];
}

/** Checks the signatures of checkpoints, that no line between two is missing, and that no writer goes back. */
export function statusOf(lines: readonly CheckpointLine[], publicKey: string): FileStatus[] {
  const files = new Map<string, CheckpointLine[]>();
  for (const line of lines) files.set(line.file, [...(files.get(line.file) ?? []), line]);
  const isSigned = signatureCheck(publicKey);
  return [...files].map(([file, own]) => ({
    file,
    lines: own.length,
    lastAt: own.at(-1)?.at ?? '',
    rows: rowsOf(own),
    faults: own.flatMap((line, index) => faultsOf(line, own[index - 1], isSigned)),
  }));
}

type Check = (checkpoint: Kept) => boolean;

interface Kept {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly previous: string;
  readonly signature: string;
}

function signatureCheck(publicKey: string): Check {
  const key = createPublicKey({ key: JSON.parse(publicKey) as JsonWebKey, format: 'jwk' });
  return ({ writer, seq, hash, at, previous, signature }) => {
    const statement = ['sightline-audit-checkpoint', writer, seq, hash, at, previous].join('\n');
    return verify(null, Buffer.from(statement), key, Buffer.from(signature, 'base64url'));
  };
}

function faultsOf(line: CheckpointLine, before: CheckpointLine | undefined, isSigned: Check): string[] {
  const kept = JSON.parse(line.line) as Kept;
  const name = `line ${kept.seq} of writer ${kept.writer.slice(0, 8)}`;
  return [
    ...(isSigned(kept) ? [] : [`${name}: its signature does not hold`]),
    ...(before === undefined || kept.previous === hashOf(before.line)
      ? []
      : [`${name}: what stood before it is missing`]),
    ...(before?.writer !== line.writer || before.seq < line.seq ? [] : [`${name}: the writer went back`]),
  ];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function rowsOf(lines: readonly CheckpointLine[]): number {
  const heads = new Map(lines.map(({ writer, seq }) => [writer, seq]));
  return [...heads.values()].reduce((sum, seq) => sum + seq, 0);
}
