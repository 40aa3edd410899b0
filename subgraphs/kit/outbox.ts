import type { DataSource, EntityManager } from 'typeorm';
import type { DataCategory, EventType } from '../../schema/vocabulary';
import type { EntityClass } from './database';
import type { RecordEntity, RecordKey } from './record';

/** What happened to a record. A signal: it says whose record changed and how, and nothing that the record says. */
export interface OutboxEvent {
  id: string;
  type: EventType;
  category: DataCategory;
  recordType: string;
  record: Pick<RecordKey, 'id' | 'subjectId' | 'ownerId' | 'handling'>;
  occurredAt: Date;
}

/** The GraphQL type name of a record: what an event calls it by. */
export function recordTypeOf(entity: EntityClass<RecordEntity>): string {
  return entity.name;
}

/**
 * Appends an event in the transaction of `manager`.
 * Readers go by `(xid, seq)` below `pg_snapshot_xmin(pg_current_snapshot())`: `seq` alone is handed out before the
 * commit, so a reader that went by it would skip what commits late.
 */
export async function appendToOutbox(manager: EntityManager, event: OutboxEvent): Promise<void> {
  const { id, type, category, recordType, record, occurredAt } = event;
  await manager.query(
    `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, type, category, record.subjectId, recordType, record.id, record.ownerId, record.handling, occurredAt],
  );
}

/** Data sources on which readers are being woken; true when something was committed meanwhile. */
const waking = new WeakMap<DataSource, boolean>();

/**
 * Wakes whoever listens to `outbox`, once for all that was committed while the last waking was under way. Never rejects:
 * the event is safe without it. INVARIANT for readers: they look by themselves, too, for a wake-up can be lost.
 *
 * Not part of the transaction that appends, on purpose: commits that notify wait for each other, one disk write each,
 * instead of sharing one.
 */
export async function wakeReaders(dataSource: DataSource): Promise<void> {
  if (waking.has(dataSource)) {
    waking.set(dataSource, true);
    return;
  }
  do {
    waking.set(dataSource, false);
    await dataSource.query("select pg_notify('outbox', '')").catch(() => undefined);
  } while (waking.get(dataSource) === true);
  waking.delete(dataSource);
}
