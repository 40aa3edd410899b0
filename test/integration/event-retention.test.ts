import 'reflect-metadata';
import { ORIGIN, type Position } from '../../gateway/events/signal';
import { createCollectorLog, createPositions } from '../../gateway/store/event-log';
import { removeOldKeys } from '../../gateway/store/idempotency';
import { createOwedEvents } from '../../gateway/store/owed-events';
import { createRetention } from '../../subgraphs/kit/retention';
import { POLICE } from '../../subgraphs/police/subgraph';
import { FORCE, startHub, type TestHub } from '../support/hub';
import { createSettledLog } from '../support/settled-log';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';
import { until } from '../support/subscriber';

const DAY_MS = 86_400_000;

describe('what is kept for a while only', () => {
  let hub: TestHub;
  let police: TestSubgraph;
  beforeAll(async () => {
    [hub, police] = await Promise.all([startHub(), startSubgraph(POLICE)]);
  });
  afterAll(async () => {
    await police.close();
    await hub.close();
  });
  const removeOlder = (): Promise<number> =>
    createCollectorLog(hub.pool).removeOlderThan(new Date(Date.now() - DAY_MS));

  it('goes from the beginning of the log, unless somebody has yet to act on it; whoever stands before that has an expired cursor', async () => {
    await hub.pool.query(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
       select gen_random_uuid(), 'police', 'MISSING_REPORTED', 'MISSING', 'c', 'MissingEpisode', n, $1, 'OPEN', now(), now()
       from generate_series(1, 6) as n`,
      [FORCE],
    );
    const log = createSettledLog(hub.pool);
    const { entries: all } = await log.read(ORIGIN, 10);
    const positions = createPositions(hub.pool);
    const age = (days: number): Promise<unknown> =>
      hub.pool.query(`update events set collected_at = now() - $2 * interval '1 day' where id = any($1)`, [
        all.slice(0, 5).map(({ id }) => id),
        days,
      ]);
    await positions.put('relay', all[1]!.position);
    await positions.put('another', all[4]!.position);
    await age(2);
    expect(await removeOlder()).toBe(2);
    expect((await log.read(all[1]!.position, 1)).entries[0]?.id).toBe(all[2]!.id);
    await expect(log.read(all[0]!.position, 10)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    await positions.put('relay', all[3]!.position);
    const owed = createOwedEvents(hub.pool);
    await owed.add('relay', all[3]!, 0);
    expect(await removeOlder()).toBe(1);
    await owed.settle('relay', { entry: all[3]!, attempts: 0 });
    expect(await removeOlder()).toBe(1);
    expect(await removeOlder()).toBe(0);
    await age(92);
    expect(await removeOlder()).toBe(1);
  });

  it('is gone up to one place, which never goes back, when two remove at the same time', async () => {
    await hub.pool.query('delete from event_positions');
    const inserted = await hub.pool.query<Position>(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
       select gen_random_uuid(), 'police', 'MISSING_REPORTED', 'MISSING', 'c', 'MissingEpisode', n, $1, 'OPEN', now(),
              now() - case when n < 3 then interval '5 days' else interval '2 days' end
       from generate_series(1, 4) as n returning xid::text, seq`,
      [FORCE],
    );
    const last = inserted.rows.at(-1)!;
    const log = createSettledLog(hub.pool);
    await log.read(last, 1);
    const waiting = async (): Promise<number> => {
      const { rows } = await hub.pool.query<{ count: string }>(
        `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return Number(rows[0]!.count);
    };
    const holder = await hub.pool.connect();
    await holder.query('begin');
    await holder.query('select from event_horizon for update');
    const further = removeOlder();
    await until(async () => (await waiting()) === 1);
    const nearer = createCollectorLog(hub.pool).removeOlderThan(new Date(Date.now() - 4 * DAY_MS));
    await until(async () => (await waiting()) === 2);
    await holder.query('rollback');
    holder.release();
    expect(await further).toBeGreaterThanOrEqual(4);
    expect(await nearer).toBe(0);
    expect(await log.head()).toEqual(last);
    expect(await log.knows(last)).toBe(true);
    await expect(log.read(inserted.rows[1]!, 10)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it("goes from the hub's own outbox once it is past its time and was collected, and nothing else does", async () => {
    const rows = await hub.pool.query<Position & { record_id: string }>(
      `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
       select gen_random_uuid(), 'CONSENT_CHANGED', 'CONSENT', 'c', 'Consent', name, $1, 'OPEN', now() - age::interval
       from (values ('old', '2 days'), ('young', '0'), ('due', '2 days')) as signal (name, age)
       returning xid::text, seq, record_id`,
      [FORCE],
    );
    const left = async (): Promise<string> => {
      await removeOlder();
      const { rows: kept } = await hub.pool.query<{ record_id: string }>('select record_id from outbox order by seq');
      return kept.map(({ record_id }) => record_id).join();
    };
    const collectedTo = ({ xid, seq }: Position): Promise<unknown> =>
      hub.pool.query(`update outbox_positions set xid = $1::xid8, seq = $2 where sector = 'hub'`, [xid, seq]);
    expect(await createCollectorLog(hub.pool).collectedTo('hub')).toEqual(ORIGIN);
    expect(await left()).toBe('old,young,due');
    await collectedTo(rows.rows[1]!);
    expect(await left()).toBe('young,due');
    await collectedTo(rows.rows[2]!);
    expect(await left()).toBe('young');
  });

  it('goes from the keys of calls, of the hub and of every agency, after 30 days and no sooner', async () => {
    const ages = `(values ('old', interval '31 days'), ('kept', interval '29 days')) as key (name, age)`;
    const columns = 'organisation, subject, key, fingerprint, created_at';
    const values = `'o', 's', name, 'f'::bytea, now() - age`;
    await hub.pool.query(`insert into idempotency_keys (${columns}) select ${values} from ${ages}`);
    await removeOldKeys(hub.pool);
    const ofHub = await hub.pool.query(`select key from idempotency_keys where subject = 's'`);
    expect(ofHub.rows).toEqual([{ key: 'kept' }]);
    const { dataSource } = police;
    await dataSource.query(`insert into idempotency_keys (${columns}, record_id) select ${values}, 'r' from ${ages}`);
    await createRetention({ dataSource, retentionMs: DAY_MS, now: () => new Date() }).round();
    expect(await dataSource.query('select key from idempotency_keys')).toEqual([{ key: 'kept' }]);
  });
});
