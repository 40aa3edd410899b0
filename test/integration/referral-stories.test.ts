import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { goRound } from '../../subgraphs/kit/clock-round';
import { aCareEpisode, aReferral, REFUSED } from '../support/council-lines';
import {
  aRefusal,
  DIRECTOR,
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
    { kind: 'ReferralSource', id: 'harbour-youth-trust', source: '8.V.CL' },
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
const rowOf = async (table: string, id: string): Promise<Row> =>
  (await council.dataSource.query<Row[]>(`select * from ${table} where id = $1`, [id]))[0] ?? {};
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
      ...{ decision: 'EARLY_HELP', reason: null, stepDown: null },
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

describe('a challenge', () => {
  const accepting = { decision: 'SECTION_47_ENQUIRY', reason: null, stepDown: null, rationale: 'accepted' };

  test('that is overturned starts the clock anew and keeps what was decided before', async () => {
    const { referralId, challengeId } = await mutations.challenged();
    later(3);
    await mutations.answer({ challengeId, outcome: 'OVERTURNED' });
    expect(await rowOf('referrals', referralId)).toMatchObject({
      status: 'RECEIVED',
      decision: null,
      reason_code: null,
      decided_by: null,
      rationale: null,
      step_down: null,
      clock_started_at: now,
      clock_stopped_at: null,
      resistance: null,
    });
    const kept = await council.dataSource.query<Row[]>(
      'select * from referral_earlier_decisions where referral_id = $1',
      [referralId],
    );
    expect(kept).toMatchObject([
      { decision: 'NO_FURTHER_ACTION', reason_code: 'R01', decided_by_subject: 'manager-1' },
    ]);
    later(1);
    const { data } = await mutations.decide({ referralId, ...accepting });
    expect(data.done).toMatchObject({ resistance: 3, decisionClock: { startedAt: '2026-06-10T15:00:00.000Z' } });
  });

  test('is answered neither by who decided nor, within one council, by who challenged', async () => {
    const { challengeId } = await mutations.challenged();
    const forbidden = { code: 'FORBIDDEN', argument: 'challengeId' };
    expect(await faultOf(mutations.answer({ challengeId }, { by: { ...MANAGER, name: 'Another Name' } }))).toEqual(
      forbidden,
    );
    const own = await mutations.submitted({}, MANAGER);
    await mutations.decide({ referralId: own });
    const raised = await mutations.challenge({ referralId: own }, { by: DIRECTOR });
    expect(await faultOf(mutations.answer({ challengeId: raised.data.done.id }, { by: DIRECTOR }))).toEqual(forbidden);
    const third = { ...DIRECTOR, subject: 'director-2' };
    expect((await mutations.answer({ challengeId: raised.data.done.id }, { by: third })).errors).toBeUndefined();
  });

  test('is open to the referrer alone, of a refusal alone, one at a time', async () => {
    const fault = { code: 'BAD_USER_INPUT', argument: 'referralId' };
    const waiting = await mutations.submitted();
    expect(await faultOf(mutations.challenge({ referralId: waiting }))).toEqual(fault);
    await mutations.decide({ referralId: waiting, ...accepting });
    expect(await faultOf(mutations.challenge({ referralId: waiting }))).toEqual(fault);
    const { referralId } = await mutations.challenged();
    expect(await faultOf(mutations.challenge({ referralId }))).toEqual(fault);
    expect(await faultOf(mutations.decide({ referralId, ...accepting }))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('upheld three times is closed', async () => {
    const referralId = await mutations.refused();
    for (const step of [1, 2, 3]) {
      const { data } = await mutations.challenge({ referralId });
      expect(data.done).toMatchObject({ step, clock: { rule: `CHALLENGE_STEP_${step}` } });
      await mutations.answer({ challengeId: data.done.id });
    }
    expect(await rowOf('referrals', referralId)).toMatchObject({ status: 'CLOSED', resistance: 4 });
    expect(await faultOf(mutations.challenge({ referralId }))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('overturned at the last step and refused again has escalated for good', async () => {
    const referralId = await mutations.refused();
    for (const outcome of ['UPHELD', 'UPHELD', 'OVERTURNED']) {
      const { data } = await mutations.challenge({ referralId });
      await mutations.answer({ challengeId: data.done.id, outcome });
    }
    const { data } = await mutations.decide({ referralId });
    expect(data.done).toMatchObject({ status: 'ESCALATED', decision: 'NO_FURTHER_ACTION', resistance: 4 });
  });

  test('of a refusal that was loaded is answered by anyone but the one of that name', async () => {
    const raised = await mutations.challenge({ referralId: 'referral-8' });
    const { id: challengeId } = raised.data.done;
    const namesake = { ...DIRECTOR, name: null, subject: 'Bea Winter' };
    expect(await faultOf(mutations.answer({ challengeId }, { by: namesake }))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await mutations.answer({ challengeId })).errors).toBeUndefined();
  });
});

describe('a challenge without an answer', () => {
  const round = async (): Promise<string[]> => {
    const failures: string[] = [];
    const { dataSource, book } = council;
    const kinds = COUNCIL.overdue ?? [];
    await goRound({ dataSource, book, kinds, log: ({ error }) => void failures.push(error) }, now);
    return failures;
  };
  const challengesOf = (referralId: string): Promise<Row[]> =>
    council.dataSource.query<Row[]>(
      'select step, outcome, argument, clock_rule, answer from referral_challenges where referral_id = $1 order by step',
      [referralId],
    );

  test('escalates by itself from step to step, and after the last one for good', async () => {
    const { referralId, challengeId } = await mutations.challenged();
    for (const [index, days] of [5, 10, 5].entries()) {
      expect(await rowOf('referrals', referralId)).toMatchObject({ status: 'CHALLENGED' });
      later(24 * days);
      // Two processes and another round: each escalation happens once.
      expect((await Promise.all([round(), round()])).flat()).toEqual([]);
      await round();
      const challenges = await challengesOf(referralId);
      expect(challenges).toHaveLength(Math.min(index + 2, 3));
      expect(challenges[index]).toMatchObject({ step: index + 1, outcome: 'ESCALATED', answer: null });
    }
    expect(await challengesOf(referralId)).toMatchObject([
      { clock_rule: 'CHALLENGE_STEP_1', argument: 'the law does not ask where' },
      { clock_rule: 'CHALLENGE_STEP_2', argument: 'the law does not ask where' },
      { clock_rule: 'CHALLENGE_STEP_3', argument: 'the law does not ask where' },
    ]);
    expect(await rowOf('referrals', referralId)).toMatchObject({ status: 'ESCALATED', resistance: 4 });
    expect(await faultOf(mutations.answer({ challengeId }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'challengeId',
    });
    expect(await faultOf(mutations.challenge({ referralId }))).toMatchObject({ code: 'BAD_USER_INPUT' });
    const signals = await council.dataSource.query<Row[]>(
      `select o.type, o.record_type from outbox o join referral_challenges c on c.id = o.record_id
       where c.referral_id = $1 order by o.seq`,
      [referralId],
    );
    expect(signals.map(({ type }) => type)).toEqual([
      'REFERRAL_CHALLENGED',
      ...['REFERRAL_OVERDUE', 'REFERRAL_CHALLENGED'],
      ...['REFERRAL_OVERDUE', 'REFERRAL_CHALLENGED'],
      'REFERRAL_OVERDUE',
    ]);
  });

  test('can still be overturned at the next step, and shows how it went', async () => {
    const { referralId } = await mutations.challenged();
    later(24 * 5);
    await round();
    const [, second] = await council.dataSource.query<Row[]>(
      'select id from referral_challenges where referral_id = $1 order by step',
      [referralId],
    );
    await mutations.answer({ challengeId: second?.['id'], outcome: 'OVERTURNED' });
    const accepting = { decision: 'EARLY_HELP', reason: null, stepDown: null };
    const { data } = await mutations.decide({ referralId, ...accepting });
    expect(data.done).toMatchObject({ status: 'DECIDED', resistance: 4 });
  });

  test('is either answered or escalated, however they coincide', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const { referralId, challengeId } = await mutations.challenged();
      later(24 * 5);
      const [, { errors }] = await Promise.all([round(), mutations.answer({ challengeId })]);
      const [first, ...others] = await challengesOf(referralId);
      expect(first).toMatchObject({ outcome: errors === undefined ? 'UPHELD' : 'ESCALATED' });
      expect(others).toHaveLength(errors === undefined ? 0 : 1);
    }
  });
});
