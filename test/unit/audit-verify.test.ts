import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { genesisOf, hashRow, type AuditRow } from '../../gateway/audit/chain';
import { openCheckpointFile } from '../../gateway/audit/checkpoint-file';
import { verifyAuditLog } from '../../gateway/audit/verify';
import { createAuditWriter } from '../../gateway/audit/writer';
import { aMemoryLog, anEntry, type MemoryLog } from '../support/audit';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'audit-verify-'));
  file = path.join(folder, 'checkpoints');
});
afterEach(() => rm(folder, { recursive: true }));

async function readLines(): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

/** Writes 10 entries one by one, with a checkpoint every 2 rows. */
async function fill(log: MemoryLog): Promise<void> {
  const checkpoints = await openCheckpointFile({ file, privateKey, now: Date.now, everyRows: 2 });
  const writer = createAuditWriter({
    log,
    newId: randomUUID,
    now: Date.now,
    committed: (head) => checkpoints.note(head),
  });
  for (let n = 0; n < 10; n++) await writer.record(anEntry());
  await writer.close();
  await checkpoints.close();
}

async function aFilledLog(): Promise<MemoryLog> {
  await rm(file, { force: true });
  const log = aMemoryLog();
  await fill(log);
  return log;
}

async function defectsOf(log: MemoryLog, lines?: string[]): Promise<string[]> {
  const { findings, isIntact } = await verifyAuditLog({
    log,
    checkpointFiles: [lines ?? (await readLines())],
    publicKey,
  });
  expect(isIntact).toBe(findings.length === 0);
  return findings.map(({ defect, seq }) => `${defect} ${seq}`);
}

const change = (row: AuditRow, over: Partial<AuditRow>): AuditRow => Object.assign(row, over);

/** What somebody does who owns the database and knows the scheme: the chain from `from` on is computed anew. */
function rewrite(rows: AuditRow[], from: number): void {
  let prev = rows[from - 1]?.hash ?? genesisOf(rows[0]!.writer).hash;
  for (const [n, row] of rows.slice(from).entries()) {
    change(row, { seq: from + n + 1, prev });
    prev = hashRow(row);
    change(row, { hash: prev });
  }
}

describe('verifyAuditLog', () => {
  it('finds nothing wrong with what was written', async () => {
    const log = await aFilledLog();
    expect(await defectsOf(log)).toEqual([]);
    const lines = await readLines();
    expect(await verifyAuditLog({ log, checkpointFiles: [lines], publicKey })).toMatchObject({
      writers: 1,
      rows: 10,
      checkpoints: 5,
    });
  });

  it('finds one flipped bit of a body, a time or a hash', async () => {
    const log = await aFilledLog();
    const row = log.kept[4]!;
    const body = row.body.replace('"DISCLOSED"', '"WITHHELD"');
    change(row, { body });
    expect(await defectsOf(log)).toEqual(['ALTERED 5']);
    const other = await aFilledLog();
    change(other.kept[2]!, { at: new Date(0) });
    expect(await defectsOf(other)).toContain('ALTERED 3');
    const third = await aFilledLog();
    change(third.kept[6]!, { hash: Buffer.alloc(32) });
    expect(await defectsOf(third)).toEqual(expect.arrayContaining(['ALTERED 7', 'BROKEN_LINK 8']));
  });

  it('finds a deleted, a moved and an inserted row', async () => {
    const log = await aFilledLog();
    log.kept.splice(4, 1);
    expect(await defectsOf(log)).toEqual(['MISSING 5']);
    const moved = await aFilledLog();
    const [a, b] = [moved.kept[2]!, moved.kept[3]!];
    [a.body, b.body] = [b.body, a.body];
    expect(await defectsOf(moved)).toEqual(['ALTERED 3', 'ALTERED 4']);
    const swapped = await aFilledLog();
    const [c, d] = [swapped.kept[2]!, swapped.kept[3]!];
    swapped.kept.splice(2, 2, { ...d, seq: 3 }, { ...c, seq: 4 });
    expect(await defectsOf(swapped)).toEqual(expect.arrayContaining(['BROKEN_LINK 3', 'ALTERED 3', 'ALTERED 4']));
  });

  it('finds a row that cannot be searched by its child', async () => {
    const log = await aFilledLog();
    change(log.kept[1]!, { children: [] });
    expect(await defectsOf(log)).toEqual(['MISFILED 2']);
  });

  it('finds a chain that was computed anew, by its checkpoints', async () => {
    const log = await aFilledLog();
    change(log.kept[4]!, { body: log.kept[4]!.body.replace('"DISCLOSED"', '"WITHHELD"') });
    rewrite(log.kept, 4);
    expect(await defectsOf(log, [])).toEqual([]);
    expect(await defectsOf(log)).toEqual(['REWRITTEN 6', 'REWRITTEN 8', 'REWRITTEN 10']);
  });
});

describe('checkpoints', () => {
  it('find a chain that was cut short, and one that is gone as a whole', async () => {
    const log = await aFilledLog();
    log.kept.splice(8);
    expect(await defectsOf(log)).toEqual(['TRUNCATED 10']);
    log.kept.splice(0);
    expect(await defectsOf(log)).toEqual(['TRUNCATED 2', 'TRUNCATED 4', 'TRUNCATED 6', 'TRUNCATED 8', 'TRUNCATED 10']);
  });

  it('speak for no row behind the last of them, nor for a chain that somebody put in', async () => {
    const log = await aFilledLog();
    const unattested = async (lines: string[]) =>
      (await verifyAuditLog({ log, checkpointFiles: [lines], publicKey })).unattested;
    const lines = await readLines();
    expect(await unattested(lines)).toEqual([]);
    const { writer } = log.kept[0]!;
    expect(await unattested(lines.slice(0, 3))).toEqual([{ writer, from: 7, rows: 4 }]);
    const forger = randomUUID();
    const forged = log.kept.map((row) => ({ ...row, writer: forger }));
    forged[0]!.prev = genesisOf(forger).hash;
    rewrite(forged, 0);
    log.kept.push(...forged);
    expect(await unattested(lines)).toEqual([{ writer: forger, from: 1, rows: 10 }]);
  });

  it('cannot be taken out, edited or signed by another key', async () => {
    const log = await aFilledLog();
    const lines = await readLines();
    expect(await defectsOf(log, lines.toSpliced(1, 1))).toEqual(['CHECKPOINT_FORGED 6']);
    expect(await defectsOf(log, lines.with(4, lines[4]!.replace('"seq":10', '"seq":9')))).toEqual([
      'CHECKPOINT_FORGED 9',
    ]);
    expect(await defectsOf(log, [...lines, 'nonsense'])).toEqual(['CHECKPOINT_FORGED 0']);
    const stranger = generateKeyPairSync('ed25519').publicKey;
    const { findings } = await verifyAuditLog({ log, checkpointFiles: [lines], publicKey: stranger });
    expect(findings).toHaveLength(5);
  });

  it('go on in the same file after a restart, past a line that a crash cut short', async () => {
    const log = await aFilledLog();
    await appendFile(file, '{"writer":"half a li');
    await fill(log);
    expect(await readLines()).toHaveLength(10);
    expect(await defectsOf(log)).toEqual([]);
  });

  it('are kept after a second even when little happens', async () => {
    const checkpoints = await openCheckpointFile({ file, privateKey, now: Date.now, everyMs: 30 });
    checkpoints.note({ writer: randomUUID(), seq: 1, hash: Buffer.alloc(32) });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await readLines()).toHaveLength(1);
    await checkpoints.close();
    expect(await readLines()).toHaveLength(1);
  });
});
