import { COUNCIL, FORCE } from '../support/hub';
import { openDesk, type Desk } from '../support/policy-desk';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.hub.close());

describe('straight against the database', () => {
  const STATUSES = ['DRAFT', 'SUBMITTED', 'SCHEDULED', 'ACTIVE', 'SUPERSEDED', 'REJECTED'] as const;
  const SET: Record<string, string> = {
    SUBMITTED: "submitted_by = 'eve'",
    SCHEDULED: "approved_by = coalesce(approved_by, 'eve'), effective_from = coalesce(effective_from, now())",
    REJECTED: "rejected_by = 'eve', rejection = 'no'",
  };
  const OPEN = ['DRAFT>SUBMITTED', 'DRAFT>REJECTED', 'SUBMITTED>SCHEDULED', 'SUBMITTED>REJECTED', 'SCHEDULED>REJECTED'];
  const change = (id: string, set: string) =>
    desk.hub.pool.query(`update policy_versions set ${set} where id = $1`, [id]);

  test.each(STATUSES)('a version that is %s goes where it may and nowhere else', async (from) => {
    for (const to of STATUSES.filter((status) => status !== from)) {
      const id = await desk.reach(from);
      const step = change(id, [`status = '${to}'`, SET[to]].filter(Boolean).join(', '));
      // Superseding the active one is what the next one's start does.
      const isOpen = OPEN.includes(`${from}>${to}`) || `${from}>${to}` === 'ACTIVE>SUPERSEDED';
      if (isOpen) await step;
      else await expect(step).rejects.toThrow(/immutable|time has not come/);
      expect(await desk.statusOf(id)).toBe(isOpen ? to : from);
      if (from === 'ACTIVE' && isOpen)
        await desk.hub.pool.query('select restore_policy($1, now())', [id]).catch(() => undefined);
    }
  });

  it('tells gateways of what begins and ends to hold, and of nothing before that', async () => {
    const epoch = async (): Promise<number> =>
      Number((await desk.hub.pool.query('select epoch from policy_epoch')).rows[0].epoch);
    const before = await epoch();
    for (const status of ['DRAFT', 'SUBMITTED', 'SCHEDULED', 'REJECTED']) await desk.reach(status);
    expect(await epoch()).toBe(before);
    await desk.reach('TIGHTENING');
    const tightened = await epoch();
    expect(tightened).toBeGreaterThan(before);
    await desk.reach('ACTIVE');
    expect(await epoch()).toBeGreaterThan(tightened);
  });

  it('keeps content, hash, author, approval, reversion and history', async () => {
    const id = await desk.reach('TIGHTENING');
    for (const set of [
      "rules = '[]'",
      "hash = repeat('0', 64)",
      "author = 'eve'",
      "reverts_at = now() + interval '9 years'",
      'reverts_at = null, reverts_to = null',
      "effective_from = '2020-01-01'",
      'parent = null',
    ])
      await expect(change(id, set)).rejects.toThrow('immutable');
    await expect(change(id, "approved_by = 'ann'")).rejects.toThrow('four_eyes');
    await change(id, "approved_by = 'ben'");
    await expect(change(id, "approved_by = 'cat'")).rejects.toThrow('immutable');
    await expect(desk.hub.pool.query('delete from policy_versions')).rejects.toThrow('append-only');
    await expect(desk.hub.pool.query('delete from policy_transitions')).rejects.toThrow('append-only');
    await expect(desk.hub.pool.query("update policy_transitions set by = 'eve'")).rejects.toThrow('append-only');
  });

  it('backdates nothing: neither an approval nor a start', async () => {
    const id = await desk.reach('SUBMITTED');
    const approval = "status = 'SCHEDULED', approved_by = 'eve'";
    const past = "clock_timestamp() - interval '1 day'";
    for (const set of [`effective_from = ${past}`, `effective_from = now(), approved_at = ${past}`])
      await expect(change(id, `${approval}, ${set}`)).rejects.toThrow('a time that has passed');
    await change(id, `${approval}, effective_from = now()`);
    const { rows } = await desk.hub.pool.query(
      "select approved_at > now() - interval '1 minute' as fresh from policy_versions where id = $1",
      [id],
    );
    expect(rows).toEqual([{ fresh: true }]);
  });

  it('takes in nothing but drafts with the right hash, and tightenings that revert', async () => {
    const insert = (over: Record<string, string>) => {
      const row = {
        id: "'x'",
        owner: `'${FORCE}'`,
        status: "'DRAFT'",
        rules: "'[]'",
        hash: "encode(sha256('[]'), 'hex')",
        author: "'ann'",
        note: "''",
        created_at: 'now()',
        ...over,
      };
      return desk.hub.pool.query(
        `insert into policy_versions (${Object.keys(row).join()}) values (${Object.values(row).join()})`,
      );
    };
    await expect(insert({ hash: "repeat('0', 64)" })).rejects.toThrow('the hash is not that of its rules');
    await expect(insert({ status: "'SUBMITTED'" })).rejects.toThrow('begin as a draft');
    await expect(insert({ status: "'SCHEDULED'", approved_by: "'ben'", effective_from: 'now()' })).rejects.toThrow(
      'draft',
    );
    await expect(insert({ status: "'ACTIVE'" })).rejects.toThrow('approved_before_effect');
    await expect(insert({ status: "'SUPERSEDED'", approved_by: "'ann'" })).rejects.toThrow('four_eyes');
    await expect(insert({ parent: "'v-0'", owner: `'${COUNCIL}'` })).rejects.toThrow('another owner');
    const tightening = { status: "'ACTIVE'", effective_from: 'now()', reverts_to: "'v-0'" };
    await expect(insert({ ...tightening, reverts_at: "now() + interval '25 hours'" })).rejects.toThrow(
      'tightening_reverts',
    );
    const later = { effective_from: "now() + interval '1 year'", reverts_at: "now() + interval '366 days'" };
    await desk.hub.pool.query(`update policy_versions set status = 'SUPERSEDED' where owner = '${FORCE}'`);
    await expect(insert({ ...tightening, ...later })).rejects.toThrow('holds from now on');
    await insert({ ...tightening, id: "'y'", reverts_at: "now() + interval '1 hour'" });
    await expect(insert({ ...tightening, reverts_at: "now() + interval '1 hour'" })).rejects.toThrow(
      'policy_versions_one_active',
    );
    await insert({});
  });

  it('writes down every step and who took it', async () => {
    const id = await desk.reach('ACTIVE');
    const { rows } = await desk.hub.pool.query(
      'select was, became, by from policy_transitions where version = $1 order by seq',
      [id],
    );
    expect(rows).toEqual([
      { was: null, became: 'DRAFT', by: 'ann' },
      { was: 'DRAFT', became: 'SUBMITTED', by: 'ann' },
      { was: 'SUBMITTED', became: 'SCHEDULED', by: 'ben' },
      { was: 'SCHEDULED', became: 'ACTIVE', by: null },
    ]);
  });
});
