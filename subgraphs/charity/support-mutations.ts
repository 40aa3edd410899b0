import { Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { notFound, requireInvolvement, requireOwn } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven } from '../kit/mutation-faults';
import { dayInLondon } from '../kit/working-days';
import { CharityProfile } from './charity-profile';
import { answerFaults, answerRequest } from './support-answer';
import { SupportEpisode } from './support-episode';
import { SupportService } from './support-service';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@ArgsType()
export class RequestSupportArguments {
  @Field(() => ID)
  childId!: string;

  @Field(() => ID)
  serviceId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The area that the need is counted in; by default what the charity knows, or where service and caller meet.',
  })
  area!: string | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

@ArgsType()
export class AnswerSupportRequestArguments {
  @Field(() => ID)
  episodeId!: string;

  @Field(() => SupportStatusEnum)
  status!: SupportStatus;

  @Field(() => String, { nullable: true, description: 'Required of a refusal.' })
  reason!: string | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

@Resolver()
export class SupportMutationsResolver {
  @Mutation(() => SupportEpisode, { description: 'Asks the charity of a service to support a child.' })
  requestSupport(
    @Args(() => RequestSupportArguments) args: RequestSupportArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<SupportEpisode> {
    const { idempotencyKey, ...input } = args;
    const { childId, serviceId, area } = input;
    return mutate(context, {
      name: 'requestSupport',
      agency: 'ANY',
      input,
      idempotencyKey,
      faults: [...anId('childId', childId), ...anId('serviceId', serviceId), ...ifGiven(anId)('area', area)],
      entity: SupportEpisode,
      event: { type: 'SUPPORT_REQUESTED', category: 'SUPPORT' },
      write: async (manager, id) => {
        requireInvolvement(context, childId, 'childId');
        const service = await getService(manager, serviceId);
        return insertNew(manager, SupportEpisode, {
          id,
          subjectId: childId,
          ownerId: service.ownerId,
          handling: 'OPEN',
          serviceId,
          status: 'REQUESTED',
          requestedAt: context.now,
          requesterId: context.principal.organisation,
          areaCode: area ?? (await areaOfNeed(manager, service, { childId, areas: context.principal.areas })),
          holdsPlace: false,
        });
      },
    });
  }

  @Mutation(() => SupportEpisode, {
    description: 'Answers a request for support of the own charity; an offer and running support take a place.',
  })
  answerSupportRequest(
    @Args(() => AnswerSupportRequestArguments) args: AnswerSupportRequestArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<SupportEpisode> {
    const { idempotencyKey, ...input } = args;
    const { episodeId, status, reason } = input;
    return mutate(context, {
      name: 'answerSupportRequest',
      agency: 'CHARITY',
      input,
      idempotencyKey,
      faults: [...anId('episodeId', episodeId), ...answerFaults({ status, reason: reason ?? null })],
      entity: SupportEpisode,
      recordId: episodeId,
      event: { type: 'SUPPORT_ANSWERED', category: 'SUPPORT' },
      write: async (manager) => {
        const found = await findForChange(manager, SupportEpisode, episodeId);
        const episode = requireOwn(context.principal, found, 'episodeId');
        const answer = { status, reason: reason ?? null, at: context.now };
        const answered = await answerRequest(manager, episode, answer);
        const change = { ...answered, ...datesOf(episode, status, dayInLondon(context.now)) };
        await manager.update(SupportEpisode, { id: episodeId }, change);
        return Object.assign(episode, change);
      },
    });
  }
}

/** The service of that id. Throws NOT_FOUND naming the argument. */
export async function getService(manager: EntityManager, id: string): Promise<SupportService> {
  const service = await manager.createQueryBuilder(SupportService, 's').where('s.id = :id', { id }).getOne();
  if (service === null) throw notFound('serviceId', 'an id of a service');
  return service;
}

/** Where a need is counted that nobody placed: null when neither the charity nor the areas of both sides tell. */
async function areaOfNeed(
  manager: EntityManager,
  service: SupportService,
  { childId, areas }: { childId: string; areas: readonly string[] },
): Promise<string | null> {
  const profile = await manager
    .createQueryBuilder(CharityProfile, 'r')
    .where('r.subjectId = :childId and r.ownerId = :ownerId', { childId, ownerId: service.ownerId })
    .orderBy('r.updatedAt', 'DESC')
    .addOrderBy('r.id', 'DESC')
    .limit(1)
    .getOne();
  if (profile?.areaCode != null) return profile.areaCode;
  const shared = service.areaCodes.filter((code) => areas.includes(code));
  return shared.length === 1 ? (shared[0] ?? null) : null;
}

type Dates = Pick<SupportEpisode, 'startedOn' | 'endedOn'>;

function datesOf({ startedOn, endedOn }: SupportEpisode, status: SupportStatus, today: string): Dates {
  if (status === 'ACTIVE') return { startedOn: today, endedOn };
  if (status !== 'ENDED') return { startedOn, endedOn };
  return { startedOn, endedOn: startedOn !== null && startedOn > today ? startedOn : today };
}
