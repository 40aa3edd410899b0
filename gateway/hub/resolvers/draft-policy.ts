import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { SightlineError } from '../../errors';
import { type PolicyRule } from '../../policy/rule';
import { requireDataOfficerOf } from '../authority';
import { type HubContext } from '../context';
import { refuseFaults } from '../faults';
import { policyFaults, rulesOf } from '../policy-input';
import { refuseRaising } from '../policy-proof';
import { getOwnVersion, isProvisional, takeStep } from '../policy-steps';
import { type KeptPolicyVersion, type PolicyVersionRow } from '../policy-ports';
import { keyFaults } from '../repeatable';
import { DraftPolicyInput } from '../types/policy-inputs';
import { PolicyVersion } from '../types/policies';

const PROVISIONAL_MS = 24 * 3_600_000;
/** Versions of one person in 24 hours: all of an owner's are read at every step. */
const MOST_VERSIONS = 200;
/** Every gateway begins anew with each tightening, so that they are few. They don't wait for drafts. */
const MOST_TIGHTENINGS = 20;

@Resolver()
export class DraftPolicyResolver {
  @Mutation(() => PolicyVersion, {
    description:
      'Keeps rules as a new version. To roll back, draft an old version\u2019s rules and name it as the parent.',
  })
  async draftPolicy(
    @Ctx() context: HubContext,
    @Arg('input', () => DraftPolicyInput) input: DraftPolicyInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<PolicyVersion> {
    const rules = acceptedRules(context, input, idempotencyKey);
    return takeStep(context, { name: 'draftPolicy', input, idempotencyKey }, async (writes, at) => {
      await writes.policies.lock();
      const versions = await writes.policies.find(input.owner);
      refuseExcess(
        versions.filter(({ revertsAt }) => revertsAt === null),
        { context, at, most: MOST_VERSIONS },
      );
      const parent = parentOf(versions, input.parent ?? null);
      const version = versionOf(context, { input, rules, parent, at });
      await writes.policies.draft(version);
      return { id: version.id, deed: 'POLICY_DRAFTED' };
    });
  }

  @Mutation(() => PolicyVersion, {
    description:
      'Puts rules into force at once that give nobody more than those in force. Ends after 24 hours unless another data officer approves it.',
  })
  async tightenPolicy(
    @Ctx() context: HubContext,
    @Arg('input', () => DraftPolicyInput) input: DraftPolicyInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<PolicyVersion> {
    const rules = acceptedRules(context, input, idempotencyKey);
    const proved = activeOf(await context.hub.store.findPolicyVersions(input.owner));
    await refuseRaising(context, input.owner, { before: proved.rules, after: rules });
    return takeStep(context, { name: 'tightenPolicy', input, idempotencyKey }, async (writes, at) => {
      await writes.policies.lock();
      const versions = await writes.policies.find(input.owner);
      refuseExcess(
        versions.filter(({ revertsAt }) => revertsAt !== null),
        { context, at, most: MOST_TIGHTENINGS },
      );
      const active = activeOf(versions);
      if (active.id !== proved.id) throw changedMeanwhile();
      const parent = input.parent == null ? active.id : parentOf(versions, input.parent);
      const version = versionOf(context, { input, rules, parent, at });
      await writes.policies.tighten({ version, ...endOf(active, at) });
      return { id: version.id, deed: 'POLICY_TIGHTENED' };
    });
  }
}

/** @throws SightlineError FORBIDDEN (HTTP 429) to whoever has written too many of these within 24 hours. */
function refuseExcess(
  versions: readonly KeptPolicyVersion[],
  { context, at, most }: { context: HubContext; at: Date; most: number },
): void {
  const { subject } = context.principal;
  const since = at.getTime() - PROVISIONAL_MS;
  const own = versions.filter(({ author, createdAt }) => author === subject && createdAt.getTime() > since);
  if (own.length < most) return;
  const expected = `at most ${most} of these by one person in 24 hours`;
  throw new SightlineError('FORBIDDEN', `expected ${expected}`, { expected, status: 429 });
}

/** INVARIANT: tightening again puts nothing off: what nobody approved ends 24 hours after the first of them. */
function endOf(active: KeptPolicyVersion, at: Date): { revertsAt: Date; revertsTo: string } {
  if (isProvisional(active) && active.revertsAt !== null && active.revertsTo !== null)
    return { revertsAt: active.revertsAt, revertsTo: active.revertsTo };
  return { revertsAt: new Date(at.getTime() + PROVISIONAL_MS), revertsTo: active.id };
}

function acceptedRules(context: HubContext, input: DraftPolicyInput, idempotencyKey: string): PolicyRule[] {
  requireDataOfficerOf(context, input.owner, 'input.owner');
  refuseFaults([...policyFaults(input, context.hub), ...keyFaults(idempotencyKey)]);
  return rulesOf(input);
}

function activeOf(versions: readonly KeptPolicyVersion[]): KeptPolicyVersion {
  const active = versions.find(({ status }) => status === 'ACTIVE');
  if (active !== undefined) return active;
  const expected = 'an owner with a policy in force: without one nothing is shared, and nothing can be lowered';
  throw new SightlineError('BAD_USER_INPUT', 'no policy is in force', { at: 'input.owner', expected });
}

function changedMeanwhile(): SightlineError {
  const expected = 'the policy in force to stay the same meanwhile: it changed, try again';
  return new SightlineError('BAD_USER_INPUT', 'the policy in force changed', { at: 'input.rules', expected });
}

function parentOf(versions: readonly KeptPolicyVersion[], parent: string | null): string | null {
  if (parent === null) return versions.find(({ status }) => status === 'ACTIVE')?.id ?? null;
  return getOwnVersion(versions, parent, 'input.parent').id;
}

interface Drafting {
  readonly input: DraftPolicyInput;
  readonly rules: readonly PolicyRule[];
  readonly parent: string | null;
  readonly at: Date;
}

function versionOf({ hub, principal }: HubContext, { input, rules, parent, at }: Drafting): PolicyVersionRow {
  return {
    id: hub.newId(),
    owner: input.owner,
    status: 'DRAFT',
    rules,
    hash: hub.hashRules(rules),
    parent,
    author: principal.subject,
    approvedBy: null,
    note: input.note,
    effectiveFrom: null,
    createdAt: at,
  };
}
