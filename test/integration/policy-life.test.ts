// oxlint-disable max-lines -- every step and every forbidden one, through the API and straight against the database, side by side
import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const BASIS = {
  kind: 'LawfulBasis',
  id: 'DUTY',
  title: 'A duty',
  validFrom: '2025-01-01',
  article9: '9(2)(g); Article 10',
};
const permit = (category: string, level: string, over: object = {}): object => ({
  kind: 'PERMIT',
  categories: [category],
  level,
  lawfulBasis: 'DUTY',
  ...over,
});
const ACTIVE = {
  kind: 'Policy',
  id: 'v-0',
  owner: FORCE,
  rules: [
    { id: 'rule-1', ...permit('MISSING', 'FULL') },
    { id: 'rule-2', kind: 'CAP', categories: ['MISSING'], level: 'SUMMARY', agencies: ['CHARITY'] },
  ],
  author: 'ann',
  approvedBy: 'ben',
  note: 'first',
  effectiveFrom: '2026-01-01T00:00:00Z',
};
/** The cap stays: under break-glass it is all that holds MISSING back. */
const CAP = { kind: 'CAP', categories: ['MISSING'], level: 'SUMMARY', agencies: ['CHARITY'] };
const tighter = (...rules: object[]): object[] => [...(rules.length > 0 ? rules : [permit('MISSING', 'SUMMARY')]), CAP];
const ann = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ann' });
const ben = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ben' });
const stranger = aCaller(COUNCIL, { role: 'DATA_OFFICER', subject: 'ben' });
type Officer = typeof ann;

