import { DEFAULT_MINIMUM, minimumOn, SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import { loadPolicySnapshot } from '../../gateway/store/policy-snapshot';
import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const ann = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ann' });
const ben = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ben' });
const cat = aCaller(COUNCIL, { role: 'DATA_OFFICER', subject: 'cat' });
const SAYS = 'minimumConcern purposes levels { category level } validFrom validTo';
const FIELDS = `id status draftedBy { id } decidedBy { id } reason proposed { id ${SAYS} }`;
const DRAFT = `mutation ($input: SafeguardingMinimumInput!, $key: ID!) { draftSafeguardingMinimum(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const APPROVE = `mutation ($change: ID!, $key: ID!) { approveSafeguardingMinimum(change: $change, idempotencyKey: $key) { ${FIELDS} } }`;
const REJECT = `mutation ($change: ID!, $key: ID!) { rejectSafeguardingMinimum(change: $change, reason: "no", idempotencyKey: $key) { ${FIELDS} } }`;
const WIDER = {
  minimumConcern: 'CONCERN',
  purposes: ['MISSING_CHILD'],
  levels: [
    { category: 'IDENTITY', level: 'FULL' },
    { category: 'WHEREABOUTS', level: 'SUMMARY' },
  ],
};

let hub: TestHub;
let keys = 0;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const ask = async (query: string, officer: typeof ann, variables: object) => {
  const { data, errors } = await hub.ask(query, officer, { variables: { key: `k-${(keys += 1)}`, ...variables } });
  return { change: data && Object.values(data)[0], errors };
};
const input = (over: object = {}) => ({
  input: { ...WIDER, validFrom: '2098-01-01', validTo: '2098-12-31', note: 'agreed by the board', ...over },
});
const agreed = async () => (await loadPolicySnapshot(hub.pool)).minimums;
const holdsOn = async (day: string) => minimumOn(await agreed(), day);
const shownOn = (on: string) => hub.ask(`{ safeguardingMinimum(on: "${on}") { id ${SAYS} } }`, aCaller(COUNCIL));

it('is what the hub comes with until something else is agreed', async () => {
  expect(await agreed()).toEqual([]);
  expect(await holdsOn('2026-11-22')).toEqual({
    ...SAFEGUARDING_MINIMUM,
    id: 'DEFAULT',
    validFrom: null,
    validTo: null,
  });
  expect((await shownOn('2026-11-22')).data).toMatchObject({
    safeguardingMinimum: { id: 'DEFAULT', minimumConcern: 'LIKELY_SIGNIFICANT_HARM', levels: { length: 4 } },
  });
});

it('changes on its first day and ends with its last, once an officer of another organisation approved', async () => {
  const { change, errors } = await ask(DRAFT, ann, input());
  expect(errors).toEqual([]);
  for (const own of [ann, ben])
    expect((await ask(APPROVE, own, { change: change.id })).errors).toMatchObject([
      { code: 'FORBIDDEN', at: 'change' },
    ]);
  const stale = await ask(DRAFT, cat, input());
  expect(await agreed()).toEqual([]);
  const { epoch } = await loadPolicySnapshot(hub.pool);
  const approved = await ask(APPROVE, cat, { change: change.id });
  expect(approved.change).toMatchObject({ status: 'ACTIVE', decidedBy: { id: COUNCIL }, proposed: WIDER });
  expect((await loadPolicySnapshot(hub.pool)).epoch).toBeGreaterThan(epoch);
  for (const day of ['2097-12-31', '2099-01-01']) expect(await holdsOn(day)).toBe(DEFAULT_MINIMUM);
  for (const day of ['2098-01-01', '2098-12-31'])
    expect(await holdsOn(day)).toMatchObject({ id: change.id, levels: { IDENTITY: 'FULL', WHEREABOUTS: 'SUMMARY' } });
  await hub.load([]);
  expect((await shownOn('2098-06-01')).data).toMatchObject({ safeguardingMinimum: { id: change.id, ...WIDER } });
  expect(hub.gateway.changes.at(-1)).toBe(`cat SAFEGUARDING_MINIMUM_APPROVED ${change.id} ${COUNCIL}`);
  // Drafted before something newer was agreed, or decided already.
  for (const id of [stale.change.id, change.id])
    expect((await ask(APPROVE, ann, { change: id })).errors).not.toEqual([]);
  expect((await ask(APPROVE, ann, { change: stale.change.id })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  const newer = await ask(DRAFT, cat, input({ minimumConcern: 'IMMEDIATE_DANGER', validFrom: '2098-06-01' }));
  await ask(APPROVE, ann, { change: newer.change.id });
  expect(await holdsOn('2098-05-31')).toMatchObject({ id: change.id });
  expect(await holdsOn('2098-06-01')).toMatchObject({ id: newer.change.id, minimumConcern: 'IMMEDIATE_DANGER' });
});

it('is refused with every fault at once, to everybody but data officers, for the past and for what is not there', async () => {
  const faulty = {
    minimumConcern: 'NOT_RECORDED',
    purposes: [],
    levels: [{ category: 'MISSING', level: 'NONE' }],
    note: '',
  };
  expect((await ask(DRAFT, ann, input(faulty))).errors).toMatchObject([
    { at: 'input.minimumConcern; input.purposes; input.levels[0].level; input.note' },
  ]);
  const past = { validFrom: '2026-02-28', validTo: null };
  expect((await ask(DRAFT, ann, input(past))).errors).toMatchObject([{ at: 'input.validFrom' }]);
  expect((await ask(DRAFT, aCaller(FORCE), input())).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await ask(APPROVE, cat, { change: 'none' })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const late = await ask(DRAFT, ann, input());
  const now = hub.now;
  hub.now = new Date('2098-01-02T12:00:00Z');
  expect((await ask(APPROVE, cat, { change: late.change.id })).errors).toMatchObject([{ at: 'change' }]);
  hub.now = now;
});

it('is kept by the database: content, two people, two organisations, no past, no way round', async () => {
  const { change } = await ask(DRAFT, ann, input());
  const set = (what: string) =>
    hub.pool.query(`update safeguarding_minimum_changes set ${what} where id = $1`, [change.id]);
  const decided = (by: string, organisation: string) =>
    set(`status = 'ACTIVE', decided_by = '${by}', decided_by_organisation = '${organisation}', decided_at = now()`);
  await expect(decided('ann', COUNCIL)).rejects.toThrow('two_people');
  await expect(decided('ben', FORCE)).rejects.toThrow('two_organisations');
  await expect(set("content = '{}'")).rejects.toThrow('immutable');
  await expect(set("status = 'ACTIVE'")).rejects.toThrow('decided_by_somebody');
  for (const statement of [
    'delete from safeguarding_minimum_changes',
    'delete from safeguarding_minimums',
    "update safeguarding_minimums set valid_to = '2098-02-01'",
  ])
    await expect(hub.pool.query(statement)).rejects.toThrow('append-only');
  await expect(
    hub.pool.query(`insert into safeguarding_minimums (id, content, valid_from)
      values ('x', '{"minimumConcern": "CONCERN", "purposes": [], "levels": {}}', '2026-01-01')`),
  ).rejects.toThrow('by an approved change');
  expect((await ask(REJECT, ann, { change: change.id })).change).toMatchObject({ status: 'REJECTED', reason: 'no' });
  await expect(decided('cat', COUNCIL)).rejects.toThrow('immutable');
  // The hub of this test is at a day of the past.
  const past = await ask(DRAFT, ann, input({ validFrom: '2026-03-01' }));
  expect((await ask(APPROVE, cat, { change: past.change.id })).errors).not.toEqual([]);
  expect(await holdsOn('2026-03-01')).toBe(DEFAULT_MINIMUM);
});
