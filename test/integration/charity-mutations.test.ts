import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { aService, HARBOUR } from '../support/charity-lines';
import { checkMutations, refusalOf, type MutationCase } from '../support/mutation-checks';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

/** Saturday: the clock of two working days ends on Tuesday. */
const NOW = new Date('2026-06-13T12:00:00Z');
const OPEN_DOOR = 'open-door-advocacy';
const OFFICER: Partial<Principal> = { agency: 'POLICE', organisation: 'E23000024' };
const HARBOUR_WORKER: Partial<Principal> = { agency: 'CHARITY', organisation: HARBOUR };
const OPEN_DOOR_WORKER: Partial<Principal> = { agency: 'CHARITY', organisation: OPEN_DOOR };
const KEY = 'id subjectId ownerId handling';

const REQUEST = `mutation($childId: ID!, $serviceId: ID!, $area: ID, $key: ID!) {
  done: requestSupport(childId: $childId, serviceId: $serviceId, area: $area, idempotencyKey: $key) {
    ${KEY} status requestedAt requester { id } service { id available } answeredAt reason startedOn endedOn notes } }`;
const ANSWER = `mutation($episodeId: ID!, $status: SupportStatus!, $reason: String, $key: ID!) {
  done: answerSupportRequest(episodeId: $episodeId, status: $status, reason: $reason, idempotencyKey: $key) {
    ${KEY} status service { available } answeredAt reason startedOn endedOn } }`;
const CAPACITY = `mutation($serviceId: ID!, $capacity: Int!, $available: Int!, $waitingDays: Int, $key: ID!) {
  done: setServiceCapacity(serviceId: $serviceId, capacity: $capacity, available: $available,
    waitingDays: $waitingDays, idempotencyKey: $key) { id capacity available waitingDays updatedAt } }`;
const WISH = `mutation($childId: ID!, $words: String!, $heardOn: Date!, $key: ID!) {
  done: recordWish(childId: $childId, words: $words, heardOn: $heardOn, idempotencyKey: $key) {
    ${KEY} words heardOn } }`;
const ADVOCATE = `mutation($childId: ID!, $serviceId: ID, $key: ID!) {
  done: requestAdvocate(childId: $childId, serviceId: $serviceId, idempotencyKey: $key) {
    ${KEY} status requestedAt advocate { name } requester { id } service { id }
    clock { rule startedAt dueAt stoppedAt overdue calendar } } }`;
const ANSWER_ADVOCACY = `mutation($requestId: ID!, $status: SupportStatus!, $advocateName: String, $reason: String, $key: ID!) {
  done: answerAdvocacyRequest(requestId: $requestId, status: $status, advocateName: $advocateName, reason: $reason,
    idempotencyKey: $key) { ${KEY} status advocate { name role } reason clock { stoppedAt overdue } } }`;

let charity: TestSubgraph;
beforeAll(async () => {
  charity = await startSubgraph(CHARITY, () => NOW);
  const advocacy = { kinds: ['ADVOCACY'], ownerId: OPEN_DOOR, areaCodes: ['E10000020'] };
  await charity.load([
    aService(1, { capacity: 100, available: 50 }),
    aService(2, { capacity: 3, available: 1 }),
    aService(3, { capacity: 20, available: 5 }),
    aService(4, { ...advocacy, capacity: 40, available: 40 }),
    aService(5, { ...advocacy, capacity: 9, available: 0, waitingDays: 1 }),
  ]);
});
afterAll(() => charity.close());

const ask = (document: string, variables: object, principal: Partial<Principal>): Promise<Answer> =>
  charity.ask(document, { key: crypto.randomUUID(), ...variables }, principal);
const done = async (answer: Promise<Answer>): Promise<Record<string, never> & { id: string }> => {
  const { data, errors } = await answer;
  expect(errors).toBeUndefined();
  return data.done;
};
const request = async (serviceId = 'service-1'): Promise<string> =>
  (await done(ask(REQUEST, { childId: 'child-1', serviceId }, OFFICER))).id;
const answer = (episodeId: string, status: string, over: object = {}): Promise<Answer> =>
  ask(ANSWER, { episodeId, status, ...over }, HARBOUR_WORKER);
