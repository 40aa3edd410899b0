import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { getSigner, type SubgraphContext } from '../kit/context';
import { isId } from '../kit/fields';
import { findForChange, mutate } from '../kit/mutation';
import { anId, refuseFaults, type Fault } from '../kit/mutation-faults';
import { decisionFaults, expectedLink } from './decision-faults';
import { readReceipt } from './receipt';
import { isRefusal, Referral } from './referral';
import { DECISION_MAKERS, nameOf, requireSide } from './referral-authority';
import {
  INFORMATION_REQUESTED,
  isOpen,
  isWaiting,
  keepDecision,
  readHistory,
  resistanceMet,
  statusAfterRefusal,
  type ReferralHistory,
} from './referral-course';
import { DecideReferralInput } from './referral-inputs';
import { SocialCareEpisode } from './social-care-episode';

@Resolver()
export class DecideReferralResolver {
  @Mutation(() => Referral, {
    description:
      'Decides a referral to the own council. A refusal gives a coded reason, an explanation and what is offered instead.',
  })
  decideReferral(
    @Arg('input', () => DecideReferralInput) input: DecideReferralInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Referral> {
    const { organisation } = context.principal;
    return mutate(context, {
      name: 'decideReferral',
      ...DECISION_MAKERS,
      input,
      idempotencyKey,
      faults: [...anId('input.referralId', input.referralId), ...decisionFaults(input, organisation)],
      entity: Referral,
      recordId: input.referralId,
      event: { type: 'REFERRAL_DECIDED', category: 'REFERRAL' },
      write: (manager) => decide(manager, context, input),
    });
  }
}

async function decide(manager: EntityManager, context: SubgraphContext, input: DecideReferralInput): Promise<Referral> {
  const at = 'input.referralId';
  const found = await findForChange(manager, Referral, input.referralId);
  const referral = requireSide(context.principal, found, { side: 'COUNCIL', at });
  refuseFaults([
    ...(isWaiting(referral) ? [] : [{ at, expected: 'a referral that waits for a decision' }]),
    ...(await receiptFaults(manager, context, { referral, input })),
    ...(await linkFaults(manager, referral, input)),
  ]);
  await keepDecision(manager, referral.id, context.now);
  const history = await readHistory(manager, referral.id);
  const decided = decisionOf(context, { referral, input, history });
  const resistance = resistanceMet({ clockDueAt: referral.clockDueAt, ...decided }, history);
  await manager.update(Referral, { id: referral.id }, { ...decided, resistance });
  return Object.assign(referral, decided, { resistance });
}

interface Deciding {
  referral: Referral;
  input: DecideReferralInput;
  history: ReferralHistory;
}

function decisionOf({ principal, now }: SubgraphContext, { referral, input, history }: Deciding) {
  const isAsking = input.reason === INFORMATION_REQUESTED;
  const decidedStatus = isRefusal(input.decision) ? statusAfterRefusal(history) : ('DECIDED' as const);
  return {
    status: isAsking ? ('INFORMATION_REQUESTED' as const) : decidedStatus,
    // Asking decides nothing: the clock runs on.
    decision: isAsking ? null : input.decision,
    clockStoppedAt: isAsking ? referral.clockStoppedAt : now,
    reasonCode: input.reason ?? null,
    decidedBy: nameOf(principal),
    decidedBySubject: principal.subject,
    decidedAt: now,
    rationale: input.rationale,
    stepDown: input.stepDown ?? null,
    otherAuthorityId: input.otherAuthority ?? null,
    otherAuthorityReceipt: input.otherAuthorityReceipt ?? null,
    linkedRecordId: input.linkedEpisode ?? null,
  };
}

type About = Pick<Deciding, 'referral' | 'input'>;

/** A receipt that is quoted is one that the named council gave for a referral of the same child. */
async function receiptFaults(
  manager: EntityManager,
  context: SubgraphContext,
  { referral, input }: About,
): Promise<Fault[]> {
  const { otherAuthority, otherAuthorityReceipt } = input;
  if (otherAuthorityReceipt == null) return [];
  const receipt = await readReceipt(getSigner(context), otherAuthorityReceipt);
  const isOfChild =
    receipt?.council === otherAuthority &&
    (await manager.existsBy(Referral, {
      id: receipt?.referral ?? '',
      ownerId: otherAuthority ?? '',
      subjectId: referral.subjectId,
    }));
  const expected = 'the receipt that the named council gave for a referral of this child';
  return isOfChild ? [] : [{ at: 'input.otherAuthorityReceipt', expected }];
}

async function linkFaults(manager: EntityManager, referral: Referral, input: DecideReferralInput): Promise<Fault[]> {
  const { reason, linkedEpisode } = input;
  if (linkedEpisode == null) return [];
  const isLinked = isId(linkedEpisode) && (await isLinkable(manager, { referral, linkedEpisode, reason }));
  return isLinked ? [] : [{ at: 'input.linkedEpisode', expected: expectedLink(reason ?? '') }];
}

/** INVARIANT: refusals that rest on each other are impossible: one at a time for a child, each on what is open then. */
async function isLinkable(
  manager: EntityManager,
  { referral, linkedEpisode: id, reason }: { referral: Referral; linkedEpisode: string; reason: string | null },
): Promise<boolean> {
  const { subjectId, ownerId } = referral;
  await manager.query('select pg_advisory_xact_lock(hashtext($1))', [`referral links ${ownerId} ${subjectId}`]);
  const other = id === referral.id ? null : await manager.findOneBy(Referral, { id, subjectId, ownerId });
  if (other !== null) return isOpen(other);
  if (reason === 'R11') return false;
  const episode = await manager.findOneBy(SocialCareEpisode, { id, subjectId, ownerId });
  return episode !== null && episode.status !== 'CLOSED' && episode.endedOn === null;
}
