import { createHash, sign, verify, type KeyObject } from 'node:crypto';

/** A signed statement that a writer's chain had reached a row: kept outside the database, where its owner cannot reach. */
export interface Checkpoint {
  writer: string;
  seq: number;
  /** Hash of that row, in hex. */
  hash: string;
  /** ISO 8601, UTC. */
  at: string;
  /** SHA-256 of the line before in the same file, in hex; of nothing for the first. No line between two can go missing. */
  previous: string;
  /** Ed25519 over the fields above, base64url. */
  signature: string;
}

/** Writes a checkpoint as the line that is kept, without the line's end. */
export function writeCheckpoint(fields: Omit<Checkpoint, 'signature'>, privateKey: KeyObject): string {
  const signature = sign(null, statementOf(fields), privateKey).toString('base64url');
  const { writer, seq, hash, at, previous } = fields;
  return JSON.stringify({ writer, seq, hash, at, previous, signature });
}

/** Reads a line of a checkpoint file; undefined when it isn't a checkpoint. */
export function parseCheckpoint(line: string): Checkpoint | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isCheckpoint(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the holder of the key signed it. */
export function isSignedBy(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  return verify(null, statementOf(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64url'));
}

/** What the line after this one must name as `previous`. */
export function hashLine(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function statementOf({ writer, seq, hash, at, previous }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(['sightline-audit-checkpoint', writer, seq, hash, at, previous].join('\n'));
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null || !('seq' in value)) return false;
  const texts = ['writer', 'hash', 'at', 'previous', 'signature'].map((name) => Reflect.get(value, name));
  return Number.isSafeInteger(value.seq) && texts.every((text: unknown) => typeof text === 'string');
}
