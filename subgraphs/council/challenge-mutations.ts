import { Args, Ctx, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { notFound } from '../kit/authority';
import { startClock, type ClockSettings } from '../kit/clock';
import type { Principal, SubgraphContext } from '../kit/context';
import { RequestError } from '../kit/errors';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, refuseFaults, type Fault } from '../kit/mutation-faults';
import { longText } from './decision-faults';
import { Referral } from './referral';
import { DECISION_MAKERS, requireSide } from './referral-authority';
import { ReferralChallenge } from './referral-challenge';
import { keepDecision, nextStep, readHistory, resistanceMet, statusAfterChallenge } from './referral-course';
import { AnswerChallengeArguments, ChallengeReferralArguments } from './referral-inputs';

type Answer = Omit<AnswerChallengeArguments, 'idempotencyKey'>;

@Resolver()
export class ChallengeMutationsResolver {
  @Mutation(() => ReferralChallenge, {
    description: 'Challenges the refusal of a referral by the own organisation, one step of the ladder at a time.',
  })
  challengeReferral(
    @Args(() => ChallengeReferralArguments) args: ChallengeReferralArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<ReferralChallenge> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'challengeReferral',
      agency: 'ANY',
      input,
      idempotencyKey,
      faults: [...anId('referralId', input.referralId), ...longText('argument', input.argument)],
      entity: ReferralChallenge,
      event: { type: 'REFERRAL_CHALLENGED', category: 'REFERRAL' },
      write: (manager, id) => raise(manager, context, { ...input, id }),
    });
  }

  @Mutation(() => ReferralChallenge, {
    description: 'Answers a challenge to the own council. Whoever decided, or challenged, does not answer.',
  })
  answerChallenge(
    @Args(() => AnswerChallengeArguments) args: AnswerChallengeArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<ReferralChallenge> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'answerChallenge',
      ...DECISION_MAKERS,
      input,
      idempotencyKey,
      faults: answerFaults(input),
      entity: ReferralChallenge,
      recordId: input.challengeId,
      event: { type: 'CHALLENGE_ANSWERED', category: 'REFERRAL' },
      write: (manager) => answer(manager, context, input),
    });
  }
}

function answerFaults({ challengeId, outcome, answer: text }: Answer): Fault[] {
  const isAnswer = outcome === 'UPHELD' || outcome === 'OVERTURNED';
  return [
    ...anId('challengeId', challengeId),
    ...(isAnswer ? [] : [{ at: 'outcome', expected: 'UPHELD or OVERTURNED' }]),
    ...longText('answer', text),
  ];
}

async function raise(
  manager: EntityManager,
  { principal, now, clocks }: SubgraphContext,
  { id, referralId, argument }: { id: string; referralId: string; argument: string },
): Promise<ReferralChallenge> {
  const at = 'referralId';
  const referral = requireSide(principal, await findForChange(manager, Referral, referralId), { side: 'REFERRER', at });
  const step = nextStep(referral, await readHistory(manager, referralId));
  if (step === null) {
    refuseFaults([{ at, expected: 'a refused referral without an open challenge and with a step of the ladder left' }]);
    throw new Error('a fault was not refused');
  }
  await manager.update(Referral, { id: referralId }, { status: 'CHALLENGED' });
  const raised = { id, step, argument, raisedBySubject: principal.subject };
  return openChallenge(manager, referral, { ...raised, clocks, now });
}

/** Inserts a challenge to a referral, with the clock of its step. */
export function openChallenge(
  manager: EntityManager,
  { id: referralId, subjectId, ownerId, handling }: Referral,
  raised: Pick<ReferralChallenge, 'id' | 'step' | 'argument' | 'raisedBySubject'> & {
    clocks: ClockSettings;
    now: Date;
  },
): Promise<ReferralChallenge> {
  const { clocks, now, ...challenge } = raised;
  const { rule, dueAt, calendar } = startClock(clocks, `CHALLENGE_STEP_${challenge.step}`, now);
  return insertNew(manager, ReferralChallenge, {
    ...challenge,
    referralId,
    subjectId,
    ownerId,
    handling,
    raisedAt: now,
    outcome: 'PENDING',
    clockRule: rule,
    clockDueAt: dueAt,
    clockCalendar: calendar,
  });
}

