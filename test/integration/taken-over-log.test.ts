import 'reflect-metadata';
import { ORIGIN, type Position } from '../../gateway/events/signal';
import { createCollectorLog, createPositions } from '../../gateway/store/event-log';
import { createOwedEvents } from '../../gateway/store/owed-events';
import { takeOverLog } from '../../gateway/store/taken-over';
import { COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { createSettledLog } from '../support/settled-log';

const TABLES = [
  'events',
  'event_horizon',
  'event_positions',
  'owed_events',
  'webhooks',
  'webhook_deliveries',
  'outbox',
  'outbox_positions',
];

describe('a log from a dump of another database', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.close());

  /** As after a dump and a restore: the numbers are those of where it came from. */
  async function restore(): Promise<void> {
    for (const table of TABLES)
      await hub.pool.query(`update ${table} set xid = (xid::text::bigint + 1000000000)::text::xid8`);
    await hub.pool.query(`update webhooks set began_xid = (began_xid::text::bigint + 1000000000)::text::xid8`);
  }
  async function place(name: string): Promise<Position> {
    return (await createPositions(hub.pool).find(name)) ?? ORIGIN;
  }

  it('is read on by everybody from where they were, in its order, and by who has a cursor not at all', async () => {
    const log = createSettledLog(hub.pool);
    const append = (record: string): Promise<unknown> =>
      hub.pool.query(
        `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
         values (gen_random_uuid(), 'police', 'MISSING_REPORTED', 'MISSING', 'c', 'MissingEpisode', $1, $2, 'OPEN', now(), now())`,
        [record, FORCE],
      );
    for (const record of ['1', '2', '3', '4']) await append(record);
    const { entries } = await log.read(ORIGIN, 10);
    const positions = createPositions(hub.pool);
    await positions.put('half', entries[1]!.position);
    await positions.put('all', entries[3]!.position);
    await positions.put('head', await log.head());
    await createOwedEvents(hub.pool).add('half', entries[0]!, 0);
    await hub.pool.query(
      `insert into webhooks (id, organisation, agency, subject, areas, purpose, url, types, created_at, confirmed_at, began_xid, began_seq, xid, seq)
       values (gen_random_uuid(), $1, 'COUNCIL', 's', '{}', 'SECTION_47_ENQUIRY', 'https://example.org', '{}', now(), now(), $2, $3, $4, $5)`,
      [COUNCIL, entries[0]!.position.xid, entries[0]!.position.seq, entries[2]!.position.xid, entries[2]!.position.seq],
    );
    await hub.pool.query(
      `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
       values (gen_random_uuid(), 'CONSENT_CHANGED', 'CONSENT', 'c', 'Consent', 'r', $1, 'OPEN', now())`,
      [FORCE],
    );
    const places = createCollectorLog(hub.pool);
    const begin = await places.collectedTo('hub');
    await places.collect({ sector: 'hub', entries: [], from: begin, to: entries[3]!.position });
    expect(await takeOverLog(hub.pool)).toBe(false);
    expect(await places.collectedTo('hub')).toEqual(entries[3]!.position);

    await restore();
    const oldCursor = { xid: String(BigInt(entries[1]!.position.xid) + 1_000_000_000n), seq: entries[1]!.position.seq };
    expect(await takeOverLog(hub.pool)).toBe(true);
    expect(await takeOverLog(hub.pool)).toBe(false);
    await append('5');

    const behind = async (from: Position): Promise<string[]> =>
      (await log.read(from, 10)).entries.map(({ recordId }) => recordId);
    expect(await behind(await place('half'))).toEqual(['3', '4', '5']);
    expect(await behind(await place('all'))).toEqual(['5']);
    expect(await behind(await place('head'))).toEqual(['5']);
    const { rows } = await hub.pool.query('select xid::text, seq, began_xid::text, began_seq from webhooks');
    expect(await behind(rows[0])).toEqual(['4', '5']);
    expect(await behind({ xid: rows[0].began_xid, seq: rows[0].began_seq })).toEqual(['2', '3', '4', '5']);
    expect((await createOwedEvents(hub.pool).claim('half'))?.entry.recordId).toBe('1');
    await expect(log.read(entries[1]!.position, 10)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(BigInt(oldCursor.xid)).toBeGreaterThan(BigInt((await log.head()).xid));
    const signals = await hub.pool.query('select from outbox where xid < pg_snapshot_xmax(pg_current_snapshot())');
    expect(signals.rowCount).toBe(1);
    expect(await places.collectedTo('hub')).toEqual(ORIGIN);
  });
});
