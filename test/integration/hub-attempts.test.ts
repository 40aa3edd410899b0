import { aCaller, COUNCIL, startHub, type TestHub } from '../support/hub';

const REGISTER = `mutation ($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { created band child { id } }
}`;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

let counter = 0;
function anInput(over: object = {}): Record<string, string> {
  counter += 1;
  return {
    reference: `REF-${counter}`,
    givenName: 'Wren',
    familyName: `Marsholt ${counter}`,
    dateOfBirth: '2012-07-08',
    ...over,
  };
}

async function count(table: string): Promise<number> {
  const { rows } = await hub.pool.query<{ n: string }>(`select count(*) as n from ${table}`);
  return Number(rows[0]?.n);
}

describe('the limits of a day', () => {
  const FIND = 'query ($input: FindChildrenInput!) { findChildren(input: $input) { band } }';
  const setLimit = (action: string, scope: string, limits: { attempts?: number; misses?: number }) =>
    hub.pool.query(
      `update identity_limits set attempts = coalesce($3, attempts), misses = coalesce($4, misses)
       where action = $1 and scope = $2`,
      [action, scope, limits.attempts, limits.misses],
    );
  const registerAs = (subject: string, over: object = {}) =>
    hub.ask(REGISTER, aCaller(COUNCIL, { subject, ...over }), {
      purpose: 'CHILD_IN_NEED',
      variables: { input: anInput(), key: `limit-${(counter += 1)}` },
    });
  beforeEach(async () => {
    await hub.pool.query('delete from identity_attempts');
    hub.gateway.notices.length = 0;
  });

  it('let a practitioner register fifty children and more', async () => {
    const { rows } = await hub.pool.query(
      "select attempts from identity_limits where action = 'REGISTER' and scope = 'PERSON'",
    );
    expect(rows[0]).toEqual({ attempts: 150 });
  });

  it('end a person’s registrations, not its colleague’s, and say so to the operator', async () => {
    await setLimit('REGISTER', 'PERSON', { attempts: 3 });
    for (let i = 0; i < 3; i += 1) expect((await registerAs('busy')).errors).toEqual([]);
    const before = await count('children');
    const { errors } = await registerAs('busy');
    expect(errors).toMatchObject([{ code: 'FORBIDDEN', message: expect.stringContaining('at most 3 registrations') }]);
    expect(await count('children')).toBe(before);
    expect((await registerAs('colleague')).errors).toEqual([]);
    expect((await registerAs('system', { role: 'PARTNER_SYSTEM', purposes: ['CHILD_IN_NEED'] })).errors).toEqual([]);
    expect(hub.gateway.notices.map((line) => JSON.parse(line) as object)).toEqual([
      {
        notice: 'LIMIT_EXCEEDED',
        organisation: COUNCIL,
        subject: 'busy',
        action: 'REGISTER',
        day: '2026-03-01',
        scope: 'PERSON',
      },
    ]);
    await setLimit('REGISTER', 'PERSON', { attempts: 150 });
  });

  it('end an organisation’s registrations however many persons it sends', async () => {
    await setLimit('REGISTER', 'ORGANISATION', { attempts: 3 });
    for (const subject of ['a', 'b', 'c']) expect((await registerAs(subject)).errors).toEqual([]);
    expect((await registerAs('d')).errors).toMatchObject([{ message: expect.stringContaining('by one organisation') }]);
    await setLimit('REGISTER', 'ORGANISATION', { attempts: 5_000 });
  });

  it('end searches that find nobody, while those by the own reference go on', async () => {
    await setLimit('FIND', 'PERSON', { misses: 2 });
    const find = (input: object) => hub.ask(FIND, aCaller(COUNCIL, { subject: 'curious' }), { variables: { input } });
    expect((await find({ nhsNumber: '9990000107' })).data.findChildren).toEqual([]);
    const named = { givenName: 'No', familyName: 'Body', dateOfBirth: '2011-01-01' };
    expect((await find(named)).data.findChildren).toEqual([]);
    expect((await find({ nhsNumber: '9990000115' })).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await find({ reference: 'none' })).errors).toEqual([]);
    await setLimit('FIND', 'PERSON', { misses: 150 });
  });

  it('count every one of many attempts at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => registerAs('parallel')));
    const { rows } = await hub.pool.query("select attempts, misses from identity_attempts where subject = 'parallel'");
    expect(rows).toEqual([{ attempts: 12, misses: 12 }]);
  });

  it('begin again the next day, and are forgotten after thirty', async () => {
    await registerAs('steady');
    const before = hub.now;
    hub.now = new Date(before.getTime() + 86_400_000);
    await registerAs('steady');
    const days = await hub.pool.query("select attempts from identity_attempts where subject = 'steady'");
    expect(days.rows).toEqual([{ attempts: 1 }, { attempts: 1 }]);
    hub.now = new Date(before.getTime() + 33 * 86_400_000);
    await registerAs('steady');
    expect(await count('identity_attempts')).toBe(1);
    hub.now = before;
  });
});
