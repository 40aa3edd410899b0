import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** A mutation as one caller called it. Another caller's equal key is another key. */
export interface RepeatableCall {
  organisation: string;
  subject: string;
  key: string;
  fingerprint: Buffer;
  /** The record that the first call writes, and so the answer to every repetition. */
  recordId: string;
  at: Date;
}

/** The SHA-256 of a mutation's name and input: equal for equal input, whatever the order of its fields. */
export function fingerprintOf(mutation: string, input: unknown): Buffer {
  return createHash('sha256')
    .update(canonicalJson([mutation, input]))
    .digest();
}

/** JSON with the keys of every object in one order. An absent field reads as null, as GraphQL takes both for none. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item ?? null;
    const entries = Object.entries(item).filter(([, each]) => each !== undefined && each !== null);
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/**
 * Takes the call's key in the transaction of `manager`; false when an earlier call took it. While that earlier call is
 * still under way this waits, and takes the key itself if the other one fails.
 */
export async function takeKey(manager: EntityManager, call: RepeatableCall): Promise<boolean> {
  const rows = await manager.query<object[]>(
    `insert into idempotency_keys (organisation, subject, key, fingerprint, record_id, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning true as taken`,
    [call.organisation, call.subject, call.key, call.fingerprint, call.recordId, call.at],
  );
  return rows.length === 1;
}

/** Keeps which record answers repetitions, where that was not known when the key was taken. In the same transaction. */
export async function keepAnswer(manager: EntityManager, call: RepeatableCall): Promise<void> {
  await manager.query(
    'update idempotency_keys set record_id = $4 where organisation = $1 and subject = $2 and key = $3',
    [call.organisation, call.subject, call.key, call.recordId],
  );
}

/** What the call that took the key said, and the record that it wrote. */
export async function getTaken(
  manager: EntityManager,
  call: RepeatableCall,
): Promise<Pick<RepeatableCall, 'fingerprint' | 'recordId'>> {
  const [row] = await manager.query<{ fingerprint: Buffer; record_id: string }[]>(
    'select fingerprint, record_id from idempotency_keys where organisation = $1 and subject = $2 and key = $3',
    [call.organisation, call.subject, call.key],
  );
  if (row === undefined) throw new Error('an idempotency key disappeared while it was in use');
  return { fingerprint: row.fingerprint, recordId: row.record_id };
}