async function answer(manager: EntityManager, context: SubgraphContext, given: Answer): Promise<ReferralChallenge> {
  const { principal, now } = context;
  const at = 'challengeId';
  // INVARIANT: whoever holds both rows takes the challenge first.
  const challenge = await findForChange(manager, ReferralChallenge, given.challengeId);
  if (challenge === null) throw notFound(at);
  const found = await findForChange(manager, Referral, challenge.referralId);
  const referral = requireSide(principal, found, { side: 'COUNCIL', at });
  if (challenge.outcome !== 'PENDING') refuseFaults([{ at, expected: 'a challenge that waits for an answer' }]);
  requireFourEyes(principal, { referral, challenge });
  const outcome = given.outcome === 'OVERTURNED' ? ('OVERTURNED' as const) : ('UPHELD' as const);
  const end = { outcome, answer: given.answer, answeredBySubject: principal.subject, clockStoppedAt: now };
  await manager.update(ReferralChallenge, { id: challenge.id }, end);
  if (outcome === 'OVERTURNED') await reopen(manager, context, referral);
  const status = statusAfterChallenge(challenge.step, outcome);
  await settle(manager, referral, { status });
  return Object.assign(challenge, end);
}

/** Throws FORBIDDEN when the caller made the decision that is challenged, or the challenge. */
function requireFourEyes(
  principal: Principal,
  { referral, challenge }: { referral: Referral; challenge: ReferralChallenge },
): void {
  const { decidedBySubject, decidedBy } = referral;
  const isDecider =
    decidedBySubject === null ? isNamedIn(decidedBy, principal) : decidedBySubject === principal.subject;
  const isChallenger =
    referral.referrerId === principal.organisation && challenge.raisedBySubject === principal.subject;
  if (!isDecider && !isChallenger) return;
  const expected = 'another person than the one who decided or who challenged';
  throw new RequestError('FORBIDDEN', { argument: 'challengeId', expected });
}

/** What was loaded has a text that names who decided, in the words of the council's own system. */
function isNamedIn(decidedBy: string | null, { name, subject }: Principal): boolean {
  return decidedBy === subject || (name !== null && decidedBy !== null && decidedBy.includes(name));
}

/** A row from which the decision was taken. */
const NO_DECISION: Partial<Referral> = {
  decision: null,
  reasonCode: null,
  decidedBy: null,
  decidedBySubject: null,
  decidedAt: null,
  rationale: null,
  stepDown: null,
  otherAuthorityId: null,
  otherAuthorityReceipt: null,
  linkedRecordId: null,
};

/** The refusal is kept among the earlier decisions; the council owes another one, with time of its own. */
async function reopen(manager: EntityManager, { clocks, now }: SubgraphContext, referral: Referral): Promise<void> {
  await keepDecision(manager, referral.id, now);
  const { dueAt, calendar } = startClock(clocks, 'REFERRAL_DECISION', now);
  Object.assign(referral, NO_DECISION, {
    clockStartedAt: now,
    clockDueAt: dueAt,
    clockCalendar: calendar,
    clockStoppedAt: null,
  });
}

/** Writes a referral after a challenge ended, with the resistance that it has met by now. */
export async function settle(
  manager: EntityManager,
  referral: Referral,
  { status }: Pick<Referral, 'status'>,
): Promise<void> {
  Object.assign(referral, { status });
  Object.assign(referral, { resistance: resistanceMet(referral, await readHistory(manager, referral.id)) });
  await manager.save(referral, { transaction: false });
}
