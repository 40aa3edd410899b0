import { type RepeatableCall } from '../hub/ports';
import { type Queryable } from './database';

/**
 * Takes the call's key for this transaction; false when an earlier call took it. While that earlier call is still
 * under way this waits, and takes the key itself if the other one fails.
 */
export async function takeKey(db: Queryable, call: RepeatableCall): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'take-key',
    text: `insert into idempotency_keys (organisation, subject, key, fingerprint, created_at)
           values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: [call.organisation, call.subject, call.key, call.fingerprint, call.at],
  });
  return rowCount === 1;
}

/** Keeps the answer of the call that took the key. */
export async function keepAnswer(db: Queryable, call: RepeatableCall, answer: unknown): Promise<void> {
  await db.query({
    name: 'keep-answer',
    text: 'update idempotency_keys set answer = $4 where organisation = $1 and subject = $2 and key = $3',
    values: [call.organisation, call.subject, call.key, JSON.stringify(answer)],
  });
}

/** What the call that took the key said and was answered. */
export async function getAnswer(
  db: Queryable,
  call: RepeatableCall,
): Promise<{ readonly fingerprint: Buffer; readonly answer: unknown }> {
  const { rows } = await db.query<{ fingerprint: Buffer; answer: unknown }>({
    name: 'get-answer',
    text: 'select fingerprint, answer from idempotency_keys where organisation = $1 and subject = $2 and key = $3',
    values: [call.organisation, call.subject, call.key],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('an idempotency key disappeared while it was in use');
  return row;
}

/** How long a key answers repetitions: one as late as that is a call of its own. */
const KEPT_FOR = '30 days';
const REMOVED_AT_ONCE = 5_000;

/** Removes keys that have been kept long enough. */
export async function removeOldKeys(db: Queryable): Promise<void> {
  for (let removed = REMOVED_AT_ONCE; removed === REMOVED_AT_ONCE;) {
    const { rowCount } = await db.query(
      `delete from idempotency_keys where (organisation, subject, key) in (
         select organisation, subject, key from idempotency_keys
         where created_at < now() - interval '${KEPT_FOR}' limit ${REMOVED_AT_ONCE})`,
    );
    removed = rowCount ?? 0;
  }
}
