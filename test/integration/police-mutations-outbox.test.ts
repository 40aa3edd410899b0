import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../subgraphs/kit/database';
import { appendToOutbox } from '../../subgraphs/kit/outbox';
import { MIGRATIONS } from '../../subgraphs/police/migrations';
import { createDatabase, type TestDatabase } from '../support/postgres';

const WRITERS = 24;
const EACH = 25;

interface Row {
  seq: string;
  xid: string;
  record_id: string;
}

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('police_outbox');
  dataSource = await createDataSource({ url: database.url, entities: [], poolSize: WRITERS + 1 }).initialize();
  await migrate(dataSource, MIGRATIONS);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Appends one event in a transaction that takes its time and, every fifth time, fails. */
async function write(recordId: string, n: number): Promise<boolean> {
  const undo = new Error('undo');
  const fails = n % 5 === 4;
  try {
    await dataSource.transaction(async (manager) => {
      await appendToOutbox(manager, {
        id: randomUUID(),
        type: 'MISSING_REPORTED',
        category: 'MISSING',
        recordType: 'MissingEpisode',
        record: { id: recordId, subjectId: 'child-1', ownerId: 'E23000024', handling: 'OPEN' },
        occurredAt: new Date('2026-06-10T12:00:00Z'),
      });
      await sleep((n * 7) % 20);
      if (fails) throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return !fails;
}

/** Reads on from a cursor as the outbox is to be read. */
const readAfter = (cursor: Pick<Row, 'xid' | 'seq'>): Promise<Row[]> =>
  dataSource.query<Row[]>(
    `select seq, xid, record_id from outbox
      where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid, seq limit 50`,
    [cursor.xid, cursor.seq],
  );

test('a reader of the outbox gets every event once and none that was undone, whatever the order of the commits', async () => {
  const written: string[] = [];
  const read: string[] = [];
  let isWriting = true;
  let end = Infinity;
  let cursor = { xid: '0', seq: '0' };
  const reading = (async () => {
    for (;;) {
      const wasWriting = isWriting;
      const rows = await readAfter(cursor);
      read.push(...rows.map((row) => row.record_id));
      cursor = rows.at(-1) ?? cursor;
      // A transaction of any database of the server holds rows back for as long as it runs.
      if (rows.length === 0 && !wasWriting && (read.length >= written.length || performance.now() > end)) return;
      await sleep(1);
    }
  })();
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; n < EACH; n += 1) {
      const recordId = `record-${writer}-${n}`;
      if (await write(recordId, writer + n)) written.push(recordId);
    }
  });
  await Promise.all(writers);
  end = performance.now() + 20_000;
  isWriting = false;
  await reading;
  expect(written).toHaveLength((WRITERS * EACH * 4) / 5);
  expect(read.toSorted()).toEqual(written.toSorted());
});
