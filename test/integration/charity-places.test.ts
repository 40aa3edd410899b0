import 'reflect-metadata';
import {
  CAPACITY,
  HARBOUR_WORKER,
  NOW,
  OFFICER,
  REQUEST,
  startCharities,
  type TestCharities,
} from '../support/charities';
import { aService, HARBOUR } from '../support/charity-lines';
import { refusalOf } from '../support/mutation-checks';
import type { Answer } from '../support/subgraph';

let charity: TestCharities;
beforeAll(async () => {
  charity = await startCharities();
});
afterAll(() => charity.close());

const reason = 'no caseworker speaks the language';

describe('a request for support', () => {
  test('belongs to the charity of the service, and names who asked', async () => {
    const made = await charity.done(charity.call(REQUEST, { childId: 'child-1', serviceId: 'service-1' }, OFFICER));
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
    expect(refusalOf(await charity.call(REQUEST, { childId: 'child-1', serviceId: 'service-none' }, OFFICER))).toEqual({
      code: 'NOT_FOUND',
      argument: 'serviceId',
      expected: 'an id of a service',
    });
  });

  test('is counted in the area that the caller names, or where the caller and the service meet', async () => {
    const areaOf = async (over: object): Promise<unknown> => {
      const { id } = await charity.done(
        charity.call(REQUEST, { childId: 'child-1', serviceId: 'service-1', ...over }, OFFICER),
      );
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
    const id = await charity.request();
    const declined = await charity.done(charity.answer(id, 'DECLINED_NO_CAPACITY', { reason }));
    expect(declined).toMatchObject({ status: 'DECLINED_NO_CAPACITY', reason, answeredAt: NOW.toISOString() });
    expect(refusalOf(await charity.answer(id, 'OFFERED'))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'status',
      expected: 'no answer: the request is DECLINED_NO_CAPACITY',
    });
  });

  test('takes a place when it is offered, and gives it back when it ends', async () => {
    const id = await charity.request('service-2');
    expect(await charity.done(charity.answer(id, 'OFFERED'))).toMatchObject({ service: { available: 0 } });
    const other = await charity.request('service-2');
    const before = await charity.placesOf('service-2');
    expect(before).toEqual({ capacity: 3, available: 0, held: 1 });
    expect(refusalOf(await charity.answer(other, 'OFFERED'))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'status',
      expected: 'a service with a free place: decline with DECLINED_NO_CAPACITY, or answer when a place is free',
    });
    expect(await charity.done(charity.answer(id, 'ACTIVE'))).toMatchObject({
      startedOn: '2026-06-13',
      service: { available: 0 },
    });
    expect(await charity.done(charity.answer(id, 'ENDED'))).toMatchObject({
      endedOn: '2026-06-13',
      service: { available: 1 },
    });
    expect(await charity.done(charity.answer(other, 'OFFERED'))).toMatchObject({ status: 'OFFERED' });
    expect(await charity.done(charity.answer(other, 'DECLINED_NOT_ELIGIBLE', { reason }))).toMatchObject({
      service: { available: 1 },
    });
    expect(await charity.placesOf('service-2')).toEqual({ capacity: 3, available: 1, held: 0 });
  });
});

describe('capacity', () => {
  test('one, and 50 offers at once: one is made, and the others wait', async () => {
    await charity.load([aService(50, { capacity: 1, available: 1 })]);
    const ids = await Promise.all(Array.from({ length: 50 }, () => charity.request('service-50')));
    const answers = await Promise.all(
      ids.map((id, index) => charity.answer(id, index % 2 === 0 ? 'OFFERED' : 'ACTIVE')),
    );
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const refused = answers.filter(({ errors }) => errors !== undefined);
    expect(new Set(refused.map((each) => refusalOf(each).argument))).toEqual(new Set(['status']));
    expect(await charity.placesOf('service-50')).toEqual({ capacity: 1, available: 0, held: 1 });
    const [waiting] = await charity.dataSource.query<{ count: string }[]>(
      "select count(*) from support_episodes where service_id = 'service-50' and status = 'REQUESTED'",
    );
    expect(waiting?.count).toBe('49');
  });

  test('is never below what is offered or taken through the hub', async () => {
    await charity.load([aService(51, { capacity: 4, available: 4 })]);
    for (let made = 0; made < 2; made += 1)
      await charity.done(charity.answer(await charity.request('service-51'), 'OFFERED'));
    const set = (capacity: number, available: number): Promise<Answer> =>
      charity.call(CAPACITY, { serviceId: 'service-51', capacity, available }, HARBOUR_WORKER);
    const why = '2 places are offered or taken through the hub';
    expect(refusalOf(await set(1, 0))).toMatchObject({ argument: 'capacity', expected: `a number from 2: ${why}` });
    expect(refusalOf(await set(4, 3))).toMatchObject({ argument: 'available', expected: `at most 2: ${why}` });
    expect(await charity.done(set(2, 0))).toMatchObject({ capacity: 2, available: 0, waitingDays: null });
  });

  test('stays whole while it is set and taken at once', async () => {
    await charity.load([aService(52, { capacity: 6, available: 6 })]);
    const ids = await Promise.all(Array.from({ length: 12 }, () => charity.request('service-52')));
    await Promise.all([
      ...ids.map((id) => charity.answer(id, 'ACTIVE')),
      ...[6, 5, 4].map((capacity) =>
        charity.call(CAPACITY, { serviceId: 'service-52', capacity, available: 1 }, HARBOUR_WORKER),
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
    await charity.done(charity.answer('loaded-1', 'ENDED'));
    expect(await charity.placesOf('service-53')).toEqual({ capacity: 2, available: 2, held: 0 });
    await charity.done(charity.answer('loaded-2', 'ENDED'));
    expect(await charity.placesOf('service-53')).toEqual({ capacity: 2, available: 2, held: 0 });
  });
});
