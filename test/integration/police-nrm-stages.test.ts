import 'reflect-metadata';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aPrincipal } from '../support/gateway-signature';
import { refusalOf, testFrame } from '../support/mutation-frame';
import { aProfile, anNrmReferral } from '../support/police-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

/** Good Friday 2026 is 3 April: five working days from the Thursday before end on the second Friday. */
let now = new Date('2026-04-02T10:00:00Z');
const RECORD = `mutation($referralId: ID!, $stage: NrmStage!, $key: ID!) {
  done: recordNrmStage(referralId: $referralId, stage: $stage, idempotencyKey: $key) {
    id ownerId stage referredAt consentGiven clock { rule startedAt dueAt stoppedAt overdue calendar } } }`;

type Row = Record<string, unknown>;
let police: TestSubgraph;
let referrals = 0;
beforeAll(async () => {
  police = await startSubgraph(POLICE, () => now);
});
afterAll(() => police.close());

async function aReferral(over: Row = {}, profile: Row = {}): Promise<string> {
  referrals += 1;
  await police.load([anNrmReferral(referrals, { stage: 'REFERRED', ...over }), aProfile(referrals, profile)]);
  return `nrm-${referrals}`;
}
const record = (referralId: string, stage: string): Promise<Answer> =>
  police.ask(RECORD, { referralId, stage, key: crypto.randomUUID() });

testFrame('recordNrmStage', {
  query: RECORD,
  subgraph: () => police,
  caller: aPrincipal({}),
  stranger: { organisation: 'E23000001' },
  strangerIsTold: 'NOT_FOUND',
  fresh: async () => ({ referralId: await aReferral(), stage: 'REASONABLE_GROUNDS_PENDING' }),
  altered: (variables) => ({ ...variables, stage: 'REASONABLE_GROUNDS_POSITIVE' }),
  absent: (variables) => ({ ...variables, referralId: 'nrm-none' }),
  event: 'NRM_STAGE_CHANGED',
  tables: ['nrm_referrals'],
});

test('the clock of the decision on reasonable grounds runs while it is pending, over working days', async () => {
  const id = await aReferral();
  const { data, errors } = await record(id, 'REASONABLE_GROUNDS_PENDING');
  expect(errors).toBeUndefined();
  const clock = {
    rule: 'NRM_REASONABLE_GROUNDS',
    startedAt: '2026-04-02T10:00:00.000Z',
    dueAt: '2026-04-13T22:59:59.000Z',
    stoppedAt: null,
    overdue: false,
    calendar: expect.any(String),
  };
  expect(data.done.clock).toEqual({ ...clock, dueAt: expect.stringMatching(/^2026-04-13T22:59:59/) });
  now = new Date('2026-04-14T08:00:00Z');
  const { data: late } = await record(id, 'REASONABLE_GROUNDS_POSITIVE');
  expect(late.done.clock).toMatchObject({ stoppedAt: '2026-04-14T08:00:00.000Z', overdue: true });
  now = new Date('2026-04-20T08:00:00Z');
  const { data: later } = await record(id, 'CONCLUSIVE_GROUNDS_PENDING');
  expect(later.done.clock).toMatchObject({ stoppedAt: '2026-04-14T08:00:00.000Z', overdue: true });
});

test('a stage that does not follow is refused with those that do', async () => {
  const id = await aReferral();
  expect(refusalOf(await record(id, 'CONCLUSIVE_GROUNDS_POSITIVE'))).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'stage',
    expected: 'REASONABLE_GROUNDS_PENDING, which follows on REFERRED',
  });
  const final = await aReferral({ stage: 'CONCLUSIVE_GROUNDS_POSITIVE' });
  expect(refusalOf(await record(final, 'RECONSIDERATION'))).toMatchObject({
    argument: 'stage',
    expected: 'none: CONCLUSIVE_GROUNDS_POSITIVE is final',
  });
});

test('a negative decision is reconsidered to one of its own kind, as often as it takes', async () => {
  const id = await aReferral({ stage: 'REASONABLE_GROUNDS_NEGATIVE' });
  expect((await record(id, 'RECONSIDERATION')).errors).toBeUndefined();
  expect(refusalOf(await record(id, 'CONCLUSIVE_GROUNDS_POSITIVE'))).toMatchObject({ argument: 'stage' });
  expect((await record(id, 'REASONABLE_GROUNDS_NEGATIVE')).errors).toBeUndefined();
  expect((await record(id, 'RECONSIDERATION')).errors).toBeUndefined();
  const { data } = await record(id, 'REASONABLE_GROUNDS_POSITIVE');
  expect(data.done).toMatchObject({ stage: 'REASONABLE_GROUNDS_POSITIVE', clock: null });
});

test('nobody is referred past the 18th birthday by way of a stage, without consent on record', async () => {
  const adult = await aReferral({ stage: 'IDENTIFIED', referredAt: null }, { dateOfBirth: '2008-04-20' });
  now = new Date('2026-04-19T12:00:00Z');
  const child = await aReferral({ stage: 'IDENTIFIED', referredAt: null }, { dateOfBirth: '2008-04-20' });
  const { data } = await record(child, 'REFERRED');
  expect(data.done).toMatchObject({ stage: 'REFERRED', referredAt: now.toISOString() });
  now = new Date('2026-04-19T23:30:00Z');
  expect(refusalOf(await record(adult, 'REFERRED'))).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'referralId',
    expected: 'a referral of someone under 18, or with the consent of the adult on record: use referToNrm',
  });
});

test('whom the force keeps no profile of is referred by way of a stage as a child', async () => {
  await police.load([anNrmReferral(900, { stage: 'IDENTIFIED', referredAt: null })]);
  const { data, errors } = await record('nrm-900', 'REFERRED');
  expect(errors).toBeUndefined();
  expect(data.done).toMatchObject({ stage: 'REFERRED', consentGiven: null });
});
