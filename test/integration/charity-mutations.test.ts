import 'reflect-metadata';
import type { Principal } from '../../subgraphs/kit/context';
import {
  ADVOCATE,
  ANSWER,
  ANSWER_ADVOCACY,
  CAPACITY,
  HARBOUR_WORKER,
  OFFICER,
  OPEN_DOOR_WORKER,
  REQUEST,
  WISH,
  startCharities,
  type TestCharities,
} from '../support/charities';
import { checkMutations, refusalOf, type MutationCase } from '../support/mutation-checks';

let charity: TestCharities;
beforeAll(async () => {
  charity = await startCharities();
});
afterAll(() => charity.close());

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
    prepare: async () => ({ episodeId: await charity.request(), status: 'OFFERED' }),
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
    stranger: { principal: OPEN_DOOR_WORKER, code: 'NOT_FOUND' },
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
    prepare: async () => ({ requestId: await charity.advocate(), status: 'ACTIVE', advocateName: 'Noor Penhale' }),
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
    stranger: { principal: HARBOUR_WORKER, code: 'NOT_FOUND' },
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
    expect(refusalOf(await charity.call(document, { ...said, childId: 'child-2' }, caller))).toEqual({
      code: 'NOT_FOUND',
      argument: 'childId',
      expected: "a child with whom the caller's organisation is involved",
    });
  },
);
