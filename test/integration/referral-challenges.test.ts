import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { goRound } from '../../subgraphs/kit/clock-round';
import { aReferral, REFUSED } from '../support/council-lines';
import { DIRECTOR, MANAGER, referralMutations, refusal } from '../support/referral-mutations';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let now = new Date('2026-06-10T12:00:00Z');
let council: TestSubgraph;
let mutations: ReturnType<typeof referralMutations>;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => now);
  mutations = referralMutations(council);
  await council.load([aReferral(8, { ...REFUSED, subjectId: 'child-1', resistance: null })]);
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
    const namesakes = [
      { ...DIRECTOR, name: null, subject: 'Bea Winter' },
      { ...DIRECTOR, name: 'Bea Winter', subject: 'director-7' },
    ];
    for (const by of namesakes)
      expect(await faultOf(mutations.answer({ challengeId }, { by }))).toMatchObject({ code: 'FORBIDDEN' });
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
      'REFERRAL_OVERDUE',
      'REFERRAL_CHALLENGED',
      'REFERRAL_OVERDUE',
      'REFERRAL_CHALLENGED',
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
