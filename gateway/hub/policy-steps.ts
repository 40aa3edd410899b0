import { SightlineError } from '../errors';
import { type HubContext } from './context';
import { versionOf } from './policy-version';
import { type KeptPolicyVersion, type PolicyStatus } from './policy-ports';
import { type HubWrites } from './ports';
import { answerOnce, type MutationCall } from './repeatable';
import { createTurns } from './turns';
import { type PolicyVersion } from './types/policies';

/** @throws SightlineError NOT_FOUND for a version of another owner and for none at all, alike. */
export function getOwnVersion(
  versions: readonly KeptPolicyVersion[],
  id: string,
  at: 'version' | 'input.parent' = 'version',
): KeptPolicyVersion {
  const version = versions.find((one) => one.id === id);
  if (version !== undefined) return version;
  const expected = 'the id of a version of your own organisation’s policy';
  throw new SightlineError('NOT_FOUND', 'your organisation has no such policy version', { at, expected });
}

/** Locks the lives of all policies and gives the version, as it stands behind the lock. */
export async function lockVersion(context: HubContext, writes: HubWrites, id: string): Promise<KeptPolicyVersion> {
  await writes.policies.lock();
  return getOwnVersion(await writes.policies.find(context.principal.organisation), id);
}

/** What a step was taken on, and what the log calls it. */
interface Step {
  readonly id: string;
  readonly deed: string;
}

/** Each waits for all others anyway (`lock`), and holds a connection of those by which children are read. */
export const STEPS_IN_TURN = createTurns({ atOnce: 2, waiting: 30 });

/**
 * Takes one step in a policy's life, once for its key, and gives the version as the step left it.
 * INVARIANT: a step that could not be put on the audit log is not taken.
 */
export async function takeStep(
  context: HubContext,
  call: MutationCall,
  step: (writes: HubWrites, at: Date) => Promise<Step>,
): Promise<PolicyVersion> {
  const { organisation: owner } = context.principal;
  const kept = await STEPS_IN_TURN.take(context.principal, () =>
    answerOnce<KeptPolicyVersion>(context, call, async (writes, at) => {
      const { id, deed } = await step(writes, at);
      await context.hub.recordChange(context.principal, { deed, subject: id, owner });
      return getOwnVersion(await writes.policies.find(owner), id);
    }),
  );
  return versionOf(context, revived(kept));
}

/** An answer that is given again was kept as JSON. */
function revived(version: KeptPolicyVersion): KeptPolicyVersion {
  const moment = (value: Date | null): Date | null => (value === null ? null : new Date(value));
  const { createdAt, effectiveFrom, revertsAt } = version;
  return {
    ...version,
    createdAt: new Date(createdAt),
    effectiveFrom: moment(effectiveFrom),
    revertsAt: moment(revertsAt),
  };
}

/** Whether this is an emergency tightening that nobody has approved yet. */
export function isProvisional({ status, revertsAt, approvedBy }: KeptPolicyVersion): boolean {
  return status === 'ACTIVE' && revertsAt !== null && approvedBy === null;
}

/** @throws SightlineError BAD_USER_INPUT unless the version is where the step begins. */
export function requireStatus(version: KeptPolicyVersion, allowed: readonly PolicyStatus[]): void {
  if (allowed.includes(version.status)) return;
  const expected = `a version that is ${allowed.join(' or ')}, got one that is ${version.status}`;
  throw new SightlineError('BAD_USER_INPUT', `the version is ${version.status}`, { at: 'version', expected });
}

/** Four eyes. @throws SightlineError FORBIDDEN when the caller wrote the version. */
export function requireAnother({ principal }: HubContext, { author }: KeptPolicyVersion): void {
  if (author !== principal.subject) return;
  const expected = 'another data officer of the owner than the author';
  throw new SightlineError('FORBIDDEN', 'nobody approves a policy of their own', { at: 'version', expected });
}
