import type { EntityManager } from 'typeorm';
import type { DataCategory } from '../../schema/vocabulary';
import type { EntityClass } from './database';
import type { RecordEntity, RecordKey } from './record';

/** What happened to a record. A signal: it says whose record changed and how, and nothing that the record says. */
export interface OutboxEvent {
  id: string;
  type: string;
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
 * Appends an event in the transaction of `manager` and wakes whoever listens to `outbox` once that commits.
 * Readers go by `(xid, seq)` below `pg_snapshot_xmin(pg_current_snapshot())`: `seq` alone is handed out before the
 * commit, so a reader that went by it would skip what commits late.
 */
export async function appendToOutbox(manager: EntityManager, event: OutboxEvent): Promise<void> {
  const { id, type, category, recordType, record, occurredAt } = event;
  await manager.query(
    `with appended as (
       insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning seq
     ) select pg_notify('outbox', '') from appended`,
    [id, type, category, record.subjectId, recordType, record.id, record.ownerId, record.handling, occurredAt],
  );
}
