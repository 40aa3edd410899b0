import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireOwn } from '../kit/authority';
import type { Principal, SubgraphContext } from '../kit/context';
import { isId } from '../kit/fields';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, pastTime, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { DateTimeScalar } from '../kit/scalars';
import { MissingEpisode } from './missing-episode';
import { awaitOtherReports, raiseMissingPrompt } from './missing-prompts';
import { ReportMissingInput } from './mutation-inputs';
import { findKnown } from './mutation-profile';
import type { PoliceProfile } from './police-profile';

@ArgsType()
export class RecordReturnArguments {
  @Field(() => ID)
  episodeId!: string;

  @Field(() => DateTimeScalar)
  returnedAt!: Date;

  @Field(() => String, { nullable: true })
  foundAt!: string | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

type Return = Omit<RecordReturnArguments, 'idempotencyKey'>;

const longText = textUpTo(10_000);

@Resolver()
export class MissingMutationsResolver {
  @Mutation(() => MissingEpisode, {
    description:
      'Reports a child missing whom the force keeps a profile of or is involved with. Raises a prompt if the child goes ' +
      'missing repeatedly.',
  })
  reportMissing(
    @Arg('input', () => ReportMissingInput) input: ReportMissingInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<MissingEpisode> {
    const ownerId = context.principal.organisation;
    const { now } = context;
    return mutate(context, {
      name: 'reportMissing',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: reportFaults(input, now),
      entity: MissingEpisode,
      event: { type: 'MISSING_REPORTED', category: 'MISSING' },
      write: async (manager, id) => {
        const { childId, missingSince, risk, circumstances } = input;
        const areaCode = areaOf(context.principal, await findKnown(manager, context, childId));
        const key = { id, subjectId: childId, ownerId, handling: input.handling ?? ('OPEN' as const) };
        const said = { status: input.status ?? ('MISSING' as const), missingSince, risk, circumstances, areaCode };
        await awaitOtherReports(manager, { childId, ownerId });
        const episode = await insertNew(manager, MissingEpisode, { ...key, ...said });
        await raiseMissingPrompt(manager, episode, now);
        return episode;
      },
    });
  }

  @Mutation(() => MissingEpisode, { description: 'Records the return that ends an episode of the own force.' })
  recordReturn(
    @Args(() => RecordReturnArguments) args: RecordReturnArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<MissingEpisode> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'recordReturn',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: returnFaults(input, context.now),
      entity: MissingEpisode,
      recordId: input.episodeId,
      event: { type: 'MISSING_RETURNED', category: 'MISSING' },
      write: (manager) => endEpisode(manager, context, input),
    });
  }
}

/**
 * Where an episode is kept: where the force knows the child to live. Of a child whom it keeps no profile of, in the
 * caller's area if that is but one. Null otherwise: among several a guess would count the child in a wrong place, while an
 * episode of no area is still in every list that is not narrowed to one, and in the national figure.
 */
function areaOf({ areas }: Principal, profile: PoliceProfile | null): string | null {
  if (profile !== null) return profile.areaCode;
  const [area = null] = areas;
  return areas.length === 1 ? area : null;
}

function reportFaults(input: ReportMissingInput, now: Date): Fault[] {
  const returned = { at: 'input.status', expected: 'MISSING or AWAY_WITHOUT_AUTHORISATION' };
  return [
    ...anId('input.childId', input.childId),
    ...pastTime(now)('input.missingSince', input.missingSince),
    ...(input.status === 'RETURNED' ? [returned] : []),
    ...longText('input.circumstances', input.circumstances),
  ];
}

function returnFaults(input: Return, now: Date): Fault[] {
  return [
    ...anId('episodeId', input.episodeId),
    ...pastTime(now)('returnedAt', input.returnedAt),
    ...ifGiven(textUpTo(2000))('foundAt', input.foundAt),
  ];
}

async function endEpisode(
  manager: EntityManager,
  { principal }: SubgraphContext,
  { episodeId, returnedAt, foundAt }: Return,
): Promise<MissingEpisode> {
  const found = isId(episodeId) ? await findForChange(manager, MissingEpisode, episodeId) : null;
  const episode = requireOwn(principal, found, 'episodeId');
  refuseFaults([
    ...(episode.status === 'RETURNED' ? [{ at: 'episodeId', expected: 'an episode that has not ended' }] : []),
    ...(returnedAt < episode.missingSince ? [{ at: 'returnedAt', expected: 'a time after the report' }] : []),
  ]);
  const end = { status: 'RETURNED' as const, returnedAt, foundAt: foundAt ?? null };
  await manager.update(MissingEpisode, { id: episodeId }, end);
  return Object.assign(episode, end);
}