const FIELDS = 'id status author approvedBy parent hash rejectedBy rejection revertsAt effectiveFrom rules { id }';
const DRAFT = `mutation ($input: DraftPolicyInput!, $key: ID!) { draftPolicy(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const TIGHTEN = DRAFT.replace('draftPolicy', 'tightenPolicy');
const SUBMIT = `mutation ($version: ID!, $key: ID!) { submitPolicy(version: $version, idempotencyKey: $key) { ${FIELDS} } }`;
const APPROVE = `mutation ($version: ID!, $key: ID!, $from: DateTime) {
  approvePolicy(version: $version, effectiveFrom: $from, idempotencyKey: $key) { ${FIELDS} } }`;
const REJECT = `mutation ($version: ID!, $key: ID!) {
  rejectPolicy(version: $version, reason: "not so", idempotencyKey: $key) { ${FIELDS} } }`;
const STEPS = { submit: SUBMIT, approve: APPROVE, reject: REJECT } as const;
type Step = keyof typeof STEPS;

let hub: TestHub;
let keys = 0;
beforeEach(async () => {
  hub = await startHub();
  hub.now = new Date();
  await hub.load([BASIS, ACTIVE]);
});
afterEach(() => hub.close());

const ask = async (query: string, officer: Officer, variables: object) => {
  const { data, errors } = await hub.ask(query, officer, { variables: { key: `k-${(keys += 1)}`, ...variables } });
  return { version: data && Object.values(data)[0], errors };
};
const inputOf = (rules: object[] = [permit('MISSING', 'SUMMARY')], over: object = {}) => ({
  input: { owner: FORCE, rules, note: 'why', ...over },
});
const draft = async (rules?: object[], officer: Officer = ann): Promise<string> => {
  const { version, errors } = await ask(DRAFT, officer, inputOf(rules));
  expect(errors).toEqual([]);
  return version.id;
};
const take = (step: Step, id: string, officer: Officer = ben, over: object = {}) =>
  ask(STEPS[step], officer, { version: id, ...over });
const statusOf = async (id: string): Promise<string> =>
  (await hub.pool.query('select status from policy_versions where id = $1', [id])).rows[0]?.status;
const active = async (): Promise<{ id: string; parent: string; approved_by: string; hash: string }> =>
  (await hub.pool.query(`select * from policy_versions where owner = '${FORCE}' and status = 'ACTIVE'`)).rows[0];
const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** How a version comes to each status; gives its id. */
const REACH: Record<string, () => Promise<string>> = {
  DRAFT: () => draft(),
  SUBMITTED: async () => {
    const id = await draft();
    expect((await take('submit', id, ann)).errors).toEqual([]);
    return id;
  },
  SCHEDULED: async () => {
    const id = await REACH['SUBMITTED']!();
    expect((await take('approve', id, ben, { from: soon() })).errors).toEqual([]);
    return id;
  },
  ACTIVE: async () => {
    const id = await REACH['SUBMITTED']!();
    expect((await take('approve', id)).errors).toEqual([]);
    return id;
  },
  SUPERSEDED: async () => {
    const id = await REACH['ACTIVE']!();
    await REACH['ACTIVE']!();
    return id;
  },
  REJECTED: async () => {
    const id = await REACH['SUBMITTED']!();
    expect((await take('reject', id)).errors).toEqual([]);
    return id;
  },
  TIGHTENING: async () => {
    const { version, errors } = await ask(TIGHTEN, ann, inputOf(tighter()));
    expect(errors).toEqual([]);
    return version.id;
  },
};

describe('through the API', () => {
  const ALLOWED: Record<string, Partial<Record<Step, string>>> = {
    DRAFT: { submit: 'SUBMITTED', reject: 'REJECTED' },
    SUBMITTED: { approve: 'ACTIVE', reject: 'REJECTED' },
    SCHEDULED: { reject: 'REJECTED' },
    ACTIVE: {},
    SUPERSEDED: {},
    REJECTED: {},
    TIGHTENING: { approve: 'ACTIVE', reject: 'REJECTED' },
  };

  test.each(Object.keys(ALLOWED))('from %s the allowed steps are taken, and no other', async (status) => {
    const reach = REACH[status]!;
    for (const step of ['submit', 'approve', 'reject'] as const) {
      const id = await reach();
      const before = await statusOf(id);
      const { version, errors } = await take(step, id);
      const becomes = ALLOWED[status]![step];
      if (becomes === undefined) {
        expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
        expect(await statusOf(id)).toBe(before);
      } else {
        expect(errors).toEqual([]);
        expect(version.status).toBe(becomes);
        expect(hub.gateway.changes.at(-1)).toMatch(new RegExp(`^ben POLICY_\\w+ ${id} ${FORCE}$`));
      }
      if (status === 'TIGHTENING') await hub.pool.query('select settle_policies()');
    }
  });

  it('keeps four eyes: no author approves, by whatever key, and two approvals at once are one', async () => {
    const id = await REACH['SUBMITTED']!();
    expect((await take('approve', id, ann)).errors).toMatchObject([{ code: 'FORBIDDEN', at: 'version' }]);
    expect(await statusOf(id)).toBe('SUBMITTED');
    const cat = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'cat' });
    const both = await Promise.all([take('approve', id, ben), take('approve', id, cat)]);
    expect(both.map(({ errors }) => errors.length).sort((a, b) => a - b)).toEqual([0, 1]);
    const again = await take('approve', id, ben, { key: 'same' });
    expect(again.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    const tightening = await REACH['TIGHTENING']!();
    expect((await take('approve', tightening, ann)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('gives the first answer again for the same key, and refuses another input with it', async () => {
    const id = await REACH['SUBMITTED']!();
    const first = await take('approve', id, ben, { key: 'once' });
    expect(first.version).toMatchObject({ status: 'ACTIVE', approvedBy: 'ben' });
    expect(await take('approve', id, ben, { key: 'once' })).toEqual(first);
    const other = await take('reject', id, ben, { key: 'once' });
    expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
    // Another officer's equal key is another key.
    expect((await take('approve', id, ann, { key: 'once' })).errors).toHaveLength(1);
  });

  it('is for data officers of the owner: another owner`s version is as good as none', async () => {
    const id = await REACH['SUBMITTED']!();
    for (const step of ['submit', 'approve', 'reject'] as const) {
      const [foreign, none] = [await take(step, id, stranger), await take(step, 'no-such-version', stranger)];
      expect(foreign.errors).toEqual(none.errors);
      expect(foreign.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'version' }]);
      const practitioner = aCaller(FORCE);
      expect((await take(step, id, practitioner)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    }
    for (const query of [DRAFT, TIGHTEN]) {
      expect((await ask(query, stranger, inputOf())).errors).toMatchObject([{ code: 'FORBIDDEN', at: 'input.owner' }]);
      expect((await ask(query, aCaller(FORCE), inputOf())).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    }
    const own = await ask(DRAFT, stranger, inputOf(undefined, { owner: COUNCIL, parent: 'v-0' }));
    expect(own.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'input.parent' }]);
  });

  it('names every fault of a draft with its path', async () => {
    const { errors } = await ask(
      DRAFT,
      ann,
      inputOf(
        [
          permit('MISSING', 'FULL', { lawfulBasis: null, ages: { from: 14, to: 12 }, organisations: ['nobody'] }),
          permit('HEALTH', 'FULL', { lawfulBasis: 'NONE', maximumHandling: 'HIDDEN', agencies: ['POLICE', 'POLICE'] }),
          permit('HEALTH', 'FULL', { validFrom: '2026-02-02', validTo: '2026-02-01', note: ' ' }),
        ],
        { note: '' },
      ),
    );
    expect(String(errors[0]?.at).split('; ').sort()).toEqual([
      'input.note',
      'input.rules[0].ages.to',
      'input.rules[0].lawfulBasis',
      'input.rules[0].organisations[0]',
      'input.rules[1].agencies',
      'input.rules[1].lawfulBasis',
      'input.rules[1].maximumHandling',
      'input.rules[2].note',
      'input.rules[2].validTo',
    ]);
    const many = await ask(DRAFT, ann, inputOf(Array.from({ length: 501 }, () => permit('MISSING', 'FULL'))));
    expect(many.errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.rules' }]);
  });

  it('lets no version with an ERROR be submitted, and says why', async () => {
    const id = await draft([
      permit('MISSING', 'FULL', { consent: 'IGNORE' }),
      { kind: 'CAP', categories: ['MISSING'], level: 'NONE', consent: 'REQUIRED' },
    ]);
    const { errors } = await take('submit', id, ann);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
    expect(errors[0]!.message).toMatch(/P4: .*whose consent is (REFUSED|WITHDRAWN).*only nothing of MISSING: rule 2/);
    expect(await statusOf(id)).toBe('DRAFT');
  });

  it('rolls back by a draft from an old version', async () => {
    await REACH['ACTIVE']!();
    const { version } = await ask(DRAFT, ann, inputOf([permit('MISSING', 'FULL')], { parent: 'v-0' }));
    expect(version).toMatchObject({ parent: 'v-0', status: 'DRAFT', approvedBy: null });
  });
});

