import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { anInterview, aNotification, aPlacement, NORFOLK, oneOfEach } from '../support/council-lines';
import { referenceTo } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-03-10T12:00:00Z');
const THOUSAND = Array.from({ length: 1000 }, (_, n) => n);
const ENTITIES = 'query($r: [_Any!]!) { found: _entities(representations: $r)';
const CLOCK = '{ rule startedAt dueAt stoppedAt overdue calendar }';
const KEY = '{ id subjectId ownerId handling }';

const keyOf = (id: string, over: object = {}): object => ({
  id,
  subjectId: 'child-1',
  ownerId: NORFOLK,
  handling: 'OPEN',
  ...over,
});

/** Every field of every type, and what the lines of child 1 read as through it. */
const EVERY_FIELD: readonly (readonly [type: string, selection: string, found: object])[] = [
  [
    'CouncilProfile',
    `id owner { id } leadWorker { name role email telephone } initials ageBand givenName familyName dateOfBirth
     area { code } postcodeDistrict address postcode indicators { code certainty observedOn reportedBy } updatedAt
     nhsNumber upn`,
    {
      id: 'profile-1',
      owner: { id: NORFOLK },
      leadWorker: { name: 'Tamsin Holt', role: 'Social worker', email: null, telephone: '01632 960001' },
      initials: 'R.A.',
      ageBand: '13-15',
      givenName: 'Rowan',
      familyName: 'Ashdown',
      dateOfBirth: '2010-03-15',
      area: { code: NORFOLK },
      postcodeDistrict: 'NR2',
      address: '1 Invented Row',
      postcode: 'NR2 1AB',
      indicators: [{ code: 'L1', certainty: 'REPORTED', observedOn: '2026-01-05', reportedBy: "Children's home" }],
      updatedAt: '2026-02-01T08:00:00.000Z',
      nhsNumber: '9434765919',
      upn: 'G926123415001',
    },
  ],
  [
    'SocialCareEpisode',
    'id owner { id } status startedOn endedOn needCode legalStatus plan',
    {
      id: 'care-1',
      owner: { id: NORFOLK },
      status: 'LOOKED_AFTER',
      startedOn: '2025-09-01',
      endedOn: '2026-01-31',
      needCode: 'N1',
      legalStatus: 'V2',
      plan: 'invented plan',
    },
  ],
  [
    'Assessment',
    'id owner { id } completedOn factors analysis',
    {
      id: 'assessment-1',
      owner: { id: NORFOLK },
      completedOn: '2025-10-20',
      factors: ['10A', '24A'],
      analysis: 'invented analysis',
    },
  ],
  [
    'Placement',
    `id owner { id } placementType startedOn endedOn hostArea { code } outOfArea provider address postcode
     notifications ${KEY}`,
    {
      id: 'placement-1',
      owner: { id: NORFOLK },
      placementType: 'K2',
      startedOn: '2026-02-10',
      endedOn: null,
      hostArea: { code: 'E10000016' },
      outOfArea: true,
      provider: 'Invented Homes',
      address: '2 Invented Row',
      postcode: 'CT1 1AA',
      notifications: [keyOf('notification-1')],
    },
  ],
  [
    'PlacementNotification',
    `id owner { id } placement ${KEY} recipient { id } sentAt clock ${CLOCK} acknowledgedAt acknowledgedBy child { id }`,
    {
      id: 'notification-1',
      owner: { id: NORFOLK },
      placement: keyOf('placement-1'),
      recipient: { id: 'E23000032' },
      sentAt: '2026-02-10T10:00:00.000Z',
      clock: {
        rule: 'PLACEMENT_ACKNOWLEDGE',
        startedAt: '2026-02-10T10:00:00.000Z',
        dueAt: '2026-02-11T23:59:59.000Z',
        stoppedAt: null,
        overdue: true,
        calendar: null,
      },
      acknowledgedAt: null,
      acknowledgedBy: null,
      child: { id: 'child-1' },
    },
  ],
  [
    'Referral',
    `id owner { id } child { id } referrer { id } source harmContexts receivedAt decisionClock ${CLOCK} status decision
     reason { code description contestable test } decidedBy decidedAt resistance concerns rationale challenges ${KEY}`,
    {
      id: 'referral-1',
      owner: { id: NORFOLK },
      child: { id: 'child-1' },
      referrer: { id: 'harbour-youth-trust' },
      source: '8.V.CL',
      harmContexts: ['EXTRA_FAMILIAL', 'ONLINE'],
      receivedAt: '2026-03-02T09:30:00.000Z',
      decisionClock: {
        rule: 'REFERRAL_DECISION',
        startedAt: '2026-03-02T09:30:00.000Z',
        dueAt: '2026-03-03T23:59:59.000Z',
        stoppedAt: '2026-03-03T16:00:00.000Z',
        overdue: false,
        calendar: null,
      },
      status: 'DECIDED',
      decision: 'NO_FURTHER_ACTION',
      reason: {
        code: 'R01',
        description: 'The harm is outside the home',
        contestable: true,
        test: expect.stringContaining('Children Act 1989 s.17(10) and s.47'),
      },
      decidedBy: 'Bea Winter',
      decidedAt: '2026-03-03T16:00:00.000Z',
      resistance: 3,
      concerns: 'invented concerns',
      rationale: 'invented rationale',
      challenges: [keyOf('challenge-1')],
    },
  ],
  [
    'ReferralChallenge',
    `id owner { id } step raisedAt clock ${CLOCK} outcome argument answer`,
    {
      id: 'challenge-1',
      owner: { id: NORFOLK },
      step: 1,
      raisedAt: '2026-03-04T09:00:00.000Z',
      clock: {
        rule: 'CHALLENGE_STEP_1',
        startedAt: '2026-03-04T09:00:00.000Z',
        dueAt: '2026-03-06T23:59:59.000Z',
        stoppedAt: '2026-03-05T12:00:00.000Z',
        overdue: false,
        calendar: null,
      },
      outcome: 'OVERTURNED',
      argument: 'invented argument',
      answer: 'invented answer',
    },
  ],
  [
    'ReturnHomeInterview',
    `id owner { id } clock ${CLOCK} offeredAt accepted completedAt notes`,
    {
      id: 'interview-1',
      owner: { id: NORFOLK },
      clock: {
        rule: 'RETURN_HOME_INTERVIEW',
        startedAt: '2026-03-01T06:00:00.000Z',
        dueAt: '2026-03-04T06:00:00.000Z',
        stoppedAt: '2026-03-04T07:00:00.000Z',
        overdue: true,
        calendar: null,
      },
      offeredAt: '2026-03-02T12:00:00.000Z',
      accepted: true,
      completedAt: '2026-03-04T07:00:00.000Z',
      notes: 'invented notes',
    },
  ],
];

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
  await council.load(THOUSAND.flatMap(oneOfEach));
});
afterAll(() => council.close());

