import 'reflect-metadata';
import type { Principal } from '../../subgraphs/kit/context';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import {
  DIRECTOR,
  KENT,
  MANAGER,
  OFFICER,
  referralMutations,
  refusal,
  YOUTH_WORKER,
  type Call,
} from '../support/referral-mutations';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-06-10T12:00:00Z');
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

type Mutations = ReturnType<typeof referralMutations>;
type Ask = (over?: object, call?: Call) => Promise<Answer>;

interface Case {
  name: string;
  call: keyof Pick<Mutations, 'submit' | 'decide' | 'challenge' | 'answer'>;
  by: Partial<Principal>;
  /** Input that the mutation can be called with, once. */
  prepare: (mutations: Mutations) => Promise<object>;
  other: object;
  bad: object;
  faults: string;
  forbidden: readonly Partial<Principal>[];
  /** Those to whom the record is as if it were not there. */
  strangers: readonly Partial<Principal>[];
  event: readonly [type: string, recordType: string];
}

const WITHOUT_A_PERSON: readonly Partial<Principal>[] = (['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const).map(
  (role) => ({ role }),
);

const CASES: readonly Case[] = [
  {
    name: 'submitReferral',
    call: 'submit',
    by: YOUTH_WORKER,
    prepare: async () => ({}),
    other: { concerns: 'other concerns' },
    bad: { childId: 'no id', council: 'E23000024', harmContexts: [], indicators: ['M1', 'Z9'], concerns: ' ' },
    faults: 'input.childId; input.council; input.harmContexts; input.indicators[1]; input.concerns',
    forbidden: WITHOUT_A_PERSON,
    strangers: [],
    event: ['REFERRAL_SUBMITTED', 'Referral'],
  },
  {
    name: 'decideReferral',
    call: 'decide',
    by: MANAGER,
    prepare: async ({ submitted }) => ({ referralId: await submitted() }),
    other: { rationale: 'another rationale altogether' },
    bad: { referralId: 'no id', reason: 'R77', rationale: 'no', stepDown: null, otherAuthority: 'E10000016' },
    faults: 'input.referralId; input.reason; input.rationale; input.stepDown; input.otherAuthority',
    forbidden: [...WITHOUT_A_PERSON, { role: 'PARTNER_SYSTEM' }, OFFICER, YOUTH_WORKER],
    strangers: [KENT],
    event: ['REFERRAL_DECIDED', 'Referral'],
  },
  {
    name: 'challengeReferral',
    call: 'challenge',
    by: YOUTH_WORKER,
    prepare: async ({ refused }) => ({ referralId: await refused() }),
    other: { argument: 'another argument altogether' },
    bad: { referralId: 'no id', argument: ' ' },
    faults: 'referralId; argument',
    forbidden: [...WITHOUT_A_PERSON, MANAGER],
    strangers: [KENT, OFFICER],
    event: ['REFERRAL_CHALLENGED', 'ReferralChallenge'],
  },
  {
    name: 'answerChallenge',
    call: 'answer',
    by: DIRECTOR,
    prepare: async ({ challenged }) => ({ challengeId: (await challenged()).challengeId }),
    other: { answer: 'another answer altogether' },
    bad: { challengeId: 'no id', outcome: 'ESCALATED', answer: '' },
    faults: 'challengeId; outcome; answer',
    forbidden: [...WITHOUT_A_PERSON, { role: 'PARTNER_SYSTEM' }, OFFICER, YOUTH_WORKER],
    strangers: [KENT],
    event: ['CHALLENGE_ANSWERED', 'ReferralChallenge'],
  },
];

let council: TestSubgraph;
let mutations: Mutations;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
  mutations = referralMutations(council);
});
afterAll(() => council.close());

const TABLES = ['referrals', 'referral_challenges', 'referral_earlier_decisions', 'outbox', 'idempotency_keys'];
const stateOf = async (): Promise<unknown> =>
  Promise.all(TABLES.map((table) => council.dataSource.query(`select t.* from ${table} t order by t::text`)));