const advocate = async (): Promise<string> => (await done(ask(ADVOCATE, { childId: 'child-1' }, OFFICER))).id;
const placesOf = async (id: string): Promise<unknown> =>
  (
    await charity.dataSource.query<object[]>('select capacity, available, held from support_services where id = $1', [
      id,
    ])
  )[0];

const RECORDERS = 'one of PRACTITIONER, SUPERVISOR, PARTNER_SYSTEM';
const WITH_ADVOCATE = `${RECORDERS}, ADVOCATE`;
const noRecorders = (expected: string, ...roles: Principal['role'][]) =>
  roles.map((role) => ({ principal: { ...HARBOUR_WORKER, role }, expected }));
const notCharities = [OFFICER, { agency: 'COUNCIL', organisation: 'E10000020' } as const].map((principal) => {
  return { principal, expected: 'an organisation of the agency CHARITY' };
});
const reason = 'no caseworker speaks the language';

const CASES: MutationCase[] = [
  {
    name: 'requestSupport',
    document: REQUEST,
    tables: ['support_episodes', 'support_services'],
    caller: OFFICER,
    prepare: async () => ({ childId: 'child-1', serviceId: 'service-1' }),
    other: { childId: 'child-2' },
    bad: [
      {
        over: { childId: 'no id', serviceId: '', area: ' ' },
        argument: 'childId; serviceId; area',
        expected: 'an id; an id; an id',
      },
    ],
    forbidden: noRecorders(RECORDERS, 'ADVOCATE', 'ANALYST', 'DATA_OFFICER'),
    events: ['SUPPORT_REQUESTED'],
  },
  {
    name: 'answerSupportRequest',
    document: ANSWER,
    tables: ['support_episodes', 'support_services'],
    caller: HARBOUR_WORKER,
    prepare: async () => ({ episodeId: await request(), status: 'OFFERED' }),
    other: { reason },
    bad: [
      {
        over: { episodeId: 'no id', status: 'REQUESTED', reason: ' ' },
        argument: 'episodeId; status; reason',
        expected: 'an id; an answer, which REQUESTED is not; text of 1 to 2000 characters',
      },
      { over: { status: 'DECLINED_NOT_ELIGIBLE' }, argument: 'reason', expected: 'text of 1 to 2000 characters' },
      {
        over: { status: 'ENDED' },
        argument: 'status',
        expected: 'one of OFFERED, ACTIVE, DECLINED_NO_CAPACITY, DECLINED_NOT_ELIGIBLE',
      },
    ],
    forbidden: [...noRecorders(RECORDERS, 'ADVOCATE', 'ANALYST', 'DATA_OFFICER'), ...notCharities],
    stranger: { principal: OPEN_DOOR_WORKER, code: 'FORBIDDEN' },
    events: ['SUPPORT_ANSWERED'],
  },
  {
    name: 'setServiceCapacity',
    document: CAPACITY,
    tables: ['support_services'],
    caller: HARBOUR_WORKER,
    prepare: async () => ({ serviceId: 'service-3', capacity: 18, available: 4, waitingDays: 7 }),
    other: { available: 3 },
    bad: [
      {
        over: { serviceId: '', capacity: -1, available: -2, waitingDays: -1 },
        argument: 'serviceId; capacity; available; waitingDays',
        expected: 'an id; a number from 0 to 100000; a number from 0 to 100000; a number from 0 to 3650',
      },
      { over: { available: 19 }, argument: 'available', expected: 'a number not above capacity' },
    ],
    forbidden: [...noRecorders(RECORDERS, 'ADVOCATE', 'ANALYST', 'DATA_OFFICER'), ...notCharities],
    stranger: { principal: OPEN_DOOR_WORKER, code: 'FORBIDDEN' },
    events: [],
  },
  {
    name: 'recordWish',
    document: WISH,
    tables: ['wishes'],
    caller: HARBOUR_WORKER,
    prepare: async () => ({ childId: 'child-1', words: 'I want to go home', heardOn: '2026-06-12' }),
    other: { words: 'I want to stay' },
    bad: [
      {
        over: { childId: '', words: ' ', heardOn: '2026-06-14' },
        argument: 'childId; words; heardOn',
        expected: 'an id; text of 1 to 10000 characters; a day that is not in the future',
      },
      { over: { heardOn: '2001-06-12' }, argument: 'heardOn', expected: 'a day of the last 25 years' },
    ],
    forbidden: [...noRecorders(WITH_ADVOCATE, 'ANALYST', 'DATA_OFFICER'), ...notCharities],
    events: [],
  },
  {
    name: 'requestAdvocate',
    document: ADVOCATE,
    tables: ['advocacy_requests', 'support_services'],
    caller: OFFICER,
    prepare: async () => ({ childId: 'child-1' }),
    other: { childId: 'child-2' },
    bad: [{ over: { childId: '', serviceId: '' }, argument: 'childId; serviceId', expected: 'an id; an id' }],
    forbidden: noRecorders(RECORDERS, 'ADVOCATE', 'ANALYST', 'DATA_OFFICER'),
    events: ['SUPPORT_REQUESTED'],
  },
  {
    name: 'answerAdvocacyRequest',
    document: ANSWER_ADVOCACY,
    tables: ['advocacy_requests', 'support_services'],
    caller: OPEN_DOOR_WORKER,
    prepare: async () => ({ requestId: await advocate(), status: 'ACTIVE', advocateName: 'Noor Penhale' }),
    other: { advocateName: 'Ines Calder' },
    bad: [
      {
        over: { requestId: '', status: 'DECLINED_NO_CAPACITY', advocateName: '' },
        argument: 'requestId; reason; advocateName',
        expected: 'an id; text of 1 to 2000 characters; text of 1 to 200 characters',
      },
      { over: { advocateName: null }, argument: 'advocateName', expected: 'who will stand by the child' },
    ],
    forbidden: [...noRecorders(RECORDERS, 'ADVOCATE', 'ANALYST', 'DATA_OFFICER'), ...notCharities],
    stranger: { principal: HARBOUR_WORKER, code: 'FORBIDDEN' },
    events: ['SUPPORT_ANSWERED'],
  },
];

