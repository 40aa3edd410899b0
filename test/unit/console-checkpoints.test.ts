import { generateKeyPairSync } from 'node:crypto';
import { hashLine, writeCheckpoint } from '../../gateway/audit/checkpoint';
import { statusOf, type CheckpointLine } from '../../gateway/console/pages/disclosures/checkpoints';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY = JSON.stringify(publicKey.export({ format: 'jwk' }));

/** A file as a gateway writes it: three checkpoints of one writer. */
function aFile(): CheckpointLine[] {
  const lines: CheckpointLine[] = [];
  for (const seq of [3, 7, 12]) {
    const previous = hashLine(lines.at(-1)?.line ?? '');
    const fields = {
      writer: 'writer-1',
      seq,
      hash: 'ab'.repeat(32),
      at: `2026-03-01T09:00:${seq + 10}.000Z`,
      previous,
    };
    lines.push({ ...fields, file: 'one.jsonl', line: writeCheckpoint(fields, privateKey) });
  }
  return lines;
}

describe('the status of checkpoints', () => {
  it('holds for what a gateway signed, and says how far that reaches', () => {
    expect(statusOf(aFile(), KEY)).toEqual([
      { file: 'one.jsonl', lines: 3, rows: 12, lastAt: '2026-03-01T09:00:22.000Z', faults: [] },
    ]);
  });

  it('names a line that was changed, one that is missing and a writer that went back', () => {
    const changed = aFile().map((each, index) =>
      index === 1 ? { ...each, line: each.line.replace('"seq":7', '"seq":8') } : each,
    );
    expect(statusOf(changed, KEY)[0]?.faults).toEqual([
      'line 8 of writer writer-1: its signature does not hold',
      'line 12 of writer writer-1: what stood before it is missing',
    ]);
    const [first, , last] = aFile() as [CheckpointLine, CheckpointLine, CheckpointLine];
    expect(statusOf([first, last], KEY)[0]?.faults).toEqual([
      'line 12 of writer writer-1: what stood before it is missing',
    ]);
    expect(statusOf([last, first], KEY)[0]?.faults).toEqual(
      expect.arrayContaining(['line 3 of writer writer-1: the writer went back']),
    );
  });

  it('does not take another key’s signature', () => {
    const other = JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }));
    expect(statusOf(aFile(), other)[0]?.faults).toHaveLength(3);
  });
});
