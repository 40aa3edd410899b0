import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { openClockBook } from '../../subgraphs/kit/clock-book';
import { goRound } from '../../subgraphs/kit/clock-round';
import {
  ADVOCATE,
  ANSWER_ADVOCACY,
  HARBOUR_WORKER,
  NOW,
  OFFICER,
  OPEN_DOOR,
  OPEN_DOOR_WORKER,
  WISH,
  startCharities,
  type TestCharities,
} from '../support/charities';
import { HARBOUR } from '../support/charity-lines';
import { refusalOf } from '../support/mutation-checks';
import type { Answer } from '../support/subgraph';

let charity: TestCharities;
beforeAll(async () => {
  charity = await startCharities();
});
afterAll(() => charity.close());

const fail = (line: object): never => {
  throw new Error(JSON.stringify(line));
};

describe('a wish', () => {
  test('is kept word for word', async () => {
    const words = '  i dont want to go back there!!\n\n  “no” \u{1F62D}  cafe\u0301 <b> \\ \u2028 ';
    const { id } = await charity.done(
      charity.call(WISH, { childId: 'child-1', words, heardOn: '2026-06-13' }, HARBOUR_WORKER),
    );
    const [row] = await charity.dataSource.query<object[]>('select * from wishes where id = $1', [id]);
    expect(row).toMatchObject({ words, heard_on: '2026-06-13', owner_id: HARBOUR, subject_id: 'child-1' });
  });

  test('may be heard by an advocate of a charity', async () => {
    const said = { childId: 'child-1', words: 'I want somebody to be there', heardOn: '2026-06-01' };
    expect(await charity.done(charity.call(WISH, said, { ...OPEN_DOOR_WORKER, role: 'ADVOCATE' }))).toMatchObject({
      ownerId: OPEN_DOOR,
    });
  });
});

describe('a request for an advocate', () => {
  test('goes to a service that serves the caller\u2019s area and has a place, and has a clock of two working days', async () => {
    expect(await charity.done(charity.call(ADVOCATE, { childId: 'child-1' }, OFFICER))).toEqual({
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
    const to = (serviceId: string) => charity.call(ADVOCATE, { childId: 'child-1', serviceId }, OFFICER);
    expect(await charity.done(to('service-5'))).toMatchObject({ service: { id: 'service-5' } });
    expect(refusalOf(await to('service-1'))).toMatchObject({
      argument: 'serviceId',
      expected: 'a service of the kind ADVOCACY',
    });
    expect(refusalOf(await to('service-none'))).toMatchObject({ code: 'NOT_FOUND', argument: 'serviceId' });
  });

  test('is refused where no service advocates', async () => {
    const elsewhere = { ...OFFICER, areas: ['E10000016'] };
    expect(refusalOf(await charity.call(ADVOCATE, { childId: 'child-1' }, elsewhere))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'serviceId',
      expected: 'a service of the kind ADVOCACY, for none serves an area of the caller',
    });
  });

  test('names the advocate when one is found, and its clock stops with the first answer', async () => {
    const requestId = await charity.advocate();
    const say = (over: object): Promise<Answer> =>
      charity.call(ANSWER_ADVOCACY, { requestId, ...over }, OPEN_DOOR_WORKER);
    expect(await charity.done(say({ status: 'OFFERED', advocateName: 'Noor Penhale' }))).toMatchObject({
      status: 'OFFERED',
      advocate: { name: 'Noor Penhale', role: 'Independent advocate' },
      clock: { stoppedAt: NOW.toISOString(), overdue: false },
    });
    expect(await charity.done(say({ status: 'ACTIVE' }))).toMatchObject({
      status: 'ACTIVE',
      advocate: { name: 'Noor Penhale' },
    });
    expect(await charity.placesOf('service-4')).toMatchObject({ capacity: 40 });
  });

  test('that nobody answers in time is signalled once', async () => {
    const late = await charity.advocate();
    const answered = await charity.advocate();
    await charity.done(
      charity.call(ANSWER_ADVOCACY, { requestId: answered, status: 'ACTIVE', advocateName: 'A' }, OPEN_DOOR_WORKER),
    );
    const { dataSource } = charity;
    const rounds = {
      dataSource,
      kinds: CHARITY.overdue ?? [],
      book: await openClockBook(dataSource.manager),
      log: fail,
    };
    const signalled = async (at: string): Promise<string[]> => {
      await goRound(rounds, new Date(at));
      const rows = await dataSource.query<{ record_id: string }[]>(
        "select record_id from outbox where type = 'ADVOCACY_OVERDUE' and record_id = any($1)",
        [[late, answered]],
      );
      return rows.map((row) => row.record_id);
    };
    expect(await signalled('2026-06-16T22:59:59Z')).toEqual([]);
    expect(await signalled('2026-06-16T23:00:00Z')).toEqual([late]);
    expect(await signalled('2026-06-17T23:00:00Z')).toEqual([late]);
    const QUERY = '{ advocacyRequests(overdue: true) { nodes { id } } }';
    expect((await charity.ask(QUERY, {}, OPEN_DOOR_WORKER)).data.advocacyRequests.nodes).toEqual([]);
  });
});