checkMutations(() => charity, CASES);

test.each([
  ['requestSupport', REQUEST, { serviceId: 'service-1' }, OFFICER],
  ['requestAdvocate', ADVOCATE, {}, OFFICER],
  ['recordWish', WISH, { words: 'I want to go home', heardOn: '2026-06-12' }, HARBOUR_WORKER],
])(
  '%s is refused for a child with whom the hub does not know the caller to work',
  async (_, document, said, caller) => {
    expect(refusalOf(await ask(document, { ...said, childId: 'child-2' }, caller))).toEqual({
      code: 'NOT_FOUND',
      argument: 'childId',
      expected: "a child with whom the caller's organisation is involved",
    });
  },
);

describe('a request for support', () => {
  test('belongs to the charity of the service, and names who asked', async () => {
    const made = await done(ask(REQUEST, { childId: 'child-1', serviceId: 'service-1' }, OFFICER));
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      subjectId: 'child-1',
      ownerId: HARBOUR,
      handling: 'OPEN',
      status: 'REQUESTED',
      requestedAt: NOW.toISOString(),
      requester: { id: 'E23000024' },
      service: { id: 'service-1', available: expect.any(Number) },
      answeredAt: null,
      reason: null,
      startedOn: null,
      endedOn: null,
      notes: null,
    });
  });

  test('to a service that nobody has is not found', async () => {
    expect(refusalOf(await ask(REQUEST, { childId: 'child-1', serviceId: 'service-none' }, OFFICER))).toEqual({
      code: 'NOT_FOUND',
      argument: 'serviceId',
      expected: 'an id of a service',
    });
  });

  test('is counted in the area that the caller names, or where the caller and the service meet', async () => {
    const areaOf = async (over: object): Promise<unknown> => {
      const { id } = await done(ask(REQUEST, { childId: 'child-1', serviceId: 'service-1', ...over }, OFFICER));
      const [row] = await charity.dataSource.query<{ area_code: unknown }[]>(
        'select area_code from support_episodes where id = $1',
        [id],
      );
      return row?.area_code;
    };
    expect(await areaOf({})).toBe('E10000020');
    expect(await areaOf({ area: 'E10000016' })).toBe('E10000016');
  });

  test('that is declined tells why, and is not answered again', async () => {
    const id = await request();
    const declined = await done(answer(id, 'DECLINED_NO_CAPACITY', { reason }));
    expect(declined).toMatchObject({ status: 'DECLINED_NO_CAPACITY', reason, answeredAt: NOW.toISOString() });
    expect(refusalOf(await answer(id, 'OFFERED'))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'status',
      expected: 'no answer: the request is DECLINED_NO_CAPACITY',
    });
  });

  test('takes a place when it is offered, and gives it back when it ends', async () => {
    const id = await request('service-2');
    expect(await done(answer(id, 'OFFERED'))).toMatchObject({ service: { available: 0 } });
    const other = await request('service-2');
    const before = await placesOf('service-2');
    expect(before).toEqual({ capacity: 3, available: 0, held: 1 });
    expect(refusalOf(await answer(other, 'OFFERED'))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'status',
      expected: 'a service with a free place: decline with DECLINED_NO_CAPACITY, or answer when a place is free',
    });
    expect(await done(answer(id, 'ACTIVE'))).toMatchObject({ startedOn: '2026-06-13', service: { available: 0 } });
    expect(await done(answer(id, 'ENDED'))).toMatchObject({ endedOn: '2026-06-13', service: { available: 1 } });
    expect(await done(answer(other, 'OFFERED'))).toMatchObject({ status: 'OFFERED' });
    expect(await done(answer(other, 'DECLINED_NOT_ELIGIBLE', { reason }))).toMatchObject({ service: { available: 1 } });
    expect(await placesOf('service-2')).toEqual({ capacity: 3, available: 1, held: 0 });
  });
});

