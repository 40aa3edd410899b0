import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { isId } from '../kit/fields';
import { Classified } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { RecordKey, RecordStub } from '../kit/record';
import { ReturnHomeInterview } from './return-home-interview';

/** The police's record, of which the council knows the key alone. */
@RecordStub('MissingEpisode')
export class MissingEpisode extends RecordKey {}

/** Takes the key on trust: its parts are the police's to check, and the council's own record is found by them. */
export function missingEpisodeByKey(reference: Record<string, unknown>): object | null {
  return isId(reference['id']) ? reference : null;
}

const INTERVIEWS: ListOf<ReturnHomeInterview> = {
  entity: ReturnHomeInterview,
  by: 'episodeId',
  newestFirst: 'clockStartedAt',
};

@Resolver(() => MissingEpisode)
export class MissingEpisodeResolver {
  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => ReturnHomeInterview, {
    nullable: true,
    description: 'Owned by the council: due 72 hours after the return.',
  })
  async returnHomeInterview(
    @Root() episode: MissingEpisode,
    @Ctx() { loaders, principal }: SubgraphContext,
  ): Promise<ReturnHomeInterview | null> {
    const interviews = await loaders.list(INTERVIEWS).load(episode.id);
    // INVARIANT: an interview is found for its own child only, whatever episode id a key carries.
    const ofChild = interviews.filter((interview) => interview.subjectId === episode.subjectId);
    return ofChild.find(({ ownerId }) => ownerId === principal.organisation) ?? standing(ofChild);
  }
}

/**
 * The interview that stands for everybody else where several councils keep one: that of the council whom the hub told
 * that it owes it, else the one that was opened first. So whatever another council opens, however early and with
 * whatever return time, neither hides nor moves what is owed.
 * INVARIANT: what is hidden stands for nothing: the answer is the one that there would be without it.
 */
function standing(interviews: readonly ReturnHomeInterview[]): ReturnHomeInterview | null {
  const keyOf = ({ owedSince, openedAt, clockDueAt, id }: ReturnHomeInterview): string =>
    [owedSince ? 0 : 1, ...[openedAt, clockDueAt].map((time) => time?.toISOString() ?? ''), id].join(' ');
  const [first] = interviews
    .filter(({ handling }) => handling !== 'HIDDEN')
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return first ?? null;
}