describe('a moment that comes', () => {
  it('starts what was scheduled, without anyone acting, on every gateway`s question', async () => {
    const id = await REACH['SCHEDULED']!();
    await hub.pool.query('select settle_policies()');
    expect(await statusOf(id)).toBe('SCHEDULED');
    await expect(hub.pool.query("select settle_policies(clock_timestamp() + interval '2 hours')")).rejects.toThrow(
      'its time has not come',
    );
    const early = await take('approve', await REACH['SUBMITTED']!(), ben, {
      from: new Date(Date.now() + 400).toISOString(),
    });
    expect(early.version.status).toBe('SCHEDULED');
    await new Promise((resolve) => setTimeout(resolve, 450));
    await Promise.all([1, 2, 3].map(() => hub.pool.query('select settle_policies()')));
    expect(await statusOf(early.version.id)).toBe('ACTIVE');
    expect(await statusOf('v-0')).toBe('SUPERSEDED');
  });

  it('refuses a start in the past or beyond a year', async () => {
    const id = await REACH['SUBMITTED']!();
    for (const from of ['2020-01-01T00:00:00Z', '2090-01-01T00:00:00Z'])
      expect((await take('approve', id, ben, { from })).errors).toMatchObject([{ at: 'effectiveFrom' }]);
  });

  it('ends a tightening that nobody approved, however often it was tightened', async () => {
    const first = await REACH['TIGHTENING']!();
    const second = await ask(TIGHTEN, ben, inputOf(tighter(permit('MISSING', 'EXISTENCE'))));
    expect(second.errors).toEqual([]);
    const { rows } = await hub.pool.query(
      'select distinct reverts_at, reverts_to from policy_versions where id = any($1)',
      [[first, second.version.id]],
    );
    expect(rows).toHaveLength(1);
    await hub.pool.query("select settle_policies(clock_timestamp() + interval '25 hours')");
    expect(await statusOf(second.version.id)).toBe('SUPERSEDED');
    const restored = await active();
    expect(restored).toMatchObject({ parent: 'v-0', approved_by: 'ben' });
    const [original] = (await hub.pool.query("select hash from policy_versions where id = 'v-0'")).rows;
    expect(restored.hash).toBe(original.hash);
  });

  it('keeps one that was approved', async () => {
    const id = await REACH['TIGHTENING']!();
    expect((await take('approve', id)).errors).toEqual([]);
    await hub.pool.query("select settle_policies(clock_timestamp() + interval '25 hours')");
    expect(await active()).toMatchObject({ id, approved_by: 'ben' });
  });

  it('puts back what held before when a tightening is rejected', async () => {
    const id = await REACH['TIGHTENING']!();
    expect((await take('reject', id)).version).toMatchObject({ status: 'REJECTED', rejectedBy: 'ben' });
    expect(await active()).toMatchObject({ parent: 'v-0' });
  });
});

