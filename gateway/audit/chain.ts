import { createHash } from 'node:crypto';

/** A row of the audit log. `seq` counts from 1 within a writer without a gap. */
export interface AuditRow {
  writer: string;
  seq: number;
  prev: Buffer;
  hash: Buffer;
  at: Date;
  body: string;
  children: string[];
  owners: string[];
}

/** The last row of a writer's chain: what the next one is linked to. */
export interface ChainHead {
  seq: number;
  hash: Buffer;
}

/** What a row's hash covers. */
export type ChainedFields = Pick<AuditRow, 'seq' | 'prev' | 'at' | 'body'>;

/** The head of an empty chain. It holds the writer's id, so that no chain can pass for another writer's. */
export function genesisOf(writer: string): ChainHead {
  return { seq: 0, hash: createHash('sha256').update(`sightline-audit:${writer}`).digest() };
}

/** SHA-256 over prev, seq (8 bytes, big-endian), time (ISO 8601, UTC, milliseconds) and body. */
export function hashRow({ prev, seq, at, body }: ChainedFields): Buffer {
  const position = Buffer.allocUnsafe(8);
  position.writeBigUInt64BE(BigInt(seq));
  return createHash('sha256').update(prev).update(position).update(at.toISOString()).update(body).digest();
}
