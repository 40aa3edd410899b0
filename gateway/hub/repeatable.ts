import { SightlineError } from '../errors';
import { canonicalJson } from './canonical-json';
import { type HubContext } from './context';
import { textUpTo, type Fault } from './faults';
import { type HubWrites } from './ports';

/** A mutation as it was called. */
export interface MutationCall {
  readonly name: string;
  readonly input: unknown;
  readonly idempotencyKey: string;
}

/** What is wrong with an idempotency key. */
export function keyFaults(idempotencyKey: string): Fault[] {
  return textUpTo(200)('idempotencyKey', idempotencyKey);
}

/**
 * Runs a mutation once for its key: repeated with the same input it gives the first answer (JSON) and writes nothing.
 * Keys are the caller's own; another caller's equal key is another key.
 * @throws SightlineError IDEMPOTENCY_CONFLICT when the key came with another input before.
 */
export async function answerOnce<T>(
  context: HubContext,
  call: MutationCall,
  work: (writes: HubWrites, at: Date) => Promise<T>,
): Promise<T> {
  const { principal, hub } = context;
  const at = hub.now();
  const repeatable = {
    key: call.idempotencyKey,
    organisation: principal.organisation,
    subject: principal.subject,
    fingerprint: hub.hasher.fingerprint(canonicalJson([call.name, call.input])),
    at,
  };
  const result = await hub.store.once(repeatable, (writes) => work(writes, at));
  if (result.kind === 'answer') return result.answer;
  throw new SightlineError('IDEMPOTENCY_CONFLICT', 'this idempotencyKey was used with another input before', {
    at: 'idempotencyKey',
    expected: 'the input that it first came with',
  });
}
