import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Pool } from 'pg';
import { createDatabase as openPool } from '../../gateway/store/database';
import { hashRules } from '../../gateway/store/policies';
import { createPolicySource, PolicyUnavailableError, type PolicySource } from '../../gateway/store/policy-source';
import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const RULES = [{ id: 'r1', kind: 'PERMIT', categories: ['MISSING'], level: 'SUMMARY', lawfulBasis: 'DUTY' }];
const aPolicy = (over: object = {}): { id: string; owner: string; [field: string]: unknown } => ({
  kind: 'Policy',
  id: randomUUID(),
  owner: FORCE,
  rules: RULES,
  author: 'ann',
  approvedBy: 'ben',
  note: 'first agreement',
  effectiveFrom: '2026-01-01T00:00:00Z',
  ...over,
});
const BASIS = { kind: 'LawfulBasis', id: 'DUTY', title: 'A duty to share', validFrom: '2025-01-01' };

let hub: TestHub;
let source: PolicySource;
let clock = 0;
beforeEach(async () => {
  hub = await startHub();
  clock = 0;
});
afterEach(async () => {
  await source?.close();
  await hub.close();
});

async function follow(pool: Pool = hub.pool, pollMs = 60_000): Promise<PolicySource> {
  source = createPolicySource({ pool, pollMs, now: () => clock });
  await source.start();
  return source;
}

async function until(isTrue: () => boolean, timeoutMs = 2_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!isTrue() && Date.now() < end) await sleep(5);
  expect(isTrue()).toBe(true);
}

describe('the policy source', () => {
  it('holds the active policies with their owners, the lawful bases, the directory and the known supergraphs', async () => {
    const policy = aPolicy();
    const hash = 'a'.repeat(64);
    await hub.load([BASIS, policy, { kind: 'SupergraphHash', hash }]);
    const current = (await follow()).current();
    expect(current.policies.get(FORCE)).toMatchObject({
      id: policy.id,
      owner: FORCE,
      agency: 'POLICE',
      areas: [COUNCIL],
      rules: [{ id: 'r1', consent: 'CONSIDER', minimumRelationship: 'INVOLVED' }],
    });
    expect(current.policies.get(FORCE)?.hash).toBe(hashRules(current.policies.get(FORCE)?.rules));
    expect(current.policies.has(COUNCIL)).toBe(false);
    expect(current.bases.get('DUTY')).toMatchObject({
      title: 'A duty to share',
      validFrom: '2025-01-01',
      validTo: null,
    });
    expect(current.directory.findOrganisation(COUNCIL)?.name).toBe('Norfolk');
    expect([...current.knownSchemas]).toEqual([hash]);
  });

  it('follows a change when it is announced, long before the next poll', async () => {
    const following = await follow();
    const policy = aPolicy();
    await hub.load([policy]);
    await until(() => following.current().policies.get(FORCE)?.id === policy.id, 500);
  });

  it('notices by its poll what no notification told', async () => {
    const deaf = openPool(`${hub.url}?options=${encodeURIComponent('-c session_replication_role=replica')}`);
    const following = await follow(hub.pool, 50);
    // Without triggers nobody is notified; the number alone moves.
    await deaf.query("insert into known_schemas (hash) values (repeat('b', 64))");
    await deaf.query('update policy_epoch set epoch = epoch + 1');
    await deaf.end();
    await until(() => following.current().knownSchemas.size === 1);
  });

  it('throws when five seconds pass without a confirmation, and recovers with the next one', async () => {
    const following = await follow();
    clock = 5_000;
    expect(following.current().confirmedAt).toBe(0);
    clock = 5_001;
    expect(() => following.current()).toThrow(PolicyUnavailableError);
    await following.refresh();
    expect(following.current().confirmedAt).toBe(5_001);
  });

  it('does not count a confirmation that failed', async () => {
    const following = await follow();
    await hub.pool.query('alter table policy_epoch rename to gone');
    clock = 6_000;
    await expect(following.refresh()).rejects.toThrow('policy_epoch');
    expect(() => following.current()).toThrow(PolicyUnavailableError);
  });
});

describe('a policy version', () => {
  const change = (set: string): Promise<unknown> => hub.pool.query(`update policy_versions set ${set}`);

  it('cannot be changed, removed or revived', async () => {
    await hub.load([aPolicy()]);
    for (const set of [
      "rules = '[]'",
      "author = 'eve'",
      "hash = repeat('0', 64)",
      "approved_by = 'eve'",
      "note = ''",
    ]) {
      await expect(change(set)).rejects.toThrow('immutable');
    }
    await expect(hub.pool.query('delete from policy_versions')).rejects.toThrow('append-only');
    await change("status = 'SUPERSEDED'");
    await expect(change("status = 'ACTIVE'")).rejects.toThrow('immutable');
  });

  it('cannot be approved by its author, nor become active without an approval', async () => {
    await expect(hub.load([aPolicy({ approvedBy: 'ann' })])).rejects.toThrow('four_eyes');
    const columns = 'id, owner, status, rules, hash, author, note, created_at';
    const insert = (status: string): Promise<unknown> =>
      hub.pool.query(
        `insert into policy_versions (${columns})
         values ('v-${status}', $1, $2, '[]', encode(sha256('[]'), 'hex'), 'ann', '', now())`,
        [FORCE, status],
      );
    await expect(insert('ACTIVE')).rejects.toThrow('approved_before_effect');
    await insert('DRAFT');
    await change("status = 'SUBMITTED', submitted_by = 'ann'");
    const approval = (by: string): string => `status = 'SCHEDULED', effective_from = now(), approved_by = '${by}'`;
    await expect(change(approval('ann'))).rejects.toThrow('four_eyes');
    await change(approval('ben'));
    await expect(change("approved_by = 'cat'")).rejects.toThrow('immutable');
  });

  it('is the only active one of its owner', async () => {
    await hub.load([aPolicy()]);
    await expect(hub.load([aPolicy()])).rejects.toThrow('policy_versions_one_active');
    await hub.load([aPolicy({ owner: COUNCIL })]);
  });

  it('is read by data officers of its owner alone', async () => {
    const policy = aPolicy();
    await hub.load([BASIS, policy]);
    const query = `query ($owner: ID!) {
      policy(owner: $owner) { id hash rules { id level organisations ages { from } } owner { id } }
      policyVersions(owner: $owner) { id status }
      lawfulBases { id }
    }`;
    const officer = aCaller(FORCE, { role: 'DATA_OFFICER' });
    const own = await hub.ask(query, officer, { variables: { owner: FORCE } });
    expect(own.errors).toEqual([]);
    expect(own.data.policy).toMatchObject({ id: policy.id, owner: { id: FORCE }, rules: [{ id: 'r1', ages: null }] });
    expect(own.data.policyVersions).toEqual([{ id: policy.id, status: 'ACTIVE' }]);
    const foreign = await hub.ask(query, officer, { variables: { owner: COUNCIL } });
    expect(foreign.errors.map((error) => error.code)).toContain('FORBIDDEN');
    const practitioner = await hub.ask(query, aCaller(FORCE), { variables: { owner: FORCE } });
    expect(practitioner.errors.map((error) => error.code)).toContain('FORBIDDEN');
  });
});
