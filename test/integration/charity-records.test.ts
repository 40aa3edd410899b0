import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { anAdvocacyRequest, aService, aSupportEpisode, HARBOUR, oneOfEach } from '../support/charity-lines';
import { referenceTo } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-03-10T12:00:00Z');
const THOUSAND = Array.from({ length: 1000 }, (_, n) => n);
const ENTITIES = 'query($r: [_Any!]!) { found: _entities(representations: $r)';
const SERVICE =
  '{ id name owner { id } areas { code } kinds minimumAge maximumAge capacity available waitingDays updatedAt }';

/** Every field of every type, and what the lines of child 1 read as through it. */
const EVERY_FIELD: readonly (readonly [type: string, selection: string, found: object])[] = [
  [
    'CharityProfile',
    `id owner { id } leadWorker { name role email telephone } initials ageBand givenName familyName dateOfBirth
     area { code } postcodeDistrict address postcode indicators { code certainty observedOn reportedBy } updatedAt`,
    {
      id: 'profile-1',
      owner: { id: HARBOUR },
      leadWorker: { name: 'Ines Calder', role: 'Caseworker', email: null, telephone: null },
      initials: 'R.A.',
      ageBand: '13-15',
      givenName: 'Rowan',
      familyName: 'Ashdown',
      dateOfBirth: '2010-03-15',
      area: { code: 'E10000020' },
      postcodeDistrict: 'NR2',
      address: '1 Invented Row',
      postcode: 'NR2 1AB',
      indicators: [{ code: 'D2', certainty: 'SUSPECTED', observedOn: '2026-01-05', reportedBy: 'Caseworker' }],
      updatedAt: '2026-02-01T08:00:00.000Z',
    },
  ],
  [
    'SupportEpisode',
    `id owner { id } service ${SERVICE} status requestedAt startedOn endedOn notes`,
    {
      id: 'support-1',
      owner: { id: HARBOUR },
      service: {
        id: 'service-1',
        name: 'Invented service 1',
        owner: { id: HARBOUR },
        areas: [{ code: 'E10000020' }],
        kinds: ['COUNTY_LINES', 'MENTORING'],
        minimumAge: 10,
        maximumAge: 18,
        capacity: 12,
        available: 3,
        waitingDays: 14,
        updatedAt: '2026-03-01T08:00:00.000Z',
      },
      status: 'ACTIVE',
      requestedAt: '2026-01-20T15:00:00.000Z',
      startedOn: '2026-02-02',
      endedOn: null,
      notes: 'invented notes',
    },
  ],
  [
    'Wish',
    'id owner { id } heardOn words',
    { id: 'wish-1', owner: { id: HARBOUR }, heardOn: '2026-02-03', words: 'invented words' },
  ],
  [
    'AdvocacyRequest',
    'id owner { id } requestedAt advocate { name role email telephone } status',
    {
      id: 'advocacy-1',
      owner: { id: HARBOUR },
      requestedAt: '2026-02-04T11:00:00.000Z',
      advocate: {
        name: 'Noor Penhale',
        role: 'Advocate',
        email: 'noor.penhale@charity.invalid',
        telephone: '01632 960002',
      },
      status: 'OFFERED',
    },
  ],
];

let charity: TestSubgraph;
beforeAll(async () => {
  charity = await startSubgraph(CHARITY, () => NOW);
  await charity.load(Array.from({ length: 10 }, (_, n) => aService(n)));
  await charity.load(THOUSAND.flatMap(oneOfEach));
});
afterAll(() => charity.close());

describe.each(EVERY_FIELD)('%s', (type, selection, found) => {
  const line = oneOfEach(1).find(({ kind }) => kind === type)!;
  const query = `${ENTITIES} { ... on ${type} { ${selection} } } }`;

  test('serves every field to who has its whole key', async () => {
    const { data, errors } = await charity.ask(query, { r: [referenceTo(line)] });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([found]);
  });

  test.each([
    ['another child', { subjectId: 'child-2' }],
    ['another owner', { ownerId: 'open-door-advocacy' }],
    ['another handling', { handling: 'SEALED' }],
    ['no child', { subjectId: undefined }],
    ['no such row', { id: 'none' }],
    ['an id that no row can have', { id: '' }],
  ])('is null when the key says %s', async (_, over) => {
    const { data, errors } = await charity.ask(query, { r: [referenceTo(line, over), referenceTo(line)] });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([null, found]);
  });
});

describe('statements', () => {
  test('one for each type, with 1,000 references of each', async () => {
    const selection = EVERY_FIELD.map(([type]) => `... on ${type} { __typename id owner { id } }`).join(' ');
    const { data, errors, statements } = await charity.ask(`${ENTITIES} { ${selection} } }`, {
      r: THOUSAND.flatMap((n) => oneOfEach(n).map((line) => referenceTo(line))),
    });
    expect(errors).toBeUndefined();
    expect(data.found).toHaveLength(4000);
    expect(data.found[3999]).toMatchObject({ __typename: 'AdvocacyRequest', id: 'advocacy-999' });
    expect(statements).toBe(4);
  });

  test('one more for the services of 1,000 support episodes', async () => {
    const { data, statements } = await charity.ask(`${ENTITIES} { ... on SupportEpisode { service { name } } } }`, {
      r: THOUSAND.map((n) => referenceTo(aSupportEpisode(n))),
    });
    expect(data.found[999]).toEqual({ service: { name: 'Invented service 9' } });
    expect(statements).toBe(2);
  });
});

describe('a child', () => {
  const key = '{ id subjectId ownerId handling }';
  const query = `${ENTITIES} { ... on Child {
    id charityProfiles ${key} supportEpisodes ${key} wishes ${key} advocacy ${key} } } }`;

  test('lists its records with their whole keys, in one statement a list', async () => {
    const { data, errors, statements } = await charity.ask(query, { r: [{ __typename: 'Child', id: 'child-1' }] });
    expect(errors).toBeUndefined();
    const record = { subjectId: 'child-1', ownerId: HARBOUR, handling: 'OPEN' };
    expect(data.found).toEqual([
      {
        id: 'child-1',
        charityProfiles: [{ id: 'profile-1', ...record }],
        supportEpisodes: [{ id: 'support-1', ...record }],
        wishes: [{ id: 'wish-1', ...record }],
        advocacy: [{ id: 'advocacy-1', ...record }],
      },
    ]);
    expect(statements).toBe(4);
  });

  test('that no charity knows has empty lists', async () => {
    const { data } = await charity.ask(query, { r: [{ __typename: 'Child', id: 'child-unknown' }] });
    const nothing = { charityProfiles: [], supportEpisodes: [], wishes: [], advocacy: [] };
    expect(data.found).toEqual([{ id: 'child-unknown', ...nothing }]);
  });
});

test('what is not there yet is null: a service not chosen, an advocate not found', async () => {
  const lines = [
    aSupportEpisode(5000, { serviceId: null, status: 'REQUESTED', startedOn: null }),
    anAdvocacyRequest(5000, { advocateName: null, status: 'REQUESTED' }),
  ];
  await charity.load(lines);
  const { data } = await charity.ask(
    `${ENTITIES} { ... on SupportEpisode { service { id } startedOn } ... on AdvocacyRequest { advocate { name } } } }`,
    { r: lines.map((line) => referenceTo(line)) },
  );
  expect(data.found).toEqual([{ service: null, startedOn: null }, { advocate: null }]);
});
