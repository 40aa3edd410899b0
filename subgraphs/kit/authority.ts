import type { Agency, Role } from '../../schema/vocabulary';
import type { Caller, Principal } from './context';
import { RequestError } from './errors';
import type { RecordEntity } from './record';

const RECORDERS: readonly Role[] = ['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM'];

/** Who may call a mutation. */
export interface Callers {
  /** The agency or agencies whose organisations may; `ANY` where one organisation asks another for something. */
  agency: Agency | readonly Agency[] | 'ANY';
  /** The roles that may record; practitioners, supervisors and systems unless it says otherwise. */
  recorders?: readonly Role[];
  /** Roles that may besides those that record: practitioners, supervisors and systems. */
  otherRoles?: readonly Role[];
}

/**
 * Throws FORBIDDEN unless the caller may write into a sector's records: a practitioner, a supervisor or a system of an
 * organisation of that agency, or somebody of a role that the mutation names.
 */
export function requireRecorder({ role, agency }: Principal, callers: Callers): void {
  const { agency: of, recorders = RECORDERS, otherRoles = [] } = callers;
  const roles = [...recorders, ...otherRoles];
  if (!roles.includes(role)) throw new RequestError('FORBIDDEN', { expected: `one of ${roles.join(', ')}` });
  const agencies = [of].flat();
  if (agencies.includes('ANY') || agencies.includes(agency)) return;
  throw new RequestError('FORBIDDEN', { expected: `an organisation of the agency ${agencies.join(' or ')}` });
}

/**
 * Throws NOT_FOUND unless the caller's organisation owns the record.
 * INVARIANT: another organisation's record and none are refused alike, whatever its marking: an id tells nothing.
 */
export function requireOwn<T extends RecordEntity>(principal: Principal, record: T | null, argument: string): T {
  if (record?.ownerId === principal.organisation) return record;
  throw notFound(argument, "an id of a record of the caller's organisation");
}

/**
 * Throws NOT_FOUND unless the hub vouches that the caller works with the child.
 * INVARIANT: a child who does not exist and one with whom the caller has nothing to do are one and the same.
 */
export function requireInvolvement(caller: Pick<Caller, 'involvedWith'>, childId: string, argument: string): void {
  if (isInvolved(caller, childId)) return;
  throw notFound(argument, "a child with whom the caller's organisation is involved");
}

/** Whether the hub vouches that the caller works with the child. It does so only for children whom a mutation names. */
export function isInvolved({ involvedWith }: Pick<Caller, 'involvedWith'>, childId: string): boolean {
  return involvedWith.includes(childId);
}

/**
 * NOT_FOUND for a child of whom the caller's organisation neither keeps a profile nor is known to the hub to be involved
 * with, be it that nobody knows the child or that others do.
 */
export function unknownChild(argument: string): RequestError {
  return notFound(argument, "a child of whom the caller's organisation keeps a profile or with whom it is involved");
}

/** NOT_FOUND that names the argument and says what an id of it would be of. */
export function notFound(argument: string, expected = 'an id of a record'): RequestError {
  return new RequestError('NOT_FOUND', { argument, expected });
}
