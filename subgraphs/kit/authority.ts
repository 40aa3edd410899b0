import type { Agency, Role } from '../../schema/vocabulary';
import type { Principal } from './context';
import { RequestError } from './errors';
import type { RecordEntity } from './record';

const RECORDERS: ReadonlySet<Role> = new Set<Role>(['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM']);

/**
 * Throws FORBIDDEN unless the caller may write into a sector's records: a practitioner, a supervisor or a system of an
 * organisation of that agency. What is written is owned by the caller's organisation, never by one that the input names.
 */
export function requireRecorder({ role, agency }: Principal, of: Agency): void {
  if (!RECORDERS.has(role)) throw new RequestError('FORBIDDEN', { expected: `one of ${[...RECORDERS].join(', ')}` });
  if (agency !== of) throw new RequestError('FORBIDDEN', { expected: `an organisation of the agency ${of}` });
}

/**
 * Throws NOT_FOUND unless the caller's organisation owns the record.
 * INVARIANT: another organisation's record and none are refused alike, whatever its marking: an id tells nothing.
 */
export function requireOwn<T extends RecordEntity>(principal: Principal, record: T | null, argument: string): T {
  if (record?.ownerId === principal.organisation) return record;
  throw new RequestError('NOT_FOUND', { argument, expected: "an id of a record of the caller's organisation" });
}
