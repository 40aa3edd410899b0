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

/**
 * Holds the council's interview for an episode until the transaction ends: the one that it owes, where it keeps another
 * of a child who was not in it. What others keep of the episode is not looked at.
 */
function findOwnForChange(
  manager: EntityManager,
  { ownerId, episodeId, subjectId }: { ownerId: string; episodeId: string; subjectId?: string },
): Promise<ReturnHomeInterview | null> {
  if (!isId(episodeId)) return Promise.resolve(null);
  const found = manager
    .createQueryBuilder(ReturnHomeInterview, 'r')
    .where('r.ownerId = :ownerId and r.episodeId = :episodeId', { ownerId, episodeId })
    .orderBy('r.owedSince', 'ASC', 'NULLS LAST')
    .addOrderBy('r.id')
    .setLock('pessimistic_write');
  return (subjectId === undefined ? found : found.andWhere('r.subjectId = :subjectId', { subjectId })).getOne();
}

const OPENED = [{ at: 'input.episodeId', expected: 'an episode for which no interview was opened' }];
const UNIQUE_VIOLATION = '23505';

async function openInterview(
  manager: EntityManager,
  context: SubgraphContext,
  { input, id }: { input: OpenInterviewInput; id: string },
): Promise<ReturnHomeInterview> {
  const { childId: subjectId, episodeId, handling } = input;
  const ownerId = context.principal.organisation;
  requireInvolvement(context, subjectId, 'input.childId');
  const own = await findOwnForChange(manager, { ownerId, episodeId, subjectId });
  if (own !== null && context.byHub) return adopt(manager, context, { own, returnedAt: input.returnedAt });
  if (own !== null) refuseFaults(OPENED);
  const key = { id, subjectId, ownerId, handling: handling ?? ('OPEN' as const) };
  const times = { openedAt: context.now, owedSince: owedSince(context), ...clockFrom(context, input.returnedAt) };
  try {
    return await insertNew(manager, ReturnHomeInterview, { ...key, episodeId, ...times });
  } catch (error) {
    // Somebody else opened it since we looked.
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) refuseFaults(OPENED);
    throw error;
  }
}

const owedSince = ({ byHub, now }: SubgraphContext): Date | null => (byHub ? now : null);

function clockFrom({ clocks }: SubgraphContext, returnedAt: Date) {
  const { startedAt, dueAt, calendar } = startClock(clocks, 'RETURN_HOME_INTERVIEW', returnedAt);
  return { clockStartedAt: startedAt, clockDueAt: dueAt, clockCalendar: calendar };
}

/** What was offered or held before the child came back is no interview after that return. */
const NOT_HELD = { offeredAt: null, accepted: null, completedAt: null, clockStoppedAt: null };

/**
 * Makes the interview that the council opened by itself the one that it owes, from the return that the police recorded.
 * INVARIANT: no time that a council gave, and no offer before the return, puts off or discharges what it owes.
 */
async function adopt(
  manager: EntityManager,
  context: SubgraphContext,
  { own, returnedAt }: { own: ReturnHomeInterview; returnedAt: Date },
): Promise<ReturnHomeInterview> {
  const { clockStoppedAt } = own;
  const isPremature = clockStoppedAt === null ? isBefore(own.offeredAt, returnedAt) : clockStoppedAt < returnedAt;
  const held = isPremature ? NOT_HELD : {};
  const change = { owedSince: owedSince(context), ...clockFrom(context, returnedAt), ...held };
  await manager.update(ReturnHomeInterview, { id: own.id }, change);
  return Object.assign(own, change);
}

const isBefore = (time: Date | null, other: Date): boolean => time !== null && time < other;

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
