import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createCursorCodec } from '../../gateway/events/cursor';
import { createEventSource } from '../../gateway/events/event-source';
import { createFanOut, type FanOut } from '../../gateway/events/fan-out';
import type { LogEntry } from '../../gateway/events/event-log';
import type { Position } from '../../gateway/events/signal';
import { createCollectorLog } from '../../gateway/store/event-log';
import { FORCE, startHub, type TestHub } from '../support/hub';
import { createSettledLog } from '../support/settled-log';
import { until } from '../support/subscriber';

const NEVER = { subscribe: () => () => undefined };
const EVERYTHING = { types: null, children: null, owners: null };

/** As on a standby that lacked the latest when it took over: what it lacks was read, and handed out, before. */
describe('a log that is set back while it is read', () => {
  let hub: TestHub;
  let fanOut: FanOut;
  const reports: string[] = [];
  const source = (): ReturnType<typeof createEventSource> =>
    createEventSource({ log: createSettledLog(hub.pool), fanOut, cursors: createCursorCodec('a secret') });
  beforeAll(async () => {
    hub = await startHub();
    const report = (error: unknown): void => void reports.push(String(error));
    fanOut = createFanOut({ log: createSettledLog(hub.pool), wakeUps: NEVER, report });
  });
  afterAll(async () => {
    await fanOut.close();
    await hub.close();
  });

  async function append(recordId: string, childId = 'one', xid: string | null = null): Promise<void> {
    await hub.pool.query(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at, xid)
       values (gen_random_uuid(), 'police', 'MISSING_REPORTED', 'MISSING', $1, 'MissingEpisode', $2, $3, 'OPEN', now(), now(),
               coalesce($4::text::xid8, pg_current_xact_id()))`,
      [childId, recordId, FORCE, xid],
    );
  }
  const setBackBy = (recordId: string): Promise<unknown> =>
    hub.pool.query('delete from events where record_id = $1', [recordId]);

  async function followed(filter: { children: ReadonlySet<string> | null }, after: Position | null = null) {
    const stream = await source().follow(after, { ...EVERYTHING, ...filter }, 'somebody');
    const seen: LogEntry[] = [];
    let ended: unknown = null;
    void (async () => {
      for await (const entries of stream) seen.push(...entries);
    })().catch((error: unknown) => void (ended = error));
    return { stream, seen, records: () => seen.map(({ recordId }) => recordId).join(' '), ended: () => ended };
  }

  it('tells who had what it lacks, and goes on without a gap for everybody else', async () => {
    await append('1');
    const [all, other] = [await followed({ children: null }), await followed({ children: new Set(['another']) })];
    await append('2', 'another');
    // From then on both hear of what the gateway reads, and read nothing for themselves.
    await until(() => all.records() === '2' && other.records() === '2');
    await append('3');
    await until(() => all.records() === '2 3' && isDeepStrictEqual(other.stream.place(), all.seen[1]!.position));
    await setBackBy('3');
    await append('4', 'another');
    await until(() => other.records() === '2 4' && all.ended() !== null);
    expect(all.ended()).toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(reports).toEqual(['Error: the log of events is not the one that was read: it has been set back']);

    const lost = all.seen[1]!.position;
    await expect(source().follow(lost, EVERYTHING, 'somebody')).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(await source().knows(other.seen[0]!.position)).toBe(true);
    await append('5', 'another');
    await until(() => other.records() === '2 4 5');
    expect(other.ended()).toBeNull();
    await other.stream.return?.();
  });

  it('tells who was ahead of the reader, and would take what comes now for what it had', async () => {
    const first = await followed({ children: null });
    const start = source().parseCursor(await source().cursorNow());
    await append('before');
    await until(() => first.records() === 'before');
    for (let n = 0; n < 30; n++) await hub.pool.query('select pg_current_xact_id()');
    await append('lost');
    const ahead = await followed({ children: null }, start);
    await until(() => ahead.records() === 'before lost');
    const { xid } = ahead.seen[1]!.position;
    await setBackBy('lost');
    await append('now', 'one', String(BigInt(xid) - 20n));
    await until(() => ahead.ended() !== null);
    expect(ahead.ended()).toMatchObject({ code: 'CURSOR_EXPIRED' });
    await first.stream.return?.();
  });

  it('knows the place of the event that was removed last, and of none before it', async () => {
    const log = createSettledLog(hub.pool);
    await append('6');
    const { entries } = await log.read({ xid: '0', seq: '0' }, 100);
    const head = await log.head();
    expect(head).toEqual(entries.at(-1)!.position);
    const { xid, seq } = source().parseCursor(await source().cursorNow());
    expect({ xid, seq }).toEqual(head);
    while ((await createCollectorLog(hub.pool).removeOlderThan(new Date(Date.now() + 60_000))) > 0) await sleep(1);
    expect(await log.head()).toEqual(head);
    expect(await log.knows(head)).toBe(true);
    expect(await log.knows(entries.at(-2)!.position)).toBe(false);
    const late = await followed({ children: null }, head);
    await append('7');
    await until(() => late.records() === '7');
    await late.stream.return?.();
  });
});
