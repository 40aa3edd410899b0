import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Agency, DataCategory } from '../../schema/vocabulary';
import { requireRecorder } from './authority';
import type { SubgraphContext } from './context';
import type { EntityClass } from './database';
import { RequestError } from './errors';
import { fingerprintOf, getTaken, keepAnswer, takeKey, type RepeatableCall } from './idempotency';
import { insertRecords, type NewRow } from './insert';
import { refuseFaults, textUpTo, type Fault } from './mutation-faults';
import { signalRecord, wakeReaders } from './outbox';
import type { RecordEntity } from './record';

/** One call of a mutation that writes one record and signals one event. */
export interface MutationCall<T extends RecordEntity> {
  name: string;
  /** The agency whose organisations keep such records. */
  agency: Agency;
  /** Everything that the caller said, the key apart. */
  input: object;
  idempotencyKey: string;
  /** What is wrong with the input on its face. */
  faults: readonly Fault[];
  entity: EntityClass<T>;
  /** The record that changes; a new one, or one that `write` finds by something else, need not be named here. */
  recordId?: string;
  event: { type: string; category: DataCategory };
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
export async function mutate<T extends RecordEntity>(context: SubgraphContext, call: MutationCall<T>): Promise<T> {
  requireRecorder(context.principal, call.agency);
  refuseFaults([...call.faults, ...aKey('idempotencyKey', call.idempotencyKey)]);
  const repeatable = repeatableOf(context, call);
  const answer = await context.manager.transaction(async (manager) => {
    // INVARIANT: the key is taken first, so that of equal calls at once one writes and the others wait for its answer.
    if (!(await takeKey(manager, repeatable))) return getFirstAnswer(manager, call.entity, repeatable);
    const record = await call.write(manager, repeatable.recordId);
    if (record.id !== repeatable.recordId) await keepAnswer(manager, { ...repeatable, recordId: record.id });
    await signalRecord(manager, { ...call.event, entity: call.entity, record, occurredAt: context.now });
    return record;
  });
  void wakeReaders(context.manager.connection);
  return answer;
}

function repeatableOf<T extends RecordEntity>(context: SubgraphContext, call: MutationCall<T>): RepeatableCall {
  const { organisation, subject } = context.principal;
  return {
    organisation,
    subject,
    key: call.idempotencyKey,
    fingerprint: fingerprintOf(call.name, call.input),
    recordId: call.recordId ?? randomUUID(),
    at: context.now,
  };
}

async function getFirstAnswer<T extends RecordEntity>(
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
export function findForChange<T extends RecordEntity>(
  manager: EntityManager,
  entity: EntityClass<T>,
  id: string,
): Promise<T | null> {
  return byId(manager, entity, id).setLock('pessimistic_write').getOne();
}

function byId<T extends RecordEntity>(manager: EntityManager, entity: EntityClass<T>, id: string) {
  return manager.createQueryBuilder(entity, 'r').where('r.id = :id', { id });
}
