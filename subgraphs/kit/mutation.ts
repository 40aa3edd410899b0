import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { DataCategory, EventType } from '../../schema/vocabulary';
import { requireRecorder, type Callers } from './authority';
import type { SubgraphContext } from './context';
import type { EntityClass } from './database';
import { RequestError } from './errors';
import { fingerprintOf, getTaken, keepAnswer, takeKey, type RepeatableCall } from './idempotency';
import { insertRecords, type NewRow } from './insert';
import { refuseFaults, textUpTo, type Fault } from './mutation-faults';
import { appendToOutbox, recordTypeOf, wakeReaders } from './outbox';
import { RecordEntity } from './record';

/** What a mutation writes: a record of a child, or something of the organisation's own such as a service. */
export interface Row {
  id: string;
}

/** One call of a mutation that writes one row and, when it is a record of a child, may signal one event. */
export interface MutationCall<T extends Row> extends Callers {
  name: string;
  /** Everything that the caller said, the key apart. */
  input: object;
  idempotencyKey: string;
  /** What is wrong with the input on its face. */
  faults: readonly Fault[];
  entity: EntityClass<T>;
  /** The record that changes; a new one, or one that `write` finds by something else, need not be named here. */
  recordId?: string;
  /** Absent where nobody else is told, and where the row is about no child. */
  event?: { type: EventType; category: DataCategory };
  /**
   * Writes the record, and whatever follows from it. Everything goes through `manager`, whose transaction it is: what it
   * throws undoes all of it.
   */
  write(manager: EntityManager, recordId: string): Promise<T>;
}

const aKey = textUpTo(200);

/**
 * Runs a mutation once for its key: record, outbox row and key land in one transaction or not at all. Repeated with the
 * same input it answers with the record of the first call and writes nothing.
 * Throws FORBIDDEN, BAD_USER_INPUT with every fault, IDEMPOTENCY_CONFLICT, or what `write` throws.
 */
export async function mutate<T extends Row>(context: SubgraphContext, call: MutationCall<T>): Promise<T> {
  requireRecorder(context.principal, call);
  refuseFaults([...call.faults, ...aKey('idempotencyKey', call.idempotencyKey)]);
  const repeatable = repeatableOf(context, call);
  const answer = await context.manager.transaction(async (manager) => {
    // INVARIANT: the key is taken first, so that of equal calls at once one writes and the others wait for its answer.
    if (!(await takeKey(manager, repeatable))) return getFirstAnswer(manager, call.entity, repeatable);
    const record = await call.write(manager, repeatable.recordId);
    if (record.id !== repeatable.recordId) await keepAnswer(manager, { ...repeatable, recordId: record.id });
    if (call.event !== undefined) await signal(manager, { event: call.event, record, at: context.now });
    return record;
  });
  if (call.event !== undefined) void wakeReaders(context.manager.connection);
  return answer;
}

/** Appends the signal of one event about a record of a child in the transaction of `manager`. */
export async function signal(
  manager: EntityManager,
  { event, record, at }: { event: NonNullable<MutationCall<Row>['event']>; record: Row; at: Date },
): Promise<void> {
  if (!(record instanceof RecordEntity)) throw new Error('only records of a child are signalled');
  const recordType = recordTypeOf(record.constructor as EntityClass<RecordEntity>);
  await appendToOutbox(manager, { ...event, id: randomUUID(), recordType, record, occurredAt: at });
}

function repeatableOf<T extends Row>(context: SubgraphContext, call: MutationCall<T>): RepeatableCall {
  const { organisation, subject } = context.principal;
  return {
    // INVARIANT: no organisation's id holds a slash, so that no client can take a key before the hub does.
    organisation: context.byHub ? `hub/${organisation}` : organisation,
    subject,
    key: call.idempotencyKey,
    fingerprint: fingerprintOf(call.name, call.input),
    recordId: call.recordId ?? randomUUID(),
    at: context.now,
  };
}

async function getFirstAnswer<T extends Row>(
  manager: EntityManager,
  entity: EntityClass<T>,
  call: RepeatableCall,
): Promise<T> {
  const taken = await getTaken(manager, call);
  if (!taken.fingerprint.equals(call.fingerprint)) {
    const expected = 'the input that it first came with';
    throw new RequestError('IDEMPOTENCY_CONFLICT', { argument: 'idempotencyKey', expected });
  }
  const record = await byId(manager, entity, taken.recordId).getOne();
  if (record === null) throw new Error('a record that a mutation wrote is not there');
  return record;
}

/** Inserts the record that a mutation creates and returns it as it would be read. What is left out is null. */
export async function insertNew<T extends RecordEntity>(
  manager: EntityManager,
  entity: EntityClass<T>,
  row: NewRow<T>,
): Promise<T> {
  await insertRecords(manager, entity, [row]);
  const { columns } = manager.connection.getMetadata(entity);
  const nothing = Object.fromEntries(columns.map(({ propertyName }) => [propertyName, null]));
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.assign(new entity(), nothing, Object.fromEntries(given));
}

/** Finds the record of that id and holds it, so that nobody else changes it before this transaction ends. */
export function findForChange<T extends Row>(
  manager: EntityManager,
  entity: EntityClass<T>,
  id: string,
): Promise<T | null> {
  return byId(manager, entity, id).setLock('pessimistic_write').getOne();
}

function byId<T extends Row>(manager: EntityManager, entity: EntityClass<T>, id: string) {
  return manager.createQueryBuilder(entity, 'r').where('r.id = :id', { id });
}
