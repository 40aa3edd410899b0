import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireInvolvement } from '../kit/authority';
import { startClock, stopClock } from '../kit/clock';
import type { SubgraphContext } from '../kit/context';
import { RequestError } from '../kit/errors';
import { isId } from '../kit/fields';
import { insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, pastTime, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { OpenInterviewInput, RecordInterviewInput } from './interview-inputs';
import { ReturnHomeInterview } from './return-home-interview';

@Resolver()
export class InterviewMutationsResolver {
  @Mutation(() => ReturnHomeInterview, {
    description:
      'Opens the interview that the council owes a child who came back: due 72 hours after the return. One for an ' +
      'episode; the hub calls it for the council when the police record a return.',
  })
  openReturnHomeInterview(
    @Arg('input', () => OpenInterviewInput) input: OpenInterviewInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReturnHomeInterview> {
    return mutate(context, {
      name: 'openReturnHomeInterview',
      agency: 'COUNCIL',
      input,
      idempotencyKey,
      faults: openingFaults(input, context.now),
      entity: ReturnHomeInterview,
      event: { type: 'INTERVIEW_OPENED', category: 'MISSING' },
      write: (manager, id) => openInterview(manager, context, { input, id }),
    });
  }

  @Mutation(() => ReturnHomeInterview, {
    description: 'Records what became of an interview that the own council owes: offered, declined or completed.',
  })
  async recordReturnHomeInterview(
    @Arg('input', () => RecordInterviewInput) input: RecordInterviewInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReturnHomeInterview> {
    return mutate(context, {
      name: 'recordReturnHomeInterview',
      agency: 'COUNCIL',
      input,
      idempotencyKey,
      faults: recordingFaults(input, context.now),
      entity: ReturnHomeInterview,
      event: { type: 'INTERVIEW_RECORDED', category: 'MISSING' },
      write: (manager) => recordInterview(manager, context, input),
    });
  }
}

function openingFaults(input: OpenInterviewInput, now: Date): Fault[] {
  return [
    ...anId('input.childId', input.childId),
    ...anId('input.episodeId', input.episodeId),
    ...pastTime(now)('input.returnedAt', input.returnedAt),
  ];
}

function recordingFaults(input: RecordInterviewInput, now: Date): Fault[] {
  const { episodeId, offeredAt, accepted, completedAt, notes } = input;
  const unaccepted = { at: 'input.completedAt', expected: 'none, since the offer was not accepted' };
  const early = { at: 'input.completedAt', expected: 'a time not before the offer' };
  return [
    ...anId('input.episodeId', episodeId),
    ...pastTime(now)('input.offeredAt', offeredAt),
    ...ifGiven(pastTime(now))('input.completedAt', completedAt),
    ...(completedAt != null && !accepted ? [unaccepted] : []),
    ...(completedAt != null && completedAt < offeredAt ? [early] : []),
    ...ifGiven(textUpTo(10_000))('input.notes', notes),
  ];
}

/** Holds the council's interview for an episode until the transaction ends. What others keep of the episode is not looked at. */
function findOwnForChange(
  manager: EntityManager,
  { ownerId, episodeId }: { ownerId: string; episodeId: string },
): Promise<ReturnHomeInterview | null> {
  if (!isId(episodeId)) return Promise.resolve(null);
  return manager
    .createQueryBuilder(ReturnHomeInterview, 'r')
    .where('r.ownerId = :ownerId and r.episodeId = :episodeId', { ownerId, episodeId })
    .setLock('pessimistic_write')
    .getOne();
}

const OPENED = [{ at: 'input.episodeId', expected: 'an episode for which no interview was opened' }];
const UNIQUE_VIOLATION = '23505';

async function openInterview(
  manager: EntityManager,
  context: SubgraphContext,
  { input, id }: { input: OpenInterviewInput; id: string },
): Promise<ReturnHomeInterview> {
  const { childId, episodeId, returnedAt, handling } = input;
  const ownerId = context.principal.organisation;
  requireInvolvement(context, childId, 'input.childId');
  if ((await findOwnForChange(manager, { ownerId, episodeId })) !== null) refuseFaults(OPENED);
  const { startedAt, dueAt, calendar } = startClock(context.clocks, 'RETURN_HOME_INTERVIEW', returnedAt);
  const key = { id, subjectId: childId, ownerId, handling: handling ?? ('OPEN' as const) };
  const clock = { clockStartedAt: startedAt, clockDueAt: dueAt, clockCalendar: calendar };
  try {
    return await insertNew(manager, ReturnHomeInterview, { ...key, episodeId, openedAt: context.now, ...clock });
  } catch (error) {
    // Somebody else opened it since we looked.
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) refuseFaults(OPENED);
    throw error;
  }
}

async function recordInterview(
  manager: EntityManager,
  { principal }: SubgraphContext,
  { episodeId, offeredAt, accepted, completedAt, notes }: RecordInterviewInput,
): Promise<ReturnHomeInterview> {
  const interview = await findOwnForChange(manager, { ownerId: principal.organisation, episodeId });
  if (interview === null) {
    const expected = "an episode for which the caller's organisation opened an interview";
    throw new RequestError('NOT_FOUND', { argument: 'input.episodeId', expected });
  }
  const { clockStartedAt, completedAt: completed } = interview;
  const isEarly = clockStartedAt !== null && offeredAt < clockStartedAt;
  refuseFaults([
    ...(completed === null ? [] : [{ at: 'input.episodeId', expected: 'an interview that was not completed' }]),
    ...(isEarly ? [{ at: 'input.offeredAt', expected: 'a time after the return' }] : []),
  ]);
  const said = { offeredAt, accepted, completedAt: completedAt ?? null, notes: notes ?? interview.notes };
  // The duty is to offer: a child who declines has had its interview offered in time or not.
  const end = accepted ? said.completedAt : offeredAt;
  const change = { ...said, ...(end === null ? {} : { clockStoppedAt: stopClock(interview.times, end).stoppedAt }) };
  await manager.update(ReturnHomeInterview, { id: interview.id }, change);
  return Object.assign(interview, change);
}
