import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { NORFOLK } from '../support/council-lines';
import { aPrincipal } from '../support/gateway-signature';
import { refusalOf } from '../support/mutation-frame';
import { startSubgraph, type Answer, type TestCaller, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-04-01T09:00:00Z');
const RETURNED_AT = '2026-03-28T22:30:00Z';
const CASEWORKER = aPrincipal({ organisation: NORFOLK, agency: 'COUNCIL', subject: 'caseworker-1' });
const KENT: Partial<Principal> = { organisation: 'E10000016' };
const FIELDS =
  'id subjectId ownerId handling offeredAt accepted completedAt clock { startedAt dueAt stoppedAt overdue }';
const OPEN = `mutation($input: OpenInterviewInput!, $key: ID!) {
  done: openReturnHomeInterview(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const RECORD = `mutation($input: RecordInterviewInput!, $key: ID!) {
  done: recordReturnHomeInterview(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;

let council: TestSubgraph;
let episodes = 100;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
});
afterAll(() => council.close());

const ask = (query: string, input: object, principal: Partial<Principal> = {}): Promise<Answer> =>
  council.ask(query, { input, key: crypto.randomUUID() }, { ...CASEWORKER, ...principal });
const newEpisode = (over: object = {}): { childId: string; episodeId: string; returnedAt: string } => {
  episodes += 1;
  return { childId: 'child-1', episodeId: `episode-${episodes}`, returnedAt: RETURNED_AT, ...over };
};
const anOffer = (episode: object, over: object = {}): Record<string, unknown> => ({
  ...episode,
  offeredAt: '2026-03-30T10:00:00Z',
  accepted: true,
  ...over,
});

describe('the interview that the hub tells a council it owes', () => {
  const HUB: TestCaller = { role: 'PARTNER_SYSTEM', subject: 'sightline-relay', byHub: true };
  const POLICE: Partial<Principal> = { organisation: 'E23000024', agency: 'POLICE' };
  const byHub = (input: object): Promise<Answer> =>
    council.ask(OPEN, { input, key: crypto.randomUUID() }, { ...CASEWORKER, ...HUB });
  const dueAfter = (hours: number): string => new Date(Date.parse(RETURNED_AT) + hours * 3_600_000).toISOString();
  const seenBy = async (
    principal: Partial<Principal>,
    { childId, episodeId }: Record<'childId' | 'episodeId', string>,
  ) => {
    const query = `query($keys: [_Any!]!) { found: _entities(representations: $keys) { ... on MissingEpisode {
      returnHomeInterview { ownerId accepted clock { dueAt stoppedAt } } } } }`;
    const key = {
      __typename: 'MissingEpisode',
      id: episodeId,
      subjectId: childId,
      ownerId: 'E23000024',
      handling: 'OPEN',
    };
    const { data } = await council.ask(query, { keys: [key] }, { ...CASEWORKER, ...principal });
    return data.found[0].returnHomeInterview;
  };

  test('stands for third parties, whatever another council opened before', async () => {
    const episode = newEpisode();
    const early = { ...episode, returnedAt: '2026-03-20T12:00:00Z' };
    expect((await ask(OPEN, early, KENT)).errors).toBeUndefined();
    expect(await seenBy(POLICE, episode)).toMatchObject({ ownerId: KENT.organisation });
    expect((await byHub(episode)).errors).toBeUndefined();
    const owed = { ownerId: NORFOLK, accepted: null, clock: { dueAt: dueAfter(72), stoppedAt: null } };
    expect(await seenBy(POLICE, episode)).toEqual(owed);
    expect(await seenBy({}, episode)).toEqual(owed);
    expect(await seenBy(KENT, episode)).toMatchObject({ ownerId: KENT.organisation });
  });

  test.each([
    ['declined before the child was back', '2026-03-20T12:00:00Z', '2026-03-21T12:00:00Z'],
    ['said to run from later', '2026-03-31T12:00:00Z', null],
  ])('takes up the one that it opened itself and %s', async (_what, returnedAt, offeredAt) => {
    const episode = newEpisode();
    const { data } = await ask(OPEN, { ...episode, returnedAt });
    const { episodeId } = episode;
    if (offeredAt !== null)
      expect((await ask(RECORD, anOffer({ episodeId }, { offeredAt, accepted: false }))).errors).toBeUndefined();
    const owed = await byHub(episode);
    expect(owed.data.done).toMatchObject({
      id: data.done.id,
      offeredAt: null,
      accepted: null,
      clock: { startedAt: '2026-03-28T22:30:00.000Z', dueAt: dueAfter(72), stoppedAt: null, overdue: true },
    });
  });

  test('keeps what was offered after the return', async () => {
    const episode = newEpisode();
    await ask(OPEN, { ...episode, returnedAt: '2026-03-28T22:00:00Z' });
    await ask(RECORD, anOffer({ episodeId: episode.episodeId }, { accepted: false }));
    const stoppedAt = '2026-03-30T10:00:00.000Z';
    expect((await byHub(episode)).data.done).toMatchObject({
      accepted: false,
      clock: { dueAt: dueAfter(72), stoppedAt },
    });
  });

  test('is opened although the council gave the episode to another child', async () => {
    const episode = newEpisode();
    const other = { ...episode, childId: 'child-2' };
    const vouched = { ...CASEWORKER, involvedWith: ['child-2'] };
    expect((await council.ask(OPEN, { input: other, key: 'other child' }, vouched)).errors).toBeUndefined();
    const { data } = await byHub(episode);
    expect(data.done).toMatchObject({ subjectId: 'child-1' });
    expect((await ask(RECORD, anOffer({ episodeId: episode.episodeId }))).data.done.id).toBe(data.done.id);
  });

  test('leaves no trace where it is hidden', async () => {
    const episode = newEpisode();
    expect((await byHub({ ...episode, handling: 'HIDDEN' })).errors).toBeUndefined();
    expect(await seenBy(POLICE, episode)).toBeNull();
    expect((await ask(OPEN, episode, KENT)).errors).toBeUndefined();
    expect(await seenBy(POLICE, episode)).toMatchObject({ ownerId: KENT.organisation });
  });

  test('is not put off by who takes the key first', async () => {
    const episode = newEpisode();
    const system: TestCaller = { ...HUB, byHub: false };
    const key = crypto.randomUUID();
    const taken = await council.ask(OPEN, { input: newEpisode(), key }, { ...CASEWORKER, ...system });
    expect(taken.errors).toBeUndefined();
    expect((await council.ask(OPEN, { input: episode, key }, { ...CASEWORKER, ...HUB })).errors).toBeUndefined();
  });

  test('is nobody else\u2019s word: a system of the council cannot take the hub\u2019s place', async () => {
    const episode = newEpisode();
    const system: TestCaller = { ...HUB, byHub: false };
    expect((await ask(OPEN, episode)).errors).toBeUndefined();
    expect(refusalOf(await ask(OPEN, episode, system))).toMatchObject({ argument: 'input.episodeId' });
  });
});
