import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { aCareEpisode, aReferral, REFUSED } from '../support/council-lines';
import {
  aRefusal,
  KENT,
  MANAGER,
  OFFICER,
  referralMutations,
  refusal,
  YOUTH_WORKER,
} from '../support/referral-mutations';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let now = new Date('2026-06-10T12:00:00Z');
let council: TestSubgraph;
let mutations: ReturnType<typeof referralMutations>;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => now);
  mutations = referralMutations(council);
  await council.load([
    { kind: 'ReferralSource', organisation: 'harbour-youth-trust', source: '8.V.CL' },
    aCareEpisode(1, { endedOn: null }),
    aCareEpisode(2, { endedOn: null }),
    aCareEpisode(3, { subjectId: 'child-1', endedOn: null, status: 'CLOSED' }),
    aCareEpisode(4, { subjectId: 'child-1' }),
    aCareEpisode(5, { subjectId: 'child-1', endedOn: null, ownerId: 'E10000016' }),
    aReferral(8, { ...REFUSED, subjectId: 'child-1', resistance: null }),
  ]);
});
beforeEach(() => {
  now = new Date('2026-06-10T12:00:00Z');
});
afterAll(() => council.close());

type Row = Record<string, unknown>;
const later = (hours: number): void => {
  now = new Date(now.getTime() + hours * 3_600_000);
};
const faultOf = async (asked: ReturnType<typeof mutations.decide>): Promise<unknown> => {
  const { code, argument } = refusal(await asked) as Row;
  return { code, argument };
};

describe('a submission', () => {
  test.each([
    [OFFICER, '6'],
    [YOUTH_WORKER, '8.V.CL'],
    [{ ...YOUTH_WORKER, organisation: 'open-door-advocacy' }, '8.V'],
    [KENT, '5C'],
    [MANAGER, '5A'],
  ])('by %j is counted under the source %s', async (by, source) => {
    const { data, errors } = await mutations.submit({}, { by });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({ ownerId: 'E10000020', referrer: { id: by.organisation }, source });
  });

  test('is open to a system of a partner, and starts the clock at its receipt', async () => {
    const { data } = await mutations.submit({}, { by: { ...OFFICER, role: 'PARTNER_SYSTEM' } });
    expect(data.done).toMatchObject({
      status: 'RECEIVED',
      receivedAt: now.toISOString(),
      decisionClock: {
        rule: 'REFERRAL_DECISION',
        startedAt: now.toISOString(),
        dueAt: '2026-06-11T22:59:59.000Z',
        stoppedAt: null,
        overdue: false,
        calendar: expect.any(String),
      },
    });
  });

  test('is confirmed by a receipt that proves what was said to who said it', async () => {
    const { data } = await mutations.submit({ concerns: 'seen at the station' }, { key: 'a key of its own' });
    const payload = JSON.parse(Buffer.from(data.done.receipt.split('.')[1], 'base64url').toString()) as Row;
    expect(payload).toEqual({
      referral: data.done.id,
      council: 'E10000020',
      referrer: 'harbour-youth-trust',
      receivedAt: now.toISOString(),
      dueAt: data.done.decisionClock.dueAt,
      concerns: createHash('sha256').update('a key of its own\nseen at the station').digest('base64url'),
    });
    const again = await mutations.submit({ concerns: 'seen at the station' }, { key: 'a key of its own' });
    expect(again.data.done.receipt).toBe(data.done.receipt);
  });

  test('names a context and a sign once, however often they are given', async () => {
    const over = { harmContexts: ['ONLINE', 'ONLINE'], indicators: ['M1', 'D2', 'M1'] };
    const { data } = await mutations.submit(over);
    expect(data.done).toMatchObject({ harmContexts: ['ONLINE'], indicators: ['M1', 'D2'] });
    expect((await mutations.submit({ indicators: [] })).data.done.indicators).toEqual([]);
  });
});

