import type { KeyObject } from 'node:crypto';
import { genesisOf, hashRow, type AuditRow } from './chain';
import { hashLine, isSignedBy, parseCheckpoint, type Checkpoint } from './checkpoint';

/** Port: the log as an auditor reads it, row by row, each writer's rows in the order of their `seq`. */
export interface AuditReader {
  rows(): AsyncIterable<AuditRow>;
}

/** What is wrong with the log. */
export type Defect =
  /** The row's hash is not that of its content. */
  | 'ALTERED'
  /** The row does not follow the one before it: something was cut out, put in or moved. */
  | 'BROKEN_LINK'
  /** A position in the chain has no row. */
  | 'MISSING'
  /** The ids that a row is found by are not those of its body. */
  | 'MISFILED'
  /** A checkpoint names a row that is not there. */
  | 'TRUNCATED'
  /** A checkpoint names another hash than the row has: the chain was written anew. */
  | 'REWRITTEN'
  /** A line of the checkpoint file is not one, is not signed, or does not follow the line before. */
  | 'CHECKPOINT_FORGED';

export interface Finding {
  defect: Defect;
  writer: string;
  seq: number;
}

export interface Verification {
  isIntact: boolean;
  writers: number;
  rows: number;
  checkpoints: number;
  findings: Finding[];
  /**
   * Rows that no checkpoint speaks for, by writer: behind its last one, or all where it has none. A gateway that crashed
   * leaves the rows of its last second; more were put in later, or their checkpoints are not among those given.
   */
  unattested: Unattested[];
}

/** So many rows of a writer from this position on. */
export interface Unattested {
  writer: string;
  from: number;
  rows: number;
}

export interface VerifyInput {
  log: AuditReader;
  /** Lines of the checkpoint files, each file's in its order. */
  checkpointFiles: readonly (readonly string[])[];
  publicKey: KeyObject;
}

/** Walks every chain and every checkpoint, and names each place where they disagree with what was written. */
export async function verifyAuditLog({ log, checkpointFiles, publicKey }: VerifyInput): Promise<Verification> {
  const findings: Finding[] = [];
  const checkpoints = checkpointFiles.flatMap((lines) => readCheckpoints(lines, publicKey, findings));
  const expected = new Map(checkpoints.map((checkpoint) => [placeOf(checkpoint.writer, checkpoint.seq), checkpoint]));
  const attested = lastSeqs(checkpoints);
  const unattested = new Map<string, Unattested>();
  const writers = new Set<string>();
  let walk = startWalk('');
  let rows = 0;
  for await (const row of log.rows()) {
    if (row.writer !== walk.writer) walk = startWalk(row.writer);
    writers.add(row.writer);
    rows++;
    findings.push(...inspect(row, walk));
    const place = placeOf(row.writer, row.seq);
    if (isRewritten(row, expected.get(place))) findings.push({ defect: 'REWRITTEN', writer: row.writer, seq: row.seq });
    expected.delete(place);
    if (row.seq > (attested.get(row.writer) ?? 0)) noteUnattested(unattested, row);
    walk = { writer: row.writer, seq: row.seq, hash: row.hash };
  }
  for (const { writer, seq } of expected.values()) findings.push({ defect: 'TRUNCATED', writer, seq });
  const counts = { writers: writers.size, rows, checkpoints: checkpoints.length };
  return { isIntact: findings.length === 0, ...counts, findings, unattested: [...unattested.values()] };
}

function lastSeqs(checkpoints: readonly Checkpoint[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { writer, seq } of checkpoints) last.set(writer, Math.max(seq, last.get(writer) ?? 0));
  return last;
}

function noteUnattested(unattested: Map<string, Unattested>, { writer, seq }: AuditRow): void {
  const known = unattested.get(writer);
  if (known) known.rows += 1;
  else unattested.set(writer, { writer, from: seq, rows: 1 });
}

/** The row that was seen last of the writer that is being walked. */
interface Walk {
  writer: string;
  seq: number;
  hash: Buffer;
}

function startWalk(writer: string): Walk {
  return { writer, ...genesisOf(writer) };
}

function inspect(row: AuditRow, before: Walk): Finding[] {
  const { writer, seq } = row;
  const findings: Finding[] = [];
  if (seq !== before.seq + 1) findings.push({ defect: 'MISSING', writer, seq: before.seq + 1 });
  else if (!row.prev.equals(before.hash)) findings.push({ defect: 'BROKEN_LINK', writer, seq });
  if (!hashRow(row).equals(row.hash)) findings.push({ defect: 'ALTERED', writer, seq });
  else if (!isFiledByBody(row)) findings.push({ defect: 'MISFILED', writer, seq });
  return findings;
}

/** The columns are not hashed: they must say what the body says, or a child's disclosures could be hidden from a search. */
function isFiledByBody({ body, children, owners }: AuditRow): boolean {
  const filed = `"children":${JSON.stringify(children)},"owners":${JSON.stringify(owners)},"policies":`;
  return body.includes(filed);
}

function isRewritten(row: AuditRow, checkpoint: Checkpoint | undefined): boolean {
  return checkpoint !== undefined && checkpoint.hash !== row.hash.toString('hex');
}

function readCheckpoints(lines: readonly string[], publicKey: KeyObject, findings: Finding[]): Checkpoint[] {
  let previous = '';
  return lines.flatMap((line) => {
    const checkpoint = parseCheckpoint(line);
    const isGenuine =
      checkpoint !== undefined && checkpoint.previous === hashLine(previous) && isSignedBy(checkpoint, publicKey);
    previous = line;
    if (isGenuine) return [checkpoint];
    findings.push({ defect: 'CHECKPOINT_FORGED', writer: checkpoint?.writer ?? '', seq: checkpoint?.seq ?? 0 });
    return [];
  });
}

function placeOf(writer: string, seq: number): string {
  return `${writer}/${seq}`;
}
