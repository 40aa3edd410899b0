import { type Role } from '../../schema/vocabulary';
import { type Principal } from '../auth/principal';
import { SightlineError } from '../errors';
import { type HubContext } from './context';
import { type HubWrites, type Standing } from './ports';

const RECORDERS: ReadonlySet<Role> = new Set<Role>(['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM']);
const OVERSEERS: ReadonlySet<Role> = new Set<Role>(['DATA_OFFICER', 'SUPERVISOR']);

/** @throws SightlineError FORBIDDEN unless the caller may write in the name of its organisation. */
export function requireRecorder({ principal, hub }: HubContext): void {
  requireRole(principal, RECORDERS, 'record about children');
  if (hub.directory().findOrganisation(principal.organisation)?.agency !== principal.agency) {
    throw new SightlineError('FORBIDDEN', 'the caller\u2019s organisation is not in the directory under this agency');
  }
}

/** @throws SightlineError FORBIDDEN unless the caller answers for what its organisation shares. */
export function requireOverseer({ principal }: HubContext): void {
  requireRole(principal, OVERSEERS, 'see what was decided about the organisation\u2019s records');
}

/** @throws SightlineError FORBIDDEN unless the caller is a data officer of the owner. */
export function requireDataOfficerOf({ principal }: HubContext, owner: string): void {
  requireRole(principal, new Set<Role>(['DATA_OFFICER']), 'read policies');
  if (principal.organisation !== owner) {
    throw new SightlineError('FORBIDDEN', 'data officers read the policies of their own organisation', { at: 'owner' });
  }
}

/** @throws SightlineError FORBIDDEN when the role works with figures and policies, not with children. */
export function requireChildReader({ principal }: HubContext): void {
  requireRole(principal, new Set<Role>([...RECORDERS, 'ADVOCATE']), 'look for children');
}

function requireRole({ role }: Principal, allowed: ReadonlySet<Role>, deed: string): void {
  if (allowed.has(role)) return;
  throw new SightlineError('FORBIDDEN', `role \`${role}\` may not ${deed}: this needs ${[...allowed].join(', ')}`);
}

/**
 * Gives how the caller's organisation stands to a child with which it is involved.
 * @throws SightlineError NOT_FOUND for an unknown child, FORBIDDEN when the caller's organisation is not involved.
 */
export async function requireInvolvement(
  writes: Pick<HubWrites, 'findStandings'>,
  principal: Principal,
  childId: string,
): Promise<Standing> {
  const [standing] = await writes.findStandings([childId], principal.organisation);
  if (standing === undefined) throw new SightlineError('NOT_FOUND', 'no child has this id', { at: 'childId' });
  if (standing.involved) return standing;
  throw new SightlineError('FORBIDDEN', 'the caller\u2019s organisation is not involved with this child', {
    at: 'childId',
  });
}

/** Whether the child is allocated to the caller or to its team. */
export function isAllocated(standing: Standing, { subject, team }: Principal): boolean {
  const byTeam = team !== null && standing.allocatedTeam === team;
  return standing.involved && (byTeam || standing.allocatedSubjects.includes(subject));
}
