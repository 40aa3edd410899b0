import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { anInterview, NORFOLK } from '../support/council-lines';
import { aPrincipal } from '../support/gateway-signature';
import { refusalOf, testFrame } from '../support/mutation-frame';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

/** The clocks of the United Kingdom went forward in the night to 29 March 2026. */
const NOW = new Date('2026-04-01T09:00:00Z');
const RETURNED_AT = '2026-03-28T22:30:00Z';
const CASEWORKER = aPrincipal({ organisation: NORFOLK, agency: 'COUNCIL', subject: 'caseworker-1' });
const KENT: Partial<Principal> = { organisation: 'E10000016' };
const FIELDS = `id subjectId ownerId handling offeredAt accepted completedAt notes
  clock { rule startedAt dueAt stoppedAt overdue calendar }`;
const OPEN = `mutation($input: OpenInterviewInput!, $key: ID!) {
  done: openReturnHomeInterview(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const RECORD = `mutation($input: RecordInterviewInput!, $key: ID!) {
  done: recordReturnHomeInterview(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;

let council: TestSubgraph;
let episodes = 100;
let now = NOW;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => now);
});
afterAll(() => council.close());

const ask = (query: string, input: object, principal: Partial<Principal> = {}): Promise<Answer> =>
  council.ask(query, { input, key: crypto.randomUUID() }, { ...CASEWORKER, ...principal });
const newEpisode = (over: object = {}): { childId: string; episodeId: string; returnedAt: string } => {
  episodes += 1;
  return { childId: 'child-1', episodeId: `episode-${episodes}`, returnedAt: RETURNED_AT, ...over };
};
const opened = async (over: object = {}): Promise<{ episodeId: string }> => {
  const { errors, data } = await ask(OPEN, newEpisode(over));
  expect({ errors, id: data?.done.id }).toEqual({ errors: undefined, id: expect.any(String) });
  return { episodeId: `episode-${episodes}` };
};
const anOffer = (episode: object, over: object = {}): Record<string, unknown> => ({
  ...episode,
  offeredAt: '2026-03-30T10:00:00Z',
  accepted: true,
  ...over,
});
const inputOf = (variables: object): object => (variables as { input: object }).input;
const withInput =
  (over: object) =>
  (variables: object): object => ({ input: { ...inputOf(variables), ...over } });

testFrame('openReturnHomeInterview', {
  query: OPEN,
  subgraph: () => council,
  caller: CASEWORKER,
  stranger: { ...KENT, involvedWith: [] },
  strangerIsTold: 'NOT_FOUND',
  fresh: async () => ({ input: newEpisode() }),
  altered: withInput({ returnedAt: '2026-03-28T23:30:00Z' }),
  absent: withInput({ childId: 'child-none' }),
  event: 'INTERVIEW_OPENED',
  tables: ['return_home_interviews'],
});

testFrame('recordReturnHomeInterview', {
  query: RECORD,
  subgraph: () => council,
  caller: CASEWORKER,
  stranger: KENT,
  strangerIsTold: 'NOT_FOUND',
  fresh: async () => ({ input: anOffer(await opened(), { completedAt: '2026-03-31T10:00:00Z' }) }),
  altered: withInput({ notes: 'invented' }),
  absent: withInput({ episodeId: 'episode-none' }),
  event: 'INTERVIEW_RECORDED',
  tables: ['return_home_interviews'],
});

describe('an interview that is opened', () => {
  test('is due 72 elapsed hours after the return, over the change to summer time and a weekend', async () => {
    const { data, errors } = await ask(OPEN, newEpisode());
    expect(errors).toBeUndefined();
    expect(data.done).toEqual({
      id: expect.any(String),
      subjectId: 'child-1',
      ownerId: NORFOLK,
      handling: 'OPEN',
      offeredAt: null,
      accepted: null,
      completedAt: null,
      notes: null,
      clock: {
        rule: 'RETURN_HOME_INTERVIEW',
        startedAt: '2026-03-28T22:30:00.000Z',
        dueAt: '2026-03-31T22:30:00.000Z',
        stoppedAt: null,
        overdue: true,
        calendar: null,
      },
    });
  });

  test('is one for each council and episode', async () => {
    const episode = newEpisode();
    expect((await ask(OPEN, episode)).errors).toBeUndefined();
    const again = await ask(OPEN, { ...episode, returnedAt: '2026-03-29T22:30:00Z' });
    expect(refusalOf(again)).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'input.episodeId',
      expected: 'an episode for which no interview was opened',
    });
    expect((await ask(OPEN, episode, KENT)).errors).toBeUndefined();
  });

  test('bears the marking that it is given, and is of a child with whom the council is involved', async () => {
    expect((await ask(OPEN, newEpisode({ handling: 'SEALED' }))).data.done.handling).toBe('SEALED');
    const expected = "a child with whom the caller's organisation is involved";
    for (const childId of ['child-2', 'child-nobody'])
      expect(refusalOf(await ask(OPEN, newEpisode({ childId })))).toEqual({
        code: 'NOT_FOUND',
        argument: 'input.childId',
        expected,
      });
  });

  test('tells of every fault of its input at once', async () => {
    const input = { childId: 'no id', episodeId: '', returnedAt: '2026-04-01T10:00:00Z' };
    expect(refusalOf(await ask(OPEN, input))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'input.childId; input.episodeId; input.returnedAt',
      expected: 'an id; an id; a time that is not in the future',
    });
  });
});