describe.each(EVERY_FIELD)('%s', (type, selection, found) => {
  const line = oneOfEach(1).find(({ kind }) => kind === type)!;
  const query = `${ENTITIES} { ... on ${type} { ${selection} } } }`;

  test('serves every field to who has its whole key', async () => {
    const { data, errors } = await council.ask(query, { r: [referenceTo(line)] });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([found]);
  });

  test.each([
    ['another child', { subjectId: 'child-2' }],
    ['another owner', { ownerId: 'E09000023' }],
    ['another handling', { handling: 'HIDDEN' }],
    ['no handling', { handling: undefined }],
    ['no such row', { id: 'none' }],
    ['an id that no row can have', { id: 'a\0b' }],
  ])('is null when the key says %s', async (_, over) => {
    const { data, errors } = await council.ask(query, { r: [referenceTo(line, over), referenceTo(line)] });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([null, found]);
  });
});

describe('statements', () => {
  test('one for each type, with 1,000 references of each and two aliases', async () => {
    const simple = 'handling owner { id }';
    const selection = EVERY_FIELD.map(([type]) => `... on ${type} { __typename id ${simple} }`).join(' ');
    const { data, errors, statements } = await council.ask(
      `query($r: [_Any!]!) {
        one: _entities(representations: $r) { ${selection} } other: _entities(representations: $r) { ${selection} } }`,
      { r: THOUSAND.flatMap((n) => oneOfEach(n).map((line) => referenceTo(line))) },
    );
    expect(errors).toBeUndefined();
    expect(data.one).toHaveLength(8000);
    expect(data.one[7999]).toMatchObject({ __typename: 'ReturnHomeInterview', id: 'interview-999' });
    expect(data.other).toEqual(data.one);
    expect(statements).toBe(8);
  });

  test('one for the notifications of 1,000 placements, none more for the placements of 1,000 notifications', async () => {
    const { data, statements } = await council.ask(
      `query($p: [_Any!]!, $n: [_Any!]!) {
        placements: _entities(representations: $p) { ... on Placement { notifications { id } } }
        notifications: _entities(representations: $n) { ... on PlacementNotification { placement { id } } } }`,
      {
        p: THOUSAND.map((n) => referenceTo(aPlacement(n))),
        n: THOUSAND.map((n) => referenceTo(aNotification(n))),
      },
    );
    expect(data.placements[500]).toEqual({ notifications: [{ id: 'notification-500' }] });
    expect(data.notifications[500]).toEqual({ placement: { id: 'placement-500' } });
    // Two for the references themselves.
    expect(statements).toBe(3);
  });

  test('one for the interviews of 1,000 missing episodes', async () => {
    const { data, statements } = await council.ask(
      `${ENTITIES} { ... on MissingEpisode { returnHomeInterview ${KEY} } } }`,
      {
        r: THOUSAND.map((n) => ({ ...referenceTo(anInterview(n)), __typename: 'MissingEpisode', id: `episode-${n}` })),
      },
    );
    expect(data.found[7]).toEqual({ returnHomeInterview: keyOf('interview-7', { subjectId: 'child-7' }) });
    expect(statements).toBe(1);
  });
});
