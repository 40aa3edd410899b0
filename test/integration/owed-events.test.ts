import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOwing, type Owing } from '../../gateway/events/relays/owed';
import type { LogEntry } from '../../gateway/events/event-log';
import { ORIGIN } from '../../gateway/events/signal';
import { createOwedEvents } from '../../gateway/store/owed-events';
import { COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { createSettledLog } from '../support/settled-log';
import { until } from '../support/subscriber';

describe('an event on which a relay cannot act', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.close());

  /** Puts events of these children into the log; gives them as it has them. */
  async function log(...children: string[]): Promise<LogEntry[]> {
    const { rows } = await hub.pool.query<{ id: string }>(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
       select gen_random_uuid(), 'police', 'MISSING_RETURNED', 'MISSING', child, 'MissingEpisode', child || n, $2, 'OPEN', now(), now()
       from unnest($1::text[]) with ordinality as event (child, n) order by n returning id`,
      [children, FORCE],
    );
    const { entries } = await createSettledLog(hub.pool).read(ORIGIN, 1_000);
    const ids = new Set(rows.map(({ id }) => id));
    return entries.filter(({ id }) => ids.has(id));
  }
  interface Acting {
    readonly owing: Owing;
    /** The records that were acted on, in order. */
    readonly done: string[];
    readonly told: unknown[];
    /** The children about whom it fails. */
    readonly failing: Set<string>;
  }
  function act(name: string): Acting {
    const [done, told, failing]: [string[], unknown[], Set<string>] = [[], [], new Set()];
    const take = async ({ childId, recordId }: LogEntry): Promise<void> => {
      if (failing.has(childId)) throw new Error('the owner does not answer');
      done.push(recordId);
    };
    const relay = { types: new Set(['MISSING_RETURNED']), take };
    const tell = (what: unknown): void => void told.push(what);
    const owing = createOwing({
      owed: createOwedEvents(hub.pool),
      name,
      relay,
      random: () => 0.99,
      report: tell,
      alarm: tell,
    });
    return { owing, done, told, failing };
  }
  async function repay({ owing }: Acting, holds: () => boolean | Promise<boolean>): Promise<void> {
    const stop = new AbortController();
    const done = owing.repay(stop.signal);
    await until(holds, 20_000);
    stop.abort();
    await done;
  }
  const count = (name: string): Promise<number> => createOwedEvents(hub.pool).count(name);

  it('waits, and with it what follows about its child alone, and is acted on in order once that can be', async () => {
    const acting = act('apart');
    acting.failing.add('a');
    for (const entry of await log('a', 'b', 'a', 'c', 'a')) await acting.owing.take(entry);
    expect(acting.done).toEqual(['b2', 'c4']);
    expect(await count('apart')).toBe(3);
    acting.failing.clear();
    await repay(acting, async () => (await count('apart')) === 0);
    expect(acting.done).toEqual(['b2', 'c4', 'a1', 'a3', 'a5']);
    expect(acting.told.map(String)).toEqual([
      'Error: the owner does not answer',
      'apart: 1 events could not be acted on yet, and are tried again',
    ]);
  });

  it('holds up nobody while it goes on failing, and is given to one gateway at a time', async () => {
    const [one, other] = [act('shared'), act('shared')];
    for (const each of [one, other]) each.failing.add('a').add('b');
    for (const entry of await log('a', 'b', 'a', 'b')) await one.owing.take(entry);
    for (const each of [one, other]) each.failing.delete('b');
    const both = [one, other].map((each) => repay(each, async () => (await count('shared')) === 2));
    await Promise.all(both);
    expect([...one.done, ...other.done]).toEqual(['b2', 'b4']);
    const owed = createOwedEvents(hub.pool);
    await hub.pool.query(`update owed_events set next_attempt_at = now() where relay = 'shared'`);
    const claims = await Promise.all([owed.claim('shared'), owed.claim('shared'), owed.claim('shared')]);
    expect(claims.filter((claim) => claim !== null).map(({ entry }) => entry.recordId)).toEqual(['a1']);
  });

  it("holds up no other owner's signal about the same child, neither at first hand nor later", async () => {
    const acting = act('of-owners');
    acting.failing.add('a');
    const [first, second, third] = await log('a', 'a', 'a');
    const others = [second!, third!].map((entry) => ({ ...entry, ownerId: COUNCIL }));
    await hub.pool.query('update events set owner_id = $1 where id = any($2)', [COUNCIL, others.map(({ id }) => id)]);
    await acting.owing.take(first!);
    const owed = createOwedEvents(hub.pool);
    expect(await owed.owes('of-owners', first!)).toBe(true);
    acting.failing.clear();
    await acting.owing.take(others[0]!);
    expect(acting.done).toEqual(['a2']);
    await owed.add('of-owners', others[1]!, 0);
    expect((await owed.claim('of-owners'))?.entry.recordId).toBe('a3');
  });

  it('takes the time of an owner that hangs from nobody: one is tried at first hand, and then several at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const done: string[] = [];
    let [isHanging, tried, underWay] = [true, 0, 0];
    const take = async ({ recordId }: LogEntry): Promise<void> => {
      tried += 1;
      if (isHanging) await sleep(300);
      if (isHanging) throw new Error('the owner does not answer');
      underWay += 1;
      await until(() => underWay === names.length, 20_000);
      done.push(recordId);
    };
    const relay = { types: new Set(['MISSING_RETURNED']), take };
    const ignore = (): void => undefined;
    const owed = createOwedEvents(hub.pool);
    const owing = createOwing({ owed, name: 'hanging', relay, random: () => 0.99, report: ignore, alarm: ignore });
    for (const entry of await log(...names)) await owing.take(entry);
    expect(tried).toBe(1);
    expect(await count('hanging')).toBe(names.length);
    isHanging = false;
    await hub.pool.query(`update owed_events set next_attempt_at = now() where relay = 'hanging'`);
    await repay({ owing, done, told: [], failing: new Set() }, async () => (await count('hanging')) === 0);
    expect(done.toSorted()).toEqual(['a1', 'b2', 'c3', 'd4', 'e5']);
  });

  it('is no alarm while there is none, though the database does not answer', async () => {
    const told: unknown[] = [];
    const owed = { ...createOwedEvents(hub.pool), claim: async () => Promise.reject(new Error('no answer')) };
    const relay = { types: new Set<string>(), take: async () => undefined };
    const tell = (what: unknown): void => void told.push(String(what));
    const owing = createOwing({ owed, name: 'quiet', relay, random: () => 0.99, report: tell, alarm: tell });
    await repay({ owing, done: [], told, failing: new Set() }, () => told.length > 0);
    expect(told).toEqual(['Error: no answer']);
  });

  it('is tried less and less often, and every two minutes at least', async () => {
    const acting = act('patient');
    acting.failing.add('a');
    for (const entry of await log('a')) await acting.owing.take(entry);
    const find = async (): Promise<{ attempts: number; seconds: number }> => {
      const { rows } = await hub.pool.query(
        `select attempts, extract(epoch from next_attempt_at - now())::float as seconds
         from owed_events where relay = 'patient'`,
      );
      return rows[0] as { attempts: number; seconds: number };
    };
    const waitsAfter = async (attempts: number): Promise<number> => {
      await hub.pool.query(
        `update owed_events set next_attempt_at = now(), attempts = $1 - 1 where relay = 'patient'`,
        [attempts],
      );
      await repay(acting, async () => (await find()).attempts === attempts);
      return (await find()).seconds;
    };
    expect(await waitsAfter(1)).toBeLessThanOrEqual(2);
    expect(await waitsAfter(5)).toBeGreaterThan(2);
    const longest = await waitsAfter(50);
    expect(longest).toBeGreaterThan(32);
    expect(longest).toBeLessThanOrEqual(120);
  });
});