const countOf = async (table: string): Promise<number> =>
  Number((await council.dataSource.query<{ n: string }[]>(`select count(*) as n from ${table}`))[0]?.n);

describe.each(CASES)('$name', (each) => {
  const { name, call: mutation, by, prepare } = each;
  const ask: Ask = (over = {}, call = {}) => mutations[mutation](over, call);

  test('is told by a signal that holds nothing of it', async () => {
    const { data, errors } = await ask(await prepare(mutations));
    expect(errors).toBeUndefined();
    const [type, recordType] = each.event;
    const [row] = await council.dataSource.query<object[]>('select * from outbox order by seq desc limit 1');
    expect(row).toEqual({
      seq: expect.any(String),
      xid: expect.any(String),
      id: expect.any(String),
      type,
      category: 'REFERRAL',
      subject_id: 'child-1',
      record_type: recordType,
      record_id: data.done.id,
      owner_id: 'E10000020',
      handling: 'OPEN',
      occurred_at: NOW,
    });
  });

  test('is forbidden to who may never do it, whatever the input, and writes nothing', async () => {
    const over = await prepare(mutations);
    const before = await stateOf();
    for (const person of each.forbidden) {
      expect(refusal(await ask(over, { by: { ...by, ...person } }))).toMatchObject({ code: 'FORBIDDEN' });
    }
    for (const role of ['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const) {
      expect(refusal(await ask(each.bad, { by: { ...by, role } }))).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await stateOf()).toEqual(before);
  });

  test('is to a stranger what it would be of a record that is not there', async () => {
    const over = await prepare(mutations);
    const missing = Object.fromEntries(Object.keys(over).map((field) => [field, UNKNOWN]));
    const before = await stateOf();
    for (const stranger of each.strangers) {
      const found = refusal(await ask(over, { by: stranger }));
      expect(found).toMatchObject({ code: 'NOT_FOUND' });
      expect(found).toEqual(refusal(await ask(missing, { by: stranger })));
    }
    expect(await stateOf()).toEqual(before);
  });

  test('names every fault of its input at once', async () => {
    const before = await stateOf();
    expect(refusal(await ask(each.bad, { key: 'k'.repeat(201) }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: `${each.faults}; idempotencyKey`,
    });
    expect(await stateOf()).toEqual(before);
  });

  test('gives the first answer again for the same input, and refuses the key of another', async () => {
    const over = await prepare(mutations);
    const first = await ask(over, { key: `again-${name}` });
    const after = await stateOf();
    const second = await ask(over, { key: `again-${name}` });
    expect(second.data).toEqual(first.data);
    const other = await ask({ ...over, ...each.other }, { key: `again-${name}` });
    expect(refusal(other)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', argument: 'idempotencyKey' });
    expect(await stateOf()).toEqual(after);
  });

  test('has one effect when 20 call it at once with one key', async () => {
    const over = await prepare(mutations);
    const before = await countOf('outbox');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(over, { key: `at-once-${name}` })));
    expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await countOf('outbox')).toBe(before + 1);
  });
});

test('a child with whom the caller has nothing to do is as if it did not exist', async () => {
  const before = await stateOf();
  const expected = { code: 'NOT_FOUND', argument: 'input.childId' };
  expect(refusal(await mutations.submit({ childId: 'child-2' }))).toMatchObject(expected);
  expect(refusal(await mutations.submit({ childId: UNKNOWN }))).toMatchObject(expected);
  expect(await stateOf()).toEqual(before);
});

test.each(CASES.filter(({ name }) => name !== 'submitReferral'))(
  '20 who $name at once, each with a key of their own: one is first',
  async ({ call, prepare }) => {
    const over = await prepare(mutations);
    const answers = await Promise.all(Array.from({ length: 20 }, () => mutations[call](over)));
    const refused = answers.filter(({ errors }) => errors !== undefined);
    expect(refused).toHaveLength(19);
    for (const answer of refused) expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT' });
  },
);
