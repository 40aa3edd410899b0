import { randomUUID } from 'node:crypto';
import type { AuditRow } from '../../gateway/audit/chain';
import type { AuditLog } from '../../gateway/audit/chain-appender';
import type { AuditEntry, AuditLine } from '../../gateway/audit/entry';
import type { AuditReader } from '../../gateway/audit/verify';

export const POLICY = 'f0'.repeat(32);

export function aLine(over: Partial<AuditLine> = {}): AuditLine {
  return {
    children: ['child-1'],
    owner: 'E23000024',
    category: 'MISSING',
    level: 'SUMMARY',
    outcome: 'DISCLOSED',
    reason: null,
    policyVersion: POLICY,
    breakGlass: false,
    ...over,
  };
}

export function anEntry(over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    decisionId: randomUUID(),
    principal: {
      subject: 'caseworker-1',
      organisation: 'harbour-youth-trust',
      agency: 'CHARITY',
      role: 'PRACTITIONER',
    },
    purpose: 'SUPPORT_SERVICE',
    justification: null,
    operation: 'ab'.repeat(32),
    lines: [aLine()],
    ...over,
  };
}

/** A log in memory that keeps to the port's word: all rows of an append or none, and no position twice. */
export interface MemoryLog extends AuditLog, AuditReader {
  kept: AuditRow[];
  /** How many rows each append had. */
  batches: number[];
  /** What the next appends do instead of keeping rows; `lost` keeps them and fails all the same. */
  faults: ('refuse' | 'hang' | 'lost')[];
}

export function aMemoryLog(): MemoryLog {
  const log: MemoryLog = {
    kept: [],
    batches: [],
    faults: [],
    append: async (rows) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const fault = log.faults.shift();
      if (fault === 'hang') await new Promise(() => undefined);
      if (fault === 'refuse') throw new Error('connection refused');
      const taken = new Set(log.kept.map(({ writer, seq }) => `${writer}/${seq}`));
      if (rows.some(({ writer, seq }) => taken.has(`${writer}/${seq}`))) throw new Error('duplicate key');
      log.kept.push(...rows);
      log.batches.push(rows.length);
      if (fault === 'lost') throw new Error('connection reset');
    },
    findHead: async (writer) => log.kept.findLast((row) => row.writer === writer),
    rows: async function* () {
      yield* log.kept;
    },
  };
  return log;
}
