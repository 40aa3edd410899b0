import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgencyOutbox } from '../../gateway/events/agency-outbox';
import { startCollector, type Collector } from '../../gateway/events/collector';
import type { LogEntry } from '../../gateway/events/event-log';
import { followLog } from '../../gateway/events/relays/follow';
import { createHoldWatch } from '../../gateway/events/hold-watch';
import { createOwnOutbox } from '../../gateway/events/own-outbox';
import { ORIGIN, type Position } from '../../gateway/events/signal';
import { createCollectorLog, createEventLog, createPositions } from '../../gateway/store/event-log';
import { createCollectorLease } from '../../gateway/store/lease';
import { readOutbox } from '../../gateway/store/outbox';
import { createPostgresWakeUps } from '../../gateway/store/postgres-wake-ups';
import { appendToOutbox, wakeReaders } from '../../subgraphs/kit/outbox';
import { createRetention, removeSignals } from '../../subgraphs/kit/retention';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aCaller, aChildLine, FORCE, startHub, type TestHub } from '../support/hub';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const EVENT = { type: 'MISSING_REPORTED', category: 'MISSING', recordType: 'MissingEpisode' } as const;
const DAY_MS = 86_400_000;

let hub: TestHub;
let police: TestSubgraph;
beforeAll(async () => {
  [hub, police] = await Promise.all([startHub(), startSubgraph(POLICE)]);
});
afterAll(async () => {
  await police.close();
  await hub.close();
});

/** A collector as each gateway starts one. */
async function collect(refused: string[] = []): Promise<Collector> {
  const wakeUps = await createPostgresWakeUps(hub.pool, 'events');
  const ownWakeUps = await createPostgresWakeUps(hub.pool, 'outbox');
  const sign = async (body: string): Promise<string> =>
    (await police.gateway.sign(body, { use: 'outbox' })).replace('Bearer ', '');
  const collector = startCollector({
    log: createCollectorLog(hub.pool),
    outboxes: [
      createOwnOutbox({ wakeUps: ownWakeUps, read: (after, limit) => readOutbox(hub.pool, after, limit) }),
      createAgencyOutbox({
        sector: 'police',
        url: `${police.url}/graphql`,
        sign,
        mayOwn: (id) => id === FORCE,
        refused: (sector, fault) => void refused.push(`${sector} ${fault}`),
      }),
    ],
    lease: createCollectorLease(hub.pool),
    wakeUps,
    watch: createHoldWatch({ now: Date.now, alarm: () => undefined }),
    retentionMs: DAY_MS,
    now: Date.now,
    report: () => undefined,
    alarm: () => undefined,
  });
  return {
    async close() {
      await collector.close();
      await ownWakeUps.close();
      await wakeUps.close();
    },
  };
}

