import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { DataCategory, EventType } from '../../schema/vocabulary';
import { recomputeClock, type ClockSettings, type StartedClock } from './clock';
import type { EntityClass } from './database';
import { appendToOutbox, recordTypeOf } from './outbox';
import type { RecordEntity } from './record';
import type { ClockTimes } from './value-types';

/** A record whose clock has just been seen to be overdue, in the transaction that signals it. */
export interface Overdue<T> {
  manager: EntityManager;
  /** Held for change until the transaction ends. */
  record: T;
  clocks: ClockSettings;
  now: Date;
}

/**
 * Records whose clock may run out.
 * INVARIANT: the entity has `clockDueAt`, `clockStoppedAt` and `clockCalendar`, each under that name.
 */
export interface OverdueKind<T extends RecordEntity = RecordEntity> {
  entity: EntityClass<T>;
  event: { type: EventType; category: DataCategory };
  clockOf(record: T): ClockTimes;
  /** The property that holds a later time at which a clock that still runs is signalled once more. */
  again?: string;
  /**
   * What else happens, in the same transaction: once for each clock and due time. What it throws undoes the signal too,
   * and both are tried again. Locks the record's parent after the record, as mutations do.
   */
  onOverdue?(overdue: Overdue<T>): Promise<void>;
}

const RUNNING = 'r.clockStoppedAt is null';

/** Keeps the records (alias `r`) that are overdue and of which that was not yet said. */
function toSignal(due: string): string {
  return `${RUNNING} and r.${due} < :now and not exists (select 1 from overdue_signals s
  where s.record_id = r.id and s.record_type = :recordType and s.due_at = r.${due})`;
}

/** Keeps the records (alias `r`) whose due time was computed by a calendar that is no longer the newest. */
const TO_RECOMPUTE = `${RUNNING} and r.clockCalendar is not null and r.clockCalendar <> all(:calendars)`;

/** Records of a kind on which something is to be done, each in a transaction of its own. */
export interface ClockWork {
  kind: OverdueKind;
  /** The records, as a condition on alias `r`. */
  where: string;
  parameters: Readonly<Record<string, unknown>>;
  /** Does it; false when nothing was to be done after all. The record is held for change. */
  apply(manager: EntityManager, record: RecordEntity): Promise<boolean>;
}

/** Signals each overdue clock of a kind once, whatever else looks for it at the same time. */
export function signalling(kind: OverdueKind, clocks: ClockSettings, now: Date): ClockWork {
  const recordType = recordTypeOf(kind.entity);
  return {
    kind,
    where: toSignal(kind.again ?? 'clockDueAt'),
    parameters: { now, recordType },
    apply: async (manager, record) => {
      const { rule, dueAt } = startedClockOf(kind, record);
      // INVARIANT: this row decides. A process that read before another's commit finds the row taken.
      const taken = await manager.query<object[]>(
        `insert into overdue_signals (record_type, record_id, rule, due_at, noticed_at)
         values ($1, $2, $3, $4, $5) on conflict do nothing returning true as taken`,
        [recordType, record.id, rule, dueAt, now],
      );
      if (taken.length === 0) return false;
      await appendToOutbox(manager, { ...kind.event, id: randomUUID(), recordType, record, occurredAt: dueAt });
      await kind.onOverdue?.({ manager, record, clocks, now });
      return true;
    },
  };
}

/** Computes the running clocks of a kind anew after a proclamation, and keeps what they were due before. */
export function recomputing(kind: OverdueKind, clocks: ClockSettings, now: Date): ClockWork {
  const recordType = recordTypeOf(kind.entity);
  return {
    kind,
    where: TO_RECOMPUTE,
    parameters: { calendars: Object.values(clocks.calendars).map(({ version }) => version) },
    apply: async (manager, record) => {
      const { clock, previousDueAt } = recomputeClock(clocks, startedClockOf(kind, record));
      const { rule, dueAt, calendar } = clock;
      const { tableName } = manager.connection.getMetadata(kind.entity);
      const table = `update "${tableName}" set clock_due_at = $2, clock_calendar = $3 where id = $1`;
      await manager.query(table, [record.id, dueAt, calendar]);
      if (previousDueAt === null) return true;
      await manager.query(
        `insert into clock_moves (record_type, record_id, rule, previous_due_at, due_at, calendar, moved_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [recordType, record.id, rule, previousDueAt, dueAt, calendar, now],
      );
      return true;
    },
  };
}

function startedClockOf(kind: OverdueKind, record: RecordEntity): StartedClock {
  const { startedAt, dueAt, ...clock } = kind.clockOf(record);
  if (startedAt === null || dueAt === null) throw new Error('a clock that is due was never started');
  return { ...clock, startedAt, dueAt };
}
