import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { aChallenge, anInterview, aReferral, NORFOLK, oneOfEach, REFUSED } from '../support/council-lines';
import { referenceTo } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-03-10T12:00:00Z');
const ENTITIES = 'query($r: [_Any!]!) { found: _entities(representations: $r)';
const KEY = '{ id subjectId ownerId handling }';

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
  await council.load([1, 2].flatMap(oneOfEach));
});
afterAll(() => council.close());

const keyOf = (id: string): object => ({ id, subjectId: 'child-1', ownerId: NORFOLK, handling: 'OPEN' });

describe('a child', () => {
  const lists = ['councilProfiles', 'socialCare', 'assessments', 'placements', 'referrals'];
  const query = `${ENTITIES} { ... on Child { id ${lists.map((list) => `${list} ${KEY}`).join(' ')} } } }`;

  test('lists its records with their whole keys, in one statement a list', async () => {
    const { data, statements } = await council.ask(query, { r: [{ __typename: 'Child', id: 'child-1' }] });
    expect(data.found).toEqual([
      {
        id: 'child-1',
        councilProfiles: [keyOf('profile-1')],
        socialCare: [keyOf('care-1')],
        assessments: [keyOf('assessment-1')],
        placements: [keyOf('placement-1')],
        referrals: [keyOf('referral-1')],
      },
    ]);
    expect(statements).toBe(5);
  });

  test('that no council knows has empty lists', async () => {
    const { data, errors } = await council.ask(query, { r: [{ __typename: 'Child', id: 'child-unknown' }] });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([{ id: 'child-unknown', ...Object.fromEntries(lists.map((list) => [list, []])) }]);
  });
});

describe("the police's missing episode", () => {
  const query = `${ENTITIES} { ... on MissingEpisode { returnHomeInterview { id } } } }`;
  const episode = (n: number, over: object = {}): object => ({
    __typename: 'MissingEpisode',
    id: `episode-${n}`,
    subjectId: `child-${n}`,
    ownerId: 'E23000024',
    handling: 'OPEN',
    ...over,
  });

  test('has the interview of its own child only', async () => {
    const r = [episode(1), episode(1, { subjectId: 'child-2' }), episode(1, { subjectId: undefined }), episode(5000)];
    const { data, errors } = await council.ask(query, { r });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([
      { returnHomeInterview: { id: 'interview-1' } },
      { returnHomeInterview: null },
      { returnHomeInterview: null },
      { returnHomeInterview: null },
    ]);
  });

  test('keeps the interview that was opened first, whatever another council opens later', async () => {
    const later = { id: 'interview-later', ownerId: 'E10000016', clockStartedAt: '2026-03-02T06:00:00Z' };
    await council.load([anInterview(2, later)]);
    const { data } = await council.ask(query, { r: [episode(2)] });
    expect(data.found).toEqual([{ returnHomeInterview: { id: 'interview-2' } }]);
  });
});

describe('a clock', () => {
  test('that has not started is null', async () => {
    const line = anInterview(6000, { clockStartedAt: null, clockDueAt: null, clockStoppedAt: null });
    await council.load([line]);
    const { data } = await council.ask(`${ENTITIES} { ... on ReturnHomeInterview { clock { rule } } } }`, {
      r: [referenceTo(line)],
    });
    expect(data.found).toEqual([{ clock: null }]);
  });

  test.each([
    ['runs and is due now', { clockDueAt: '2026-03-10T12:00:00Z' }, false],
    ['runs past its due time', { clockDueAt: '2026-03-10T11:59:59Z' }, true],
    ['was stopped in time', { clockDueAt: '2026-03-05T00:00:00Z', clockStoppedAt: '2026-03-04T00:00:00Z' }, false],
    ['was stopped late', { clockDueAt: '2026-03-05T00:00:00Z', clockStoppedAt: '2026-03-06T00:00:00Z' }, true],
  ])('that %s is overdue, or not, in the field and the filter alike', async (title, over, overdue) => {
    const line = aReferral(7000, { id: `referral-${title.replaceAll(' ', '-')}`, ownerId: 'E10000016', ...over });
    await council.load([line]);
    const { data } = await council.ask(`${ENTITIES} { ... on Referral { decisionClock { overdue } } } }`, {
      r: [referenceTo(line)],
    });
    expect(data.found).toEqual([{ decisionClock: { overdue } }]);
    for (const wanted of [true, false]) {
      const list = await council.ask(
        `query($overdue: Boolean) { referrals(council: "E10000016", overdue: $overdue) { nodes { id } } }`,
        { overdue: wanted },
      );
      const ids = list.data.referrals.nodes.map(({ id }: { id: string }) => id);
      expect(ids.includes(line['id'])).toBe(wanted === overdue);
    }
  });
});

test('a referral that is not decided has no reason, referrer or challenge', async () => {
  const line = aReferral(8000, { referrerId: null });
  await council.load([line]);
  const { data } = await council.ask(
    `${ENTITIES} { ... on Referral { referrer { id } decision reason { code } resistance challenges { id } } } }`,
    { r: [referenceTo(line)] },
  );
  expect(data.found).toEqual([{ referrer: null, decision: null, reason: null, resistance: null, challenges: [] }]);
});

test('challenges come newest first', async () => {
  const referral = aReferral(8001, { ...REFUSED, reasonCode: 'R02' });
  const steps = [1, 2].map((step) =>
    aChallenge(8001, { id: `step-${step}`, step, raisedAt: `2026-03-0${step}T00:00:00Z` }),
  );
  await council.load([...steps, referral]);
  const { data } = await council.ask(
    `${ENTITIES} { ... on Referral { reason { contestable test } challenges { id step } } } }`,
    { r: [referenceTo(referral)] },
  );
  expect(data.found).toEqual([
    {
      reason: { contestable: false, test: null },
      challenges: [
        { id: 'step-2', step: 2 },
        { id: 'step-1', step: 1 },
      ],
    },
  ]);
});
