import { Arg, Args, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { requireDataOfficer } from '../authority';
import { type HubContext } from '../context';
import { refuseFaults, textUpTo, type Fault } from '../faults';
import { refuseUnproved } from '../policy-proof';
import { getOwnVersion, isProvisional, lockVersion, requireAnother, requireStatus, takeStep } from '../policy-steps';
import { type KeptPolicyVersion } from '../policy-ports';
import { keyFaults } from '../repeatable';
import { ApprovePolicyArguments, RejectPolicyArguments } from '../types/policy-arguments';
import { PolicyVersion } from '../types/policies';

/** A start lies within a year: what is agreed today for later is looked at again. */
const LATEST_START_MS = 366 * 24 * 3_600_000;
const REASON = textUpTo(2_000);

@Resolver()
export class PolicyLifeResolver {
  @Mutation(() => PolicyVersion, {
    description: 'Lays an own draft before the other data officers. Refused when `checkPolicy` finds an ERROR.',
  })
  async submitPolicy(
    @Ctx() context: HubContext,
    @Arg('version', () => ID) version: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<PolicyVersion> {
    requireDataOfficer(context);
    refuseFaults(keyFaults(idempotencyKey));
    await refuseUnprovedIn(context, version, 'DRAFT');
    const call = { name: 'submitPolicy', input: { version }, idempotencyKey };
    return takeStep(context, call, async (writes, at) => {
      requireStatus(await lockVersion(context, writes, version), ['DRAFT']);
      await writes.policies.submit({ id: version, by: context.principal.subject, at });
      return { id: version, deed: 'POLICY_SUBMITTED' };
    });
  }

  @Mutation(() => PolicyVersion, {
    description: 'By another data officer than the author. Without `effectiveFrom` it holds at once.',
  })
  async approvePolicy(
    @Ctx() context: HubContext,
    @Args(() => ApprovePolicyArguments) { version, effectiveFrom: start, idempotencyKey }: ApprovePolicyArguments,
  ): Promise<PolicyVersion> {
    requireDataOfficer(context);
    const effectiveFrom = start == null ? null : new Date(start);
    refuseFaults([...startFaults(effectiveFrom, context.hub.now()), ...keyFaults(idempotencyKey)]);
    await refuseUnprovedIn(context, version, 'SUBMITTED');
    const input = { version, effectiveFrom: effectiveFrom?.toISOString() ?? null };
    return takeStep(context, { name: 'approvePolicy', input, idempotencyKey }, async (writes, at) => {
      const found = await lockVersion(context, writes, version);
      const step = { id: version, by: context.principal.subject, at };
      if (!isProvisional(found)) requireStatus(found, ['SUBMITTED']);
      requireAnother(context, found);
      if (!isProvisional(found)) await writes.policies.approve(step, effectiveFrom);
      else {
        const others = await writes.policies.find(context.principal.organisation);
        refuseFaults([...(effectiveFrom === null ? [] : [TIGHTENING_HOLDS]), ...scheduledFaults(others)]);
        await writes.policies.approveTightening(step);
      }
      return { id: version, deed: 'POLICY_APPROVED' };
    });
  }

  @Mutation(() => PolicyVersion, {
    description: 'Ends a version that does not hold yet, or an emergency tightening that nobody approved.',
  })
  async rejectPolicy(
    @Ctx() context: HubContext,
    @Args(() => RejectPolicyArguments) { version, reason, idempotencyKey }: RejectPolicyArguments,
  ): Promise<PolicyVersion> {
    requireDataOfficer(context);
    refuseFaults([...REASON('reason', reason), ...keyFaults(idempotencyKey)]);
    const call = { name: 'rejectPolicy', input: { version, reason }, idempotencyKey };
    return takeStep(context, call, async (writes, at) => {
      const found = await lockVersion(context, writes, version);
      const step = { id: version, by: context.principal.subject, at };
      if (isProvisional(found)) await writes.policies.rejectTightening(step, reason);
      else {
        requireStatus(found, ['DRAFT', 'SUBMITTED', 'SCHEDULED']);
        await writes.policies.reject(step, reason);
      }
      return { id: version, deed: 'POLICY_REJECTED' };
    });
  }
}

const TIGHTENING_HOLDS: Fault = {
  at: 'effectiveFrom',
  expected: 'none: an emergency tightening holds already',
  got: 'a moment',
};

/**
 * INVARIANT: what was scheduled without knowing of the emergency doesn't end, unnoticed, what two officers kept for good.
 */
function scheduledFaults(versions: readonly KeptPolicyVersion[]): Fault[] {
  const scheduled = versions.filter(({ status }) => status === 'SCHEDULED').map(({ id }) => id);
  if (scheduled.length === 0) return [];
  const expected = 'no version that is SCHEDULED and would end this one: reject it first';
  return [{ at: 'version', expected, got: scheduled.join(', ') }];
}

function startFaults(effectiveFrom: Date | null, now: Date): Fault[] {
  const at = 'effectiveFrom';
  if (effectiveFrom === null) return [];
  if (effectiveFrom <= now) return [{ at, expected: 'a moment to come', got: 'one that has passed' }];
  if (effectiveFrom.getTime() - now.getTime() <= LATEST_START_MS) return [];
  return [{ at, expected: 'a moment within a year', got: 'a later one' }];
}

/**
 * A version's content never changes, so that it is proved before the transaction, which must not take long. An emergency
 * tightening is proved when it is approved for good. That it leaves rules dead (P11) harms nobody; that it ended would.
 */
async function refuseUnprovedIn(context: HubContext, id: string, status: 'DRAFT' | 'SUBMITTED'): Promise<void> {
  const { organisation } = context.principal;
  const version = getOwnVersion(await context.hub.store.findPolicyVersions(organisation), id);
  if (version.status === status) await refuseUnproved(context, version);
  else if (status === 'SUBMITTED' && isProvisional(version)) await refuseUnproved(context, version, ['P11']);
}