describe('capacity', () => {
  test('one, and 50 offers at once: one is made, and the others wait', async () => {
    await charity.load([aService(50, { capacity: 1, available: 1 })]);
    const ids = await Promise.all(Array.from({ length: 50 }, () => request('service-50')));
    const answers = await Promise.all(ids.map((id, index) => answer(id, index % 2 === 0 ? 'OFFERED' : 'ACTIVE')));
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const refused = answers.filter(({ errors }) => errors !== undefined);
    expect(new Set(refused.map((each) => refusalOf(each).argument))).toEqual(new Set(['status']));
    expect(await placesOf('service-50')).toEqual({ capacity: 1, available: 0, held: 1 });
    const [waiting] = await charity.dataSource.query<{ count: string }[]>(
      "select count(*) from support_episodes where service_id = 'service-50' and status = 'REQUESTED'",
    );
    expect(waiting?.count).toBe('49');
  });

  test('is never below what is offered or taken through the hub', async () => {
    await charity.load([aService(51, { capacity: 4, available: 4 })]);
    for (let made = 0; made < 2; made += 1) await done(answer(await request('service-51'), 'OFFERED'));
    const set = (capacity: number, available: number): Promise<Answer> =>
      ask(CAPACITY, { serviceId: 'service-51', capacity, available }, HARBOUR_WORKER);
    const why = '2 places are offered or taken through the hub';
    expect(refusalOf(await set(1, 0))).toMatchObject({ argument: 'capacity', expected: `a number from 2: ${why}` });
    expect(refusalOf(await set(4, 3))).toMatchObject({ argument: 'available', expected: `at most 2: ${why}` });
    expect(await done(set(2, 0))).toMatchObject({ capacity: 2, available: 0, waitingDays: null });
  });

  test('stays whole while it is set and taken at once', async () => {
    await charity.load([aService(52, { capacity: 6, available: 6 })]);
    const ids = await Promise.all(Array.from({ length: 12 }, () => request('service-52')));
    await Promise.all([
      ...ids.map((id) => answer(id, 'ACTIVE')),
      ...[6, 5, 4].map((capacity) =>
        ask(CAPACITY, { serviceId: 'service-52', capacity, available: 1 }, HARBOUR_WORKER),
      ),
    ]);
    const [count] = await charity.dataSource.query<{ running: number; held: number; capacity: number; left: number }[]>(
      `select (select count(*)::int from support_episodes where service_id = s.id and status = 'ACTIVE') as running,
              held, capacity, capacity - held - available as left from support_services s where id = 'service-52'`,
    );
    expect(count?.running).toBe(count?.held);
    expect(count!.running).toBeLessThanOrEqual(count!.capacity);
    expect(count!.left).toBeGreaterThanOrEqual(0);
  });

  test('that was loaded as taken is given back once, and within bounds', async () => {
    await charity.load([
      aService(53, { capacity: 2, available: 1 }),
      {
        kind: 'SupportEpisode',
        id: 'loaded-1',
        subjectId: 'child-1',
        ownerId: HARBOUR,
        handling: 'OPEN',
        serviceId: 'service-53',
        status: 'ACTIVE',
        requestedAt: '2026-01-20T15:00:00Z',
      },
      {
        kind: 'SupportEpisode',
        id: 'loaded-2',
        subjectId: 'child-2',
        ownerId: HARBOUR,
        handling: 'OPEN',
        serviceId: 'service-53',
        status: 'ACTIVE',
        requestedAt: '2026-01-20T15:00:00Z',
      },
    ]);
    await done(answer('loaded-1', 'ENDED'));
    expect(await placesOf('service-53')).toEqual({ capacity: 2, available: 2, held: 0 });
    await done(answer('loaded-2', 'ENDED'));
    expect(await placesOf('service-53')).toEqual({ capacity: 2, available: 2, held: 0 });
  });
});