describe('two councils that opened an interview for one episode', () => {
  afterEach(() => {
    now = NOW;
  });

  const EPISODE = `query($keys: [_Any!]!) { found: _entities(representations: $keys) { ... on MissingEpisode {
    returnHomeInterview { ownerId clock { dueAt } } } } }`;
  const shownTo = async (principal: Partial<Principal>, episodeId: string): Promise<unknown> => {
    const key = {
      __typename: 'MissingEpisode',
      id: episodeId,
      subjectId: 'child-1',
      ownerId: 'E23000024',
      handling: 'OPEN',
    };
    const { data } = await council.ask(EPISODE, { keys: [key] }, { ...CASEWORKER, ...principal });
    return data.found[0].returnHomeInterview.ownerId;
  };

  test('are not told of to the hub unless it says in whose name it asks', async () => {
    const key = { __typename: 'MissingEpisode', id: newEpisode().episodeId, subjectId: 'child-1', handling: 'OPEN' };
    const body = JSON.stringify({ query: EPISODE, variables: { keys: [{ ...key, ownerId: 'E23000024' }] } });
    const response = await council.post(body, await council.gateway.sign(body, { use: 'entities' }));
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  test.each(['2026-03-28T22:45:00Z', '2026-03-27T22:30:00Z'])(
    'are each shown their own, and others the first one opened, when the other says %s',
    async (returnedAt) => {
      const episode = newEpisode();
      expect((await ask(OPEN, episode)).errors).toBeUndefined();
      now = new Date(NOW.getTime() + 60_000);
      const later = await ask(OPEN, { ...episode, returnedAt }, KENT);
      expect(later.errors).toBeUndefined();
      expect(await shownTo({}, episode.episodeId)).toBe(NORFOLK);
      expect(await shownTo(KENT, episode.episodeId)).toBe(KENT.organisation);
      expect(await shownTo({ organisation: 'E23000024', agency: 'POLICE' }, episode.episodeId)).toBe(NORFOLK);
    },
  );
});

describe('an interview that is recorded', () => {
  test('runs on when it was accepted, and stops when it took place, late or not', async () => {
    const episode = await opened();
    const { data: accepted } = await ask(RECORD, anOffer(episode));
    expect(accepted.done).toMatchObject({ accepted: true, completedAt: null, clock: { stoppedAt: null } });
    const completedAt = '2026-03-31T22:30:00.000Z';
    const { data } = await ask(RECORD, anOffer(episode, { completedAt, notes: 'invented' }));
    expect(data.done).toMatchObject({
      completedAt,
      notes: 'invented',
      clock: { stoppedAt: completedAt, overdue: false },
    });
    const late = await opened();
    const { data: missed } = await ask(RECORD, anOffer(late, { completedAt: '2026-03-31T22:30:01Z' }));
    expect(missed.done.clock.overdue).toBe(true);
  });

  test('stops with the offer when the child declines, and keeps that stop if it changes its mind', async () => {
    const episode = await opened();
    const { data } = await ask(RECORD, anOffer(episode, { accepted: false, notes: 'not today' }));
    expect(data.done.clock).toMatchObject({ stoppedAt: '2026-03-30T10:00:00.000Z', overdue: false });
    const over = { offeredAt: '2026-04-01T07:00:00Z', completedAt: '2026-04-01T08:00:00Z' };
    const { data: later } = await ask(RECORD, anOffer(episode, over));
    expect(later.done).toMatchObject({ accepted: true, notes: 'not today' });
    expect(later.done.clock).toMatchObject({ stoppedAt: '2026-03-30T10:00:00.000Z', overdue: false });
  });

  test.each([
    [{ offeredAt: '2026-03-28T22:00:00Z' }, 'input.offeredAt', 'a time after the return'],
    [{ completedAt: '2026-03-30T09:00:00Z' }, 'input.completedAt', 'a time not before the offer'],
    [
      { accepted: false, completedAt: '2026-03-30T11:00:00Z' },
      'input.completedAt',
      'none, since the offer was not accepted',
    ],
    [
      { offeredAt: '2026-04-02T09:00:00Z', completedAt: '2026-04-02T10:00:00Z', notes: ' ' },
      'input.offeredAt; input.completedAt; input.notes',
      'a time that is not in the future; a time that is not in the future; text of 1 to 10000 characters',
    ],
  ])('refuses %j', async (over, argument, expected) => {
    const answer = await ask(RECORD, anOffer(await opened(), over));
    expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', argument, expected });
  });

  test('is not recorded again once it took place', async () => {
    const episode = await opened();
    const completed = anOffer(episode, { completedAt: '2026-03-31T10:00:00Z' });
    expect((await ask(RECORD, completed)).errors).toBeUndefined();
    expect(refusalOf(await ask(RECORD, completed))).toMatchObject({
      argument: 'input.episodeId',
      expected: 'an interview that was not completed',
    });
  });

  test('is the own council’s: another’s is not there, open or not', async () => {
    const expected = "an episode for which the caller's organisation opened an interview";
    const refused = { code: 'NOT_FOUND', argument: 'input.episodeId', expected };
    const episode = await opened();
    expect(refusalOf(await ask(RECORD, anOffer(episode), KENT))).toEqual(refused);
    expect(refusalOf(await ask(RECORD, anOffer({ episodeId: 'episode-none' }), KENT))).toEqual(refused);
  });

  test('may be one that was loaded', async () => {
    await council.load([anInterview(1, { clockStoppedAt: null, offeredAt: null, accepted: null, completedAt: null })]);
    const { errors, data } = await ask(RECORD, anOffer({ episodeId: 'episode-1' }, { accepted: false }));
    expect({ errors, id: data.done.id }).toEqual({ errors: undefined, id: 'interview-1' });
  });
});