describe('a decision', () => {
  test('stops the clock, late when it is late', async () => {
    const referralId = await mutations.submitted();
    later(48);
    const { data } = await mutations.decide({ referralId }, { by: MANAGER });
    expect(data.done).toMatchObject({
      status: 'DECIDED',
      decidedBy: 'Bea Winter (manager-1)',
      decidedAt: now.toISOString(),
      decisionClock: { stoppedAt: now.toISOString(), overdue: true },
      reason: { code: 'R01', contestable: true, test: expect.any(String) },
      resistance: 1,
    });
  });

  test('that asks for information decides nothing and lets the clock run', async () => {
    const referralId = await mutations.submitted();
    const asking = aRefusal({ referralId, reason: 'R12', stepDown: null });
    const { data } = await mutations.decide(asking);
    expect(data.done).toMatchObject({ status: 'INFORMATION_REQUESTED', decision: null, resistance: null });
    expect(data.done.decisionClock.stoppedAt).toBeNull();
    later(48);
    await mutations.decide(asking);
    const { data: accepted } = await mutations.decide({
      referralId,
      decision: 'EARLY_HELP',
      reason: null,
      stepDown: null,
    });
    expect(accepted.done).toMatchObject({ decision: 'EARLY_HELP', reason: null, resistance: 2 });
    expect(accepted.done.decisionClock.overdue).toBe(true);
  });

  test('rests on the receipt of another council only when that one gave it for the child', async () => {
    const elsewhere = await mutations.submit({ council: 'E10000016' });
    const { receipt } = elsewhere.data.done;
    const referralId = await mutations.submitted();
    const named = { referralId, reason: 'R08', otherAuthority: 'E10000016' };
    const own = (await mutations.submit({})).data.done.receipt;
    const forged = `${receipt.slice(0, -6)}AAAAAA`;
    for (const otherAuthorityReceipt of [own, forged, 'a.b.c', 'no receipt']) {
      expect(await faultOf(mutations.decide({ ...named, otherAuthorityReceipt }))).toEqual({
        code: 'BAD_USER_INPUT',
        argument: 'input.otherAuthorityReceipt',
      });
    }
    const quoted = { ...named, otherAuthorityReceipt: receipt };
    expect(await faultOf(mutations.decide({ ...quoted, otherAuthority: 'E09000023' }))).toMatchObject({
      argument: 'input.otherAuthorityReceipt',
    });
    const { data } = await mutations.decide(quoted);
    expect(data.done).toMatchObject({ otherAuthority: { id: 'E10000016' }, otherAuthorityReceipt: receipt });
  });

  test.each([
    ['R10', 'care-1', true],
    ['R10', 'care-2', false],
    ['R10', 'care-3', false],
    ['R10', 'care-4', false],
    ['R10', 'care-5', false],
    ['R10', 'referral-8', false],
    ['R10', 'nothing', false],
    ['R10', 'no id at all', false],
    ['R11', 'care-1', false],
    ['R11', 'referral-8', false],
  ])('by %s rests on %s: %s', async (reason, linkedEpisode, isGood) => {
    const referralId = await mutations.submitted();
    const { errors } = await mutations.decide({ referralId, reason, linkedEpisode });
    expect(errors?.[0]?.extensions['argument']).toBe(isGood ? undefined : 'input.linkedEpisode');
  });

  test.each(['R10', 'R11'])('by %s rests on another open referral, never on itself', async (reason) => {
    const [one, other] = [await mutations.submitted(), await mutations.submitted()];
    const fault = { code: 'BAD_USER_INPUT', argument: 'input.linkedEpisode' };
    expect(await faultOf(mutations.decide({ referralId: one, reason, linkedEpisode: one }))).toEqual(fault);
    expect((await mutations.decide({ referralId: one, reason, linkedEpisode: other })).errors).toBeUndefined();
    // What was closed in favour of another cannot be what that other is closed for.
    expect(await faultOf(mutations.decide({ referralId: other, reason, linkedEpisode: one }))).toEqual(fault);
  });

  test('never closes two referrals in favour of each other, however they coincide', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      const [one, other] = [await mutations.submitted(), await mutations.submitted()];
      const answers = await Promise.all([
        mutations.decide({ referralId: one, reason: 'R11', linkedEpisode: other }),
        mutations.decide({ referralId: other, reason: 'R11', linkedEpisode: one }),
      ]);
      expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
      expect(answers.flatMap(({ errors }) => errors ?? [])).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});
