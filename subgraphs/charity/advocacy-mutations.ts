import { Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireInvolvement, requireOwn } from '../kit/authority';
import { startClock } from '../kit/clock';
import type { Principal, SubgraphContext } from '../kit/context';
import { badUserInput } from '../kit/errors';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { AdvocacyRequest } from './advocacy-request';
import { answerFaults, answerRequest } from './support-answer';
import { getService } from './support-mutations';
import { SupportService } from './support-service';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@ArgsType()
export class RequestAdvocateArguments {
  @Field(() => ID)
  childId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'A service of the kind ADVOCACY; by default one that serves an area of the caller, with a free place if there is one.',
  })
  serviceId!: string | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

@ArgsType()
export class AnswerAdvocacyRequestArguments {
  @Field(() => ID)
  requestId!: string;

  @Field(() => SupportStatusEnum)
  status!: SupportStatus;

  @Field(() => String, { nullable: true, description: 'Who will stand by the child. Required of an offer.' })
  advocateName!: string | null;

  @Field(() => String, { nullable: true })
  advocateEmail!: string | null;

  @Field(() => String, { nullable: true })
  advocateTelephone!: string | null;

  @Field(() => String, { nullable: true, description: 'Required of a refusal.' })
  reason!: string | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

type Answer = Omit<AnswerAdvocacyRequestArguments, 'idempotencyKey'>;

@Resolver()
export class AdvocacyMutationsResolver {
  @Mutation(() => AdvocacyRequest, { description: 'Asks for an independent advocate for a child.' })
  requestAdvocate(
    @Args(() => RequestAdvocateArguments) args: RequestAdvocateArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<AdvocacyRequest> {
    const { idempotencyKey, ...input } = args;
    const { childId, serviceId } = input;
    return mutate(context, {
      name: 'requestAdvocate',
      agency: 'ANY',
      input,
      idempotencyKey,
      faults: [...anId('childId', childId), ...ifGiven(anId)('serviceId', serviceId)],
      entity: AdvocacyRequest,
      event: { type: 'SUPPORT_REQUESTED', category: 'SUPPORT' },
      write: async (manager, id) => {
        requireInvolvement(context, childId, 'childId');
        const service = await getAdvocacyService(manager, context.principal, serviceId ?? null);
        const { dueAt, calendar } = startClock(context.clocks, 'ADVOCATE_RESPONSE', context.now);
        return insertNew(manager, AdvocacyRequest, {
          id,
          subjectId: childId,
          ownerId: service.ownerId,
          handling: 'OPEN',
          serviceId: service.id,
          status: 'REQUESTED',
          requestedAt: context.now,
          requesterId: context.principal.organisation,
          holdsPlace: false,
          clockDueAt: dueAt,
          clockCalendar: calendar,
        });
      },
    });
  }

  @Mutation(() => AdvocacyRequest, {
    description: 'Answers a request for an advocate made to the own charity; the first answer stops its clock.',
  })
  answerAdvocacyRequest(
    @Args(() => AnswerAdvocacyRequestArguments) args: AnswerAdvocacyRequestArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<AdvocacyRequest> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'answerAdvocacyRequest',
      agency: 'CHARITY',
      input,
      idempotencyKey,
      faults: advocacyFaults(input),
      entity: AdvocacyRequest,
      recordId: input.requestId,
      event: { type: 'SUPPORT_ANSWERED', category: 'SUPPORT' },
      write: (manager) => answerAdvocacy(manager, context, input),
    });
  }
}

const ADVOCACY = 'ADVOCACY';

/**
 * The service that a request goes to: the one that the caller names, or of those that serve one of its areas its own,
 * then one with a free place, then the one with the shortest wait.
 */
async function getAdvocacyService(
  manager: EntityManager,
  { organisation, areas }: Principal,
  named: string | null,
): Promise<SupportService> {
  if (named !== null) {
    const service = await getService(manager, named);
    if (service.kinds.includes(ADVOCACY)) return service;
    throw badUserInput('serviceId', `a service of the kind ${ADVOCACY}`);
  }
  const service = await manager
    .createQueryBuilder(SupportService, 's')
    .where('s.kinds @> array[:kind]::text[]', { kind: ADVOCACY })
    .andWhere('s.areaCodes && :areas::text[]', { areas: [...areas] })
    .orderBy('s.ownerId = :organisation', 'DESC')
    .addOrderBy('s.available > 0', 'DESC')
    .addOrderBy('s.waitingDays', 'ASC', 'NULLS LAST')
    .addOrderBy('s.id')
    .setParameter('organisation', organisation)
    .limit(1)
    .getOne();
  if (service !== null) return service;
  throw badUserInput('serviceId', `a service of the kind ${ADVOCACY}, for none serves an area of the caller`);
}

function advocacyFaults(input: Answer): Fault[] {
  return [
    ...anId('requestId', input.requestId),
    ...answerFaults({ status: input.status, reason: input.reason ?? null }),
    ...ifGiven(textUpTo(200))('advocateName', input.advocateName),
    ...ifGiven(textUpTo(200))('advocateEmail', input.advocateEmail),
    ...ifGiven(textUpTo(50))('advocateTelephone', input.advocateTelephone),
  ];
}

async function answerAdvocacy(
  manager: EntityManager,
  { principal, now }: SubgraphContext,
  input: Answer,
): Promise<AdvocacyRequest> {
  const { requestId, status, reason } = input;
  const found = await findForChange(manager, AdvocacyRequest, requestId);
  const request = requireOwn(principal, found, 'requestId');
  const advocate = {
    advocateName: input.advocateName ?? request.advocateName,
    advocateEmail: input.advocateEmail ?? request.advocateEmail,
    advocateTelephone: input.advocateTelephone ?? request.advocateTelephone,
  };
  const isNamed = advocate.advocateName !== null;
  const needsName = !isNamed && (status === 'OFFERED' || status === 'ACTIVE');
  refuseFaults(needsName ? [{ at: 'advocateName', expected: 'who will stand by the child' }] : []);
  const answered = await answerRequest(manager, request, { status, reason: reason ?? null, at: now });
  const clockStoppedAt = request.clockStoppedAt ?? (request.clockDueAt === null ? null : now);
  const change = { ...answered, ...advocate, clockStoppedAt };
  await manager.update(AdvocacyRequest, { id: requestId }, change);
  return Object.assign(request, change);
}