describe('an emergency tightening', () => {
  test.each([
    [
      'a higher level',
      tighter(permit('MISSING', 'FULL'), permit('HEALTH', 'EXISTENCE')),
      /HEALTH EXISTENCE .*now nothing of HEALTH/,
    ],
    ['a cap left out', [permit('MISSING', 'FULL')], /charity .* MISSING FULL .*now MISSING SUMMARY/],
    [
      'a rule for tomorrow',
      tighter(permit('MISSING', 'SUMMARY'), permit('HEALTH', 'SUMMARY', { validFrom: '2031-01-01' })),
      /from 2031-01-01 on, .*HEALTH SUMMARY/,
    ],
  ])('that raises by %s is refused, in words', async (_, rules, words) => {
    const { errors } = await ask(TIGHTEN, ann, inputOf(rules));
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.rules' }]);
    expect(errors[0]!.message).toMatch(words);
    expect((await active()).id).toBe('v-0');
  });

  it('may not drop a duty', async () => {
    const careful = permit('MISSING', 'SUMMARY', { obligations: ['NOTIFY_OWNER', 'JUSTIFY'] });
    expect((await ask(TIGHTEN, ann, inputOf(tighter(careful)))).errors).toEqual([]);
    const silent = await ask(
      TIGHTEN,
      ann,
      inputOf(tighter(permit('MISSING', 'SUMMARY', { obligations: ['JUSTIFY'] }))),
    );
    expect(silent.errors[0]!.message).toContain('without the owner being told');
    const loose = await ask(
      TIGHTEN,
      ann,
      inputOf(tighter(permit('MISSING', 'SUMMARY', { obligations: ['NOTIFY_OWNER'] }))),
    );
    expect(loose.errors).toHaveLength(1);
  });
});

describe('straight against the database', () => {
  const STATUSES = ['DRAFT', 'SUBMITTED', 'SCHEDULED', 'ACTIVE', 'SUPERSEDED', 'REJECTED'] as const;
  const SET: Record<string, string> = {
    SUBMITTED: "submitted_by = 'eve'",
    SCHEDULED: "approved_by = coalesce(approved_by, 'eve'), effective_from = coalesce(effective_from, now())",
    REJECTED: "rejected_by = 'eve', rejection = 'no'",
  };
  const OPEN = ['DRAFT>SUBMITTED', 'DRAFT>REJECTED', 'SUBMITTED>SCHEDULED', 'SUBMITTED>REJECTED', 'SCHEDULED>REJECTED'];
  const change = (id: string, set: string) => hub.pool.query(`update policy_versions set ${set} where id = $1`, [id]);

  test.each(STATUSES)('a version that is %s goes where it may and nowhere else', async (from) => {
    for (const to of STATUSES.filter((status) => status !== from)) {
      const id = await REACH[from]!();
      const step = change(id, [`status = '${to}'`, SET[to]].filter(Boolean).join(', '));
      // Superseding the active one is what the next one's start does.
      const isOpen = OPEN.includes(`${from}>${to}`) || `${from}>${to}` === 'ACTIVE>SUPERSEDED';
      if (isOpen) await step;
      else await expect(step).rejects.toThrow(/immutable|time has not come/);
      expect(await statusOf(id)).toBe(isOpen ? to : from);
      if (from === 'ACTIVE' && isOpen)
        await hub.pool.query('select restore_policy($1, now())', [id]).catch(() => undefined);
    }
  });

  it('keeps content, hash, author, approval, reversion and history', async () => {
    const id = await REACH['TIGHTENING']!();
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
    await expect(hub.pool.query('delete from policy_versions')).rejects.toThrow('append-only');
    await expect(hub.pool.query('delete from policy_transitions')).rejects.toThrow('append-only');
    await expect(hub.pool.query("update policy_transitions set by = 'eve'")).rejects.toThrow('append-only');
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
      return hub.pool.query(
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
    await expect(insert({ ...tightening, reverts_at: "now() + interval '1 hour'" })).rejects.toThrow(
      'policy_versions_one_active',
    );
    await insert({});
  });

  it('writes down every step and who took it', async () => {
    const id = await REACH['ACTIVE']!();
    const { rows } = await hub.pool.query(
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