async function append(recordId: string, over: { fails?: boolean; ownerId?: string; ms?: number } = {}): Promise<void> {
  const undo = new Error('undo');
  const { fails = false, ownerId = FORCE, ms = 0 } = over;
  await police.dataSource
    .transaction(async (manager) => {
      const record = { id: recordId, subjectId: randomUUID(), ownerId, handling: 'OPEN' as const };
      await appendToOutbox(manager, { ...EVENT, id: randomUUID(), record, occurredAt: new Date() });
      await sleep(ms);
      if (fails) throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  void wakeReaders(police.dataSource);
}

async function logged(): Promise<LogEntry[]> {
  const log = createEventLog(hub.pool);
  const { rows } = await hub.pool.query<Position>('select h.xid::text, h.seq from event_horizon h');
  const all: LogEntry[] = [];
  for (;;) {
    const { entries } = await log.read(all.at(-1)?.position ?? rows[0] ?? ORIGIN, 1_000);
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error('what was waited for did not come');
}

describe('the collector', () => {
  it('puts every committed signal of concurrent writers into the log once, and goes on when another takes over', async () => {
    const refused: string[] = [];
    const first = await collect(refused);
    const second = await collect(refused);
    const written: string[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 30; n++) {
        const recordId = `${writer}:${String(n).padStart(3, '0')}`;
        const fails = (writer + n) % 5 === 0;
        await append(recordId, { fails, ms: (n * 7) % 11 });
        if (!fails) written.push(recordId);
        if (writer === 0 && n === 15) await first.close();
      }
    });
    await Promise.all(writers);
    await until(async () => (await logged()).length >= written.length);
    await second.close();
    const entries = await logged();
    expect(entries.map(({ recordId }) => recordId).toSorted()).toEqual(written.toSorted());
    for (let writer = 0; writer < 8; writer++) {
      const own = entries.map(({ recordId }) => recordId).filter((id) => id.startsWith(`${writer}:`));
      expect(own).toEqual(own.toSorted());
    }
    expect(refused).toEqual([]);
  });

  it('leaves out what a sector says in the name of an owner of another one, or to a terminal, and tells of it', async () => {
    const refused: string[] = [];
    const before = (await logged()).length;
    await append('foreign', { ownerId: 'E10000020' });
    await append('\u001b[2J');
    await append('own');
    const collector = await collect(refused);
    await until(async () => (await logged()).length > before);
    await collector.close();
    expect((await logged()).slice(before).map(({ recordId }) => recordId)).toEqual(['own']);
    expect(refused).toEqual(['police ownerId', 'police recordId']);
  });

  it("collects what the hub's own mutations signal, once for each that wrote", async () => {
    const before = (await logged()).length;
    const line = aChildLine([FORCE]);
    await hub.load([line]);
    const ask = (query: string) => hub.ask(query, aCaller(FORCE), { purpose: 'CHILD_IN_NEED' });
    const concern = `mutation { recordConcern(childId: "${line.id}", level: CONCERN, reason: "seen", idempotencyKey: "c-1") { id } }`;
    const consent = `mutation { recordConsent(idempotencyKey: "c-2", input: { childId: "${line.id}", categories: [MISSING],
      recipients: [CHARITY], state: GIVEN, givenBy: CHILD, capacity: "Gillick-assessed" }) { id } }`;
    const register = `mutation { registerChild(idempotencyKey: "c-3", input: { reference: "N-1", givenName: "Wren",
      familyName: "Ashdown", dateOfBirth: "2012-03-04" }) { child { id } } }`;
    for (const query of [concern, consent, register, concern]) expect((await ask(query)).errors).toEqual([]);
    expect((await ask(register.replace('c-3', 'c-4'))).errors).toEqual([]);
    const collector = await collect();
    await until(async () => (await logged()).length >= before + 3);
    await collector.close();
    const entries = (await logged()).slice(before);
    expect(entries.map(({ type, category, ownerId, sector }) => [type, category, ownerId, sector])).toEqual([
      ['CONCERN_RECORDED', 'INVOLVEMENT', FORCE, 'hub'],
      ['CONSENT_CHANGED', 'CONSENT', FORCE, 'hub'],
      ['CHILD_REGISTERED', 'INVOLVEMENT', FORCE, 'hub'],
    ]);
    expect(entries.slice(0, 2).map(({ childId }) => childId)).toEqual([line.id, line.id]);
  });
});

describe('a reader with a named position', () => {
  it('gets every event from its first start on, again after a failure, and goes on where it was', async () => {
    const log = createEventLog(hub.pool);
    const wakeUps = await createPostgresWakeUps(hub.pool, 'events');
    const taken: string[] = [];
    const failures: unknown[] = [];
    const follow = (isFaulty: boolean) => {
      const stop = new AbortController();
      const done = followLog({
        log,
        positions: createPositions(hub.pool),
        wakeUps,
        name: 'relay-of-the-test',
        types: new Set(['MISSING_REPORTED']),
        take: async ({ recordId }) => {
          if (isFaulty && failures.length === 0) throw new Error('once');
          taken.push(recordId);
        },
        report: (error) => void failures.push(error),
        signal: stop.signal,
      });
      return async () => {
        stop.abort();
        await done;
      };
    };
    const collector = await collect();
    let end = follow(true);
    await until(async () => (await createPositions(hub.pool).find('relay-of-the-test')) !== null);
    await append('first');
    await append('second');
    await until(async () => taken.length >= 2);
    await end();
    await append('while it was away');
    await until(async () => (await logged()).at(-1)?.recordId === 'while it was away');
    end = follow(false);
    await append('third');
    await until(async () => taken.length >= 4);
    await end();
    await collector.close();
    await wakeUps.close();
    expect(taken).toEqual(['first', 'second', 'while it was away', 'third']);
    expect(failures).toHaveLength(1);
  });
});

describe('the outbox of an agency', () => {
  const body = JSON.stringify({ after: ORIGIN, limit: 1, waitMs: 0 });
  const post = (authorization: string | undefined, text = body): Promise<Response> =>
    fetch(`${police.url}/outbox`, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    });

  it('opens to the hub itself and to nobody else', async () => {
    const good = await police.gateway.sign(body, { use: 'outbox' });
    expect((await post(good)).status).toBe(200);
    expect((await post(good)).status).toBe(401);
    expect((await post(undefined)).status).toBe(401);
    expect((await post(await police.gateway.sign(body))).status).toBe(401);
    expect((await post(await police.gateway.sign(body, { use: 'other' }))).status).toBe(401);
    expect((await post(await police.gateway.sign(body, { use: 'outbox', aud: 'council' }))).status).toBe(401);
    const query = JSON.stringify({ query: '{ __typename }' });
    expect((await police.post(query, await police.gateway.sign(query, { use: 'outbox' }))).status).toBe(401);
  });

  it('refuses a request that is not as expected', async () => {
    for (const text of ['{}', 'x', JSON.stringify({ after: { xid: 'a', seq: '0' }, limit: 1, waitMs: 0 })]) {
      expect((await post(await police.gateway.sign(text, { use: 'outbox' }), text)).status).toBe(400);
    }
  });

  it('is rid of what is past its time and was collected, and of nothing else', async () => {
    const { dataSource } = police;
    const day = (count: number): Date => new Date(Date.now() + count * DAY_MS);
    const rows = async (): Promise<(Position & { record_id: string })[]> =>
      dataSource.query('select o.xid::text, o.seq, o.record_id from outbox o order by o.xid, o.seq');
    const names = async (): Promise<string> => (await rows()).map((row) => row.record_id).join();
    const untilLeft = (left: string, remove: () => Promise<unknown>): Promise<void> =>
      until(async () => remove().then(async () => (await names()) === left));
    for (const recordId of ['old', 'collected', 'due']) await append(recordId);
    await dataSource.query(`update outbox set occurred_at = $1 where record_id = 'collected'`, [day(3)]);
    const collected = (await rows()).at(-2)!;
    expect(await removeSignals(dataSource, collected, day(-2))).toBe(0);
    await untilLeft('collected,due', () => removeSignals(dataSource, collected, day(2)));
    const open = dataSource.createQueryRunner();
    await open.query('begin');
    await open.query('select pg_current_xact_id()');
    await append('later');
    const ahead = { xid: '9000000000000000000', seq: '0' };
    await untilLeft('later', () => removeSignals(dataSource, ahead, day(9)));
    await open.query('rollback');
    await open.release();
    const retention = createRetention({ dataSource, retentionMs: DAY_MS, now: () => day(9) });
    await retention.round();
    expect(await names()).toBe('later');
    retention.collected(ahead);
    await untilLeft('', () => retention.round());
  });

  it('answers a waiting hub as soon as something is committed', async () => {
    const last = await police.dataSource.query<{ xid: string; seq: string }[]>(
      'select o.xid::text, o.seq from outbox o order by o.xid desc, o.seq desc limit 1',
    );
    const waiting = JSON.stringify({ after: last[0] ?? ORIGIN, limit: 10, waitMs: 20_000 });
    const ask = async (): Promise<{ recordId: string }[]> => {
      const answer = await post(await police.gateway.sign(waiting, { use: 'outbox' }), waiting);
      const { rows } = (await answer.json()) as { rows: { recordId: string }[] };
      // Transactions of tests in other databases of the same server hold signals back, too; then it answers without.
      return rows.length > 0 ? rows : ask();
    };
    const answer = ask();
    await sleep(300);
    await append('late');
    const rows = await answer;
    expect(rows.map(({ recordId }) => recordId)).toEqual(['late']);
  });
});
