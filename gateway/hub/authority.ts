import { type Purpose, type Role } from '../../schema/vocabulary';
import { type Principal } from '../auth/principal';
import { SightlineError } from '../errors';
import { AGENCY_OF_PURPOSE, PURPOSES_OF_BREAK_GLASS, PURPOSES_OF_ROLE, ROLES_WITH_BREAK_GLASS } from '../policy/roles';
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

/** @throws SightlineError FORBIDDEN unless the caller says who of its organisation works with a child. */
export function requireAllocator(context: HubContext): void {
  requireRole(context.principal, new Set<Role>(['SUPERVISOR']), 'allocate children');
  requireRecorder(context);
}

/** The purposes that a caller may declare: those of its role, or of a partner system's token, as far as open to its agency. */
export function purposesOpenTo({ role, agency, purposes }: Principal): readonly Purpose[] {
  const byRole = role === 'PARTNER_SYSTEM' ? (purposes ?? []) : PURPOSES_OF_ROLE[role];
  return byRole.filter((purpose) => (AGENCY_OF_PURPOSE[purpose] ?? agency) === agency);
}

/**
 * @throws SightlineError PURPOSE_REQUIRED without a declared purpose, FORBIDDEN when it is not open to the caller or is
 * OVERSIGHT, for which nobody works with a child.
 */
export function requireWorkingPurpose({ principal, purpose }: HubContext): void {
  const at = 'sightline-purpose';
  const open: readonly Purpose[] = purposesOpenTo(principal).filter((each) => each !== 'OVERSIGHT');
  const expected = `one of ${open.join(', ')}`;
  if (purpose === null)
    throw new SightlineError('PURPOSE_REQUIRED', `declare a purpose: ${expected}`, { at, expected });
  if (open.includes(purpose)) return;
  throw new SightlineError('FORBIDDEN', `purpose \`${purpose}\` is not open here to this caller`, { at, expected });
}

/** @throws SightlineError FORBIDDEN unless the caller answers for what its organisation shares. */
export function requireOverseer({ principal }: HubContext): void {
  requireRole(principal, OVERSEERS, 'see what was decided about the organisation\u2019s records');
}

/** @throws SightlineError FORBIDDEN unless the caller is some owner's data officer. */
export function requireDataOfficer({ principal }: HubContext): void {
  requireRole(
    principal,
    new Set<Role>(['DATA_OFFICER']),
    'work on policies, check or take the audit log, or hold lines of it back',
  );
}

/** @throws SightlineError FORBIDDEN unless the caller is a data officer of the owner. */
export function requireDataOfficerOf(context: HubContext, owner: string, at = 'owner'): void {
  requireDataOfficer(context);
  if (context.principal.organisation !== owner) {
    throw new SightlineError('FORBIDDEN', 'data officers work on the policies of their own organisation', { at });
  }
}

/**
 * Gives the purpose for which the caller may break the glass.
 * @throws SightlineError FORBIDDEN for another role or purpose, PURPOSE_REQUIRED without a declared purpose.
 */
export function requireBreakGlassRight(context: HubContext): Purpose {
  requireRole(context.principal, new Set(ROLES_WITH_BREAK_GLASS), 'break the glass');
  requireRecorder(context);
  const { purpose } = context;
  const at = 'sightline-purpose';
  const expected = `one of ${PURPOSES_OF_BREAK_GLASS.join(', ')}`;
  if (purpose === null)
    throw new SightlineError('PURPOSE_REQUIRED', `declare a purpose: ${expected}`, { at, expected });
  if (PURPOSES_OF_BREAK_GLASS.includes(purpose)) return purpose;
  throw new SightlineError('FORBIDDEN', `the glass is not broken for \`${purpose}\``, { at, expected });
}

/** @throws SightlineError FORBIDDEN when the role works with figures and policies, not with children. */
export function requireChildReader({ principal }: HubContext): void {
  requireRole(principal, new Set<Role>([...RECORDERS, 'ADVOCATE']), 'look for children');
}

/** @throws SightlineError FORBIDDEN that names the roles which may. */
export function requireRole({ role }: Principal, allowed: ReadonlySet<Role>, deed: string): void {
  if (allowed.has(role)) return;
  throw new SightlineError('FORBIDDEN', `role \`${role}\` may not ${deed}: this needs ${[...allowed].join(', ')}`);
}

/** A child, and the argument that names it. */
interface NamedChild {
  readonly childId: string;
  readonly at: 'childId' | 'input.childId';
}

/**
 * Gives how the caller's organisation stands to a child with which it is involved.
 * @throws SightlineError NOT_FOUND unless the caller's organisation is involved with the child.
 * INVARIANT: a child of others and none at all are refused alike.
 */
export async function requireInvolvement(
  writes: Pick<HubWrites, 'findStandings'>,
  { organisation }: Principal,
  { childId, at }: NamedChild,
): Promise<Standing> {
  const [standing] = await writes.findStandings([childId], organisation);
  if (standing?.involved === true) return standing;
  const expected = 'the id of a child with whom your organisation is involved';
  throw new SightlineError('NOT_FOUND', 'your organisation is involved with no child of this id', { at, expected });
}

/** Whether the child is allocated to the caller or to its team. */
export function isAllocated(standing: Standing, { subject, team }: Principal): boolean {
  const byTeam = team !== null && standing.allocatedTeam === team;
  return standing.involved && (byTeam || standing.allocatedSubjects.includes(subject));
}
