import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { AuditUnavailableError } from '../../gateway/audit/audit-unavailable-error';
import { writeBody } from '../../gateway/audit/entry';
import { verifyAuditLog } from '../../gateway/audit/verify';
import { createAuditWriter, type AuditWriterOptions } from '../../gateway/audit/writer';
import { aLine, aMemoryLog, anEntry, type MemoryLog } from '../support/audit';

const { publicKey } = generateKeyPairSync('ed25519');

function aWriter(log: MemoryLog, over: Partial<AuditWriterOptions> = {}) {
  return createAuditWriter({ log, newId: randomUUID, now: Date.now, ...over });
}

async function isIntact(log: MemoryLog): Promise<boolean> {
  return (await verifyAuditLog({ log, checkpointFiles: [], publicKey })).isIntact;
}

const outcomes = (work: Promise<void>[]) => Promise.allSettled(work).then((all) => all.map(({ status }) => status));

describe('createAuditWriter', () => {
  it('resolves an entry only once it is kept', async () => {
    const log = aMemoryLog();
    const recorded = aWriter(log).record(anEntry());
    expect(log.kept).toHaveLength(0);
    await recorded;
    expect(log.kept).toHaveLength(1);
  });

  it('commits entries that wait together, at most 500 at once, in the order of their arrival', async () => {
    const log = aMemoryLog();
    const writer = aWriter(log);
    const entries = Array.from({ length: 1_201 }, (_, n) => anEntry({ decisionId: `decision-${n}` }));
    await Promise.all(entries.map((entry) => writer.record(entry)));
    expect(log.batches).toEqual([500, 500, 201]);
    const decisions = log.kept.map(({ body }) => (JSON.parse(body) as { decision: string }).decision);
    expect(decisions).toEqual(entries.map(({ decisionId }) => decisionId));
    expect(log.kept.map(({ seq }) => seq)).toEqual(entries.map((_, n) => n + 1));
    expect(await isIntact(log)).toBe(true);
  });

  it('drains on close and takes nothing more', async () => {
    const log = aMemoryLog();
    const writer = aWriter(log);
    const recorded = Promise.all(Array.from({ length: 600 }, () => writer.record(anEntry())));
    await writer.close();
    await recorded;
    expect(log.kept).toHaveLength(600);
    await expect(writer.record(anEntry())).rejects.toThrow(AuditUnavailableError);
  });

  it('refuses at once what its queue cannot hold', async () => {
    const log = aMemoryLog();
    const writer = aWriter(log, { queueLimit: 2 });
    const statuses = await outcomes([1, 2, 3].map(() => writer.record(anEntry())));
    expect(statuses).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('tells of every committed head', async () => {
    const heads: number[] = [];
    const writer = aWriter(aMemoryLog(), { committed: ({ seq }) => heads.push(seq) });
    await writer.record(anEntry());
    await Promise.all([writer.record(anEntry()), writer.record(anEntry())]);
    expect(heads).toEqual([1, 3]);
  });
});

describe('a writer whose log fails', () => {
  it('refuses everything that waits, with a public code and none of the log’s own words', async () => {
    const log = aMemoryLog();
    log.faults = ['refuse'];
    const failures: unknown[] = [];
    const writer = aWriter(log, { failed: (error) => failures.push(error) });
    const statuses = await outcomes(Array.from({ length: 700 }, () => writer.record(anEntry())));
    expect(new Set(statuses)).toEqual(new Set(['rejected']));
    expect(failures).toHaveLength(1);
    log.faults = ['refuse'];
    const error: unknown = await writer.record(anEntry()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE', http: { status: 503 } } });
    expect(String(error)).not.toContain('refused');
  });

  it('gives up on a log that hangs, within its limit, and goes on afterwards', async () => {
    const log = aMemoryLog();
    log.faults = ['hang'];
    const writer = aWriter(log, { limitMs: 300 });
    const since = Date.now();
    const early = writer.record(anEntry());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const late = writer.record(anEntry());
    expect(await outcomes([early, late])).toEqual(['rejected', 'rejected']);
    expect(Date.now() - since).toBeLessThan(600);
    await writer.record(anEntry());
    expect(log.kept.map(({ seq }) => seq)).toEqual([1]);
  });

  it('continues from what the log holds when a commit that seemed lost had happened', async () => {
    const log = aMemoryLog();
    const writer = aWriter(log);
    await writer.record(anEntry());
    log.faults = ['lost'];
    expect(await outcomes([writer.record(anEntry())])).toEqual(['rejected']);
    await writer.record(anEntry());
    expect(log.kept.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await isIntact(log)).toBe(true);
  });
});

describe('the body of an entry', () => {
  it('is compact: every id once, lines by position', () => {
    const children = Array.from({ length: 50 }, () => randomUUID());
    const categories = ['IDENTITY', 'MISSING', 'PLACEMENT', 'SUPPORT', 'REFERRAL'] as const;
    const lines = categories.map((category) => aLine({ category, children }));
    const body = writeBody(anEntry({ lines }));
    expect(body.children).toEqual(children);
    expect(body.owners).toEqual(['E23000024']);
    expect(body.text.length).toBeLessThan(4_000);
    expect(body.text.split(children[0]!)).toHaveLength(2);
  });

  it('says everything that was decided', () => {
    const withheld = aLine({ outcome: 'WITHHELD', reason: 'CONSENT_WITHDRAWN', owner: 'E10000020', breakGlass: true });
    const { text } = writeBody(anEntry({ lines: [aLine(), withheld], justification: 'asked by the panel' }));
    expect(JSON.parse(text)).toMatchObject({
      v: 1,
      principal: { subject: 'caseworker-1', organisation: 'harbour-youth-trust', agency: 'CHARITY' },
      purpose: 'SUPPORT_SERVICE',
      justification: 'asked by the panel',
      children: ['child-1'],
      owners: ['E23000024', 'E10000020'],
      lines: [
        { owner: 0, category: 'MISSING', level: 'SUMMARY', outcome: 'DISCLOSED', policy: 0, children: [0] },
        { owner: 1, outcome: 'WITHHELD', reason: 'CONSENT_WITHDRAWN', breakGlass: true },
      ],
    });
  });

  it('takes over only what the entry is made of, not what else hangs on the caller', () => {
    const canary = 'canary-19c4';
    const principal = { ...anEntry().principal, name: canary, team: canary, areas: [canary] };
    const line = { ...aLine(), values: { circumstances: canary }, contact: canary };
    const entry = { ...anEntry({ principal, lines: [line] }), variables: canary, document: canary, name: canary };
    expect(JSON.stringify(writeBody(entry))).not.toContain(canary);
  });

  it('stays readable to PostgreSQL whatever a caller is called', () => {
    const principal = { ...anEntry().principal, subject: 'a\u0000b\ud800c' };
    expect(writeBody(anEntry({ principal })).text).toContain('"subject":"a\uFFFDb\uFFFDc"');
  });
});