describe('a wish', () => {
  test('is kept word for word', async () => {
    const words = '  i dont want to go back there!!\n\n  “no” \u{1F62D}  cafe\u0301 <b> \\ \u2028 ';
    const { id } = await done(ask(WISH, { childId: 'child-1', words, heardOn: '2026-06-13' }, HARBOUR_WORKER));
    const [row] = await charity.dataSource.query<object[]>('select * from wishes where id = $1', [id]);
    expect(row).toMatchObject({ words, heard_on: '2026-06-13', owner_id: HARBOUR, subject_id: 'child-1' });
  });

  test('may be heard by an advocate of a charity', async () => {
    const said = { childId: 'child-1', words: 'I want somebody to be there', heardOn: '2026-06-01' };
    expect(await done(ask(WISH, said, { ...OPEN_DOOR_WORKER, role: 'ADVOCATE' }))).toMatchObject({
      ownerId: OPEN_DOOR,
    });
  });
});

describe('a request for an advocate', () => {
  test('goes to a service that serves the caller\u2019s area and has a place, and has a clock of two working days', async () => {
    expect(await done(ask(ADVOCATE, { childId: 'child-1' }, OFFICER))).toEqual({
      id: expect.any(String),
      subjectId: 'child-1',
      ownerId: OPEN_DOOR,
      handling: 'OPEN',
      status: 'REQUESTED',
      requestedAt: NOW.toISOString(),
      advocate: null,
      requester: { id: 'E23000024' },
      service: { id: 'service-4' },
      clock: {
        rule: 'ADVOCATE_RESPONSE',
        startedAt: NOW.toISOString(),
        dueAt: '2026-06-16T22:59:59.000Z',
        stoppedAt: null,
        overdue: false,
        calendar: expect.any(String),
      },
    });
  });

  test('goes to the service that the caller names, if it advocates', async () => {
    const to = (serviceId: string) => ask(ADVOCATE, { childId: 'child-1', serviceId }, OFFICER);
    expect(await done(to('service-5'))).toMatchObject({ service: { id: 'service-5' } });
    expect(refusalOf(await to('service-1'))).toMatchObject({
      argument: 'serviceId',
      expected: 'a service of the kind ADVOCACY',
    });
    expect(refusalOf(await to('service-none'))).toMatchObject({ code: 'NOT_FOUND', argument: 'serviceId' });
  });

  test('is refused where no service advocates', async () => {
    const elsewhere = { ...OFFICER, areas: ['E10000016'] };
    expect(refusalOf(await ask(ADVOCATE, { childId: 'child-1' }, elsewhere))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'serviceId',
      expected: 'a service of the kind ADVOCACY, for none serves an area of the caller',
    });
  });

  test('names the advocate when one is found, and its clock stops with the first answer', async () => {
    const requestId = await advocate();
    const say = (over: object): Promise<Answer> => ask(ANSWER_ADVOCACY, { requestId, ...over }, OPEN_DOOR_WORKER);
    expect(await done(say({ status: 'OFFERED', advocateName: 'Noor Penhale' }))).toMatchObject({
      status: 'OFFERED',
      advocate: { name: 'Noor Penhale', role: 'Independent advocate' },
      clock: { stoppedAt: NOW.toISOString(), overdue: false },
    });
    expect(await done(say({ status: 'ACTIVE' }))).toMatchObject({
      status: 'ACTIVE',
      advocate: { name: 'Noor Penhale' },
    });
    expect(await placesOf('service-4')).toMatchObject({ capacity: 40 });
  });
});
