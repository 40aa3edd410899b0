import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { loadPolicySnapshot } from '../../gateway/store/policy-snapshot';

const ann = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ann' });
const ben = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ben' });
const cat = aCaller(COUNCIL, { role: 'DATA_OFFICER', subject: 'cat' });
const FIELDS = 'id status draftedBy { id } decidedBy { id } reason proposed { id validFrom validTo }';
const DRAFT = `mutation ($input: LawfulBasisInput!, $key: ID!) { draftLawfulBasis(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const APPROVE = `mutation ($change: ID!, $key: ID!) { approveLawfulBasis(change: $change, idempotencyKey: $key) { ${FIELDS} } }`;
const REJECT = `mutation ($change: ID!, $key: ID!) { rejectLawfulBasis(change: $change, reason: "no", idempotencyKey: $key) { ${FIELDS} } }`;

let hub: TestHub;
let keys = 0;
beforeAll(async () => {
  hub = await startHub();
  await hub.load([{ kind: 'LawfulBasis', id: 'DUTY', title: 'A duty', validFrom: '2025-01-01' }]);
});
afterAll(() => hub.close());

const ask = async (query: string, officer: typeof ann, variables: object) => {
  const { data, errors } = await hub.ask(query, officer, { variables: { key: `k-${(keys += 1)}`, ...variables } });
  return { change: data && Object.values(data)[0], errors };
};
const input = (over: object = {}) => ({
  input: {
    id: 'DUTY',
    title: 'A duty',
    validFrom: '2025-01-01',
    validTo: '2026-12-31',
    note: 'it is repealed',
    ...over,
  },
});

it('changes the table once an officer of another organisation approves, and not before', async () => {
  const { change, errors } = await ask(DRAFT, ann, input());
  expect(errors).toEqual([]);
  for (const own of [ann, ben])
    expect((await ask(APPROVE, own, { change: change.id })).errors).toMatchObject([
      { code: 'FORBIDDEN', at: 'change' },
    ]);
  expect((await loadPolicySnapshot(hub.pool)).bases.get('DUTY')?.validTo).toBeNull();
  const epoch = (await loadPolicySnapshot(hub.pool)).epoch;
  const approved = await ask(APPROVE, cat, { change: change.id });
  expect(approved.change).toMatchObject({ status: 'ACTIVE', decidedBy: { id: COUNCIL } });
  const after = await loadPolicySnapshot(hub.pool);
  expect(after.bases.get('DUTY')?.validTo).toBe('2026-12-31');
  expect(after.epoch).toBeGreaterThan(epoch);
  expect(hub.gateway.changes.at(-1)).toBe(`cat LAWFUL_BASIS_APPROVED ${change.id} ${COUNCIL}`);
  expect((await ask(APPROVE, cat, { change: change.id })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  expect((await ask(REJECT, cat, { change: change.id })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
});

it('is refused with every fault at once, to everybody but data officers, and for changes that are not there', async () => {
  const faulty = await ask(DRAFT, ann, input({ id: 'a b', title: ' ', validFrom: '2027-01-01' }));
  expect(faulty.errors).toMatchObject([{ at: 'input.id; input.title; input.validTo' }]);
  expect((await ask(DRAFT, aCaller(FORCE), input())).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await ask(APPROVE, cat, { change: 'none' })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

it('is kept by the database: content, two people, two organisations, no way round', async () => {
  const { change } = await ask(DRAFT, ann, input({ id: 'OTHER' }));
  const set = (what: string) => hub.pool.query(`update lawful_basis_changes set ${what} where id = $1`, [change.id]);
  const decided = (by: string, organisation: string) =>
    set(`status = 'ACTIVE', decided_by = '${by}', decided_by_organisation = '${organisation}', decided_at = now()`);
  await expect(decided('ann', COUNCIL)).rejects.toThrow('two_people');
  await expect(decided('ben', FORCE)).rejects.toThrow('two_organisations');
  await expect(set("content = '{}'")).rejects.toThrow('immutable');
  await expect(set("status = 'ACTIVE'")).rejects.toThrow('decided_by_somebody');
  await expect(hub.pool.query('delete from lawful_basis_changes')).rejects.toThrow('append-only');
  for (const statement of ['delete from lawful_bases', 'update lawful_bases set valid_to = null'])
    await expect(hub.pool.query(statement)).rejects.toThrow('by an approved change');
  expect((await ask(REJECT, ann, { change: change.id })).change).toMatchObject({ status: 'REJECTED', reason: 'no' });
  await expect(decided('cat', COUNCIL)).rejects.toThrow('immutable');
});
