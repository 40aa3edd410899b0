import { Client } from 'pg';
import {
  DATA_OFFICER,
  findCast,
  HARBOUR,
  NORFOLK_FORCE,
  OPEN_DOOR,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const OFFICER = worker(NORFOLK_FORCE, 'CHILD_IN_NEED');
const REGISTER = `mutation($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { created } }`;
const ADA = { reference: 'N-1', givenName: 'Ada', familyName: 'Marrowby', dateOfBirth: '2012-03-04' };

describe('bad input', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 12 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  function expectRefused(answer: HubAnswer, fault: { code?: string; at: string; expected?: RegExp }): void {
    expect(answer.errors).toHaveLength(1);
    const [{ extensions, message }] = answer.errors as [HubAnswer['errors'][0]];
    expect(extensions).toMatchObject({ code: fault.code ?? 'BAD_USER_INPUT', at: fault.at });
    if (fault.expected) expect(extensions['expected']).toMatch(fault.expected);
    expect(message).not.toMatch(/got nothing|undefined|internal error/);
    expect(answer.text).not.toMatch(/stack|node_modules|\.js:|\.ts:|at Object\.|select |insert /);
    const values = Object.values((answer.data as object | null) ?? {});
    expect(values.every((value) => value === null)).toBe(true);
  }

  describe('is refused with its place and what was expected:', () => {
    it.each([
      ['an id of another form', '{ child(id: "nope") { id } }', 'id', /id of a child/],
      ['an unknown enum value', '{ organisations(agency: FIRE) { id } }', 'agency', /Agency/],
      ['an unknown area', '{ organisations(area: "E99999999") { id } }', 'area', /area/],
      [
        'an unknown area of missing children',
        '{ missingEpisodes(area: "E99999999") { nodes { id } } }',
        'area',
        /area/,
      ],
      ['an unknown council', '{ referrals(council: "nobody") { nodes { id } } }', 'council', /organisation/],
      ['an unknown referrer', '{ referrals(referrer: "nobody") { nodes { id } } }', 'referrer', /organisation/],
      [
        'an unknown recipient',
        '{ placementNotifications(recipient: "nobody") { nodes { id } } }',
        'recipient',
        /organ/,
      ],
      ['an area without services', '{ supportServices(area: "nowhere") { id } }', 'area', /area/],
      ['an impossible age', '{ supportServices(age: -3) { id } }', 'age', /0 to 25/],
      ['a page of none', '{ missingEpisodes(first: 0) { nodes { id } } }', 'first', /1 to 100/],
      ['a negative page', '{ referrals(first: -1) { nodes { id } } }', 'first', /1 to 100/],
      ['a page too large', '{ placementNotifications(first: 101) { nodes { id } } }', 'first', /100/],
      ['a page that is no number', '{ missingEpisodes(first: "ten") { nodes { id } } }', 'first', /Int/],
      ['an unknown cursor', '{ missingEpisodes(after: "garbage") { nodes { id } } }', 'after', /cursor/],
      ['another list’s cursor', `{ referrals(after: "${cursorOf(NOBODY)}") { nodes { id } } }`, 'after', /cursor/],
      ['an unknown field', '{ me { shoeSize } }', 'Viewer.shoeSize', /field/],
      ['nothing to search by', '{ findChildren(input: {}) { band } }', 'input', /reference/],
      ['a postcode alone', '{ findChildren(input: { postcode: "NR1 3JU" }) { band } }', 'input', /reference/],
      ['half a name', '{ findChildren(input: { givenName: "Ada" }) { band } }', 'input', /familyName and dateOfBirth/],
      ['a subscription', 'subscription { childEvents { id } }', 'query', /query or a mutation/],
    ])('%s', async (_what, query, at, expected) => {
      expectRefused(await hub.ask(OFFICER, query), { at, expected });
    });

    it.each([
      ['a page too large', 'query($n: Int) { missingEpisodes(first: $n) { nodes { id } } }', { n: 101 }, 'n'],
      ['a page of none', 'query($n: Int) { missingEpisodes(first: $n) { nodes { id } } }', { n: 0 }, 'n'],
      ['a page too large by default', 'query($n: Int = 500) { referrals(first: $n) { nodes { id } } }', {}, 'first'],
      ['an unknown council', 'query($c: ID) { referrals(council: $c) { nodes { id } } }', { c: 'nobody' }, 'council'],
      ['no id', 'query($id: ID!) { child(id: $id) { id } }', {}, 'id'],
      ['an id that is a list', 'query($id: ID!) { child(id: $id) { id } }', { id: ['a'] }, 'id'],
    ])('in a variable, %s', async (_what, query, variables, at) => {
      expectRefused(await hub.ask(OFFICER, query, variables), { at });
    });

    it('a child that does not exist', async () => {
      const answer = await hub.ask(OFFICER, '{ child(id: "00000000-0000-4000-8000-000000000000") { id } }');
      expectRefused(answer, { code: 'NOT_FOUND', at: 'id' });
    });

    it('a page of the log that cannot be', async () => {
      const query = 'query($id: ID!) { child(id: $id) { disclosures(first: 0) { nodes { id } } } }';
      expectRefused(await hub.ask(OFFICER, query, { id: cast['DEMO-1'] }), { at: 'first', expected: /1 to 100/ });
      const after = '{ disclosures(after: "zzz") { nodes { id } } }';
      expectRefused(await hub.ask(DATA_OFFICER, after), { at: 'after', expected: /cursor/ });
    });

    it('every fault of a filter at once', async () => {
      const query =
        '{ disclosures(filter: { childId: "x", recipient: "nobody", from: "yesterday" }) { nodes { id } } }';
      const at = 'filter.childId; filter.recipient; filter.from';
      expectRefused(await hub.ask(DATA_OFFICER, query), { at, expected: /RFC 3339/ });
    });

    it('a recipient, role, purpose or version to explain by that there is not', async () => {
      const query = 'query($input: ExplainInput!) { explain(input: $input) { category } }';
      const input = { childId: cast['DEMO-1'], recipient: HARBOUR, role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
      const explain = (wrong: object): Promise<HubAnswer> =>
        hub.ask(DATA_OFFICER, query, { input: { ...input, ...wrong } });
      expectRefused(await explain({ recipient: 'nobody' }), { at: 'input.recipient' });
      expectRefused(await explain({ version: 'none' }), { at: 'input.version' });
      expectRefused(await explain({ role: 'KING' }), { at: 'input.role', expected: /Role/ });
      expectRefused(await explain({ purpose: 'CURIOSITY' }), { at: 'input.purpose', expected: /Purpose/ });
    });
  });

  describe('in a registration', () => {
    it.each([
      ['a day that the calendar does not have', { dateOfBirth: '2013-02-29' }, 'input.dateOfBirth', /calendar/],
      ['a day to come', { dateOfBirth: '2099-01-01' }, 'input.dateOfBirth', /not after/],
      ['a grown-up', { dateOfBirth: '1950-01-01' }, 'input.dateOfBirth', /not before/],
      ['a word for a day', { dateOfBirth: 'yesterday' }, 'input.dateOfBirth', /YYYY-MM-DD/],
      ['a number for a day', { dateOfBirth: 5 }, 'input.dateOfBirth', /Date/],
      ['a postcode of no country', { postcode: 'NOPE' }, 'input.postcode', /UK postcode/],
      ['an NHS number that fails its check digit', { nhsNumber: '9434765918' }, 'input.nhsNumber', /check digit/],
      ['an NHS number too short', { nhsNumber: '943476' }, 'input.nhsNumber', /ten digits/],
      ['an empty reference', { reference: '  ' }, 'input.reference', /text/],
      ['a name without letters', { givenName: '…' }, 'input.givenName', /letter/],
      ['no family name', { familyName: undefined }, 'input.familyName', /String!/],
      ['a field that there is not', { shoeSize: 4 }, 'input.shoeSize', /RegisterChildInput/],
    ])('%s is named, not repeated, and nothing is stored', async (_what, wrong, at, expected) => {
      const before = await countRows();
      const input = { ...ADA, ...wrong };
      const answer = await hub.ask(OFFICER, REGISTER, { input, key: `wrong-${at}-${JSON.stringify(wrong)}` });
      expectRefused(answer, { at, expected });
      expect(answer.text).not.toContain('Marrowby');
      expect(await countRows()).toEqual(before);
    });

    it('several faults are told together', async () => {
      const input = { ...ADA, dateOfBirth: '2012-13-01', postcode: '?', nhsNumber: 'x' };
      const answer = await hub.ask(OFFICER, REGISTER, { input, key: '' });
      expectRefused(answer, { at: 'input.dateOfBirth; input.postcode; input.nhsNumber; idempotencyKey' });
    });
  });

  describe('in what surrounds the query', () => {
    const post = (headers: Record<string, string>, body: string): Promise<Response> =>
      fetch(`${hub.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    const ME = JSON.stringify({ query: '{ me { subject } }' });

    it.each([
      ['no token', {}],
      ['a malformed token', { authorization: 'Bearer abc' }],
      ['another scheme', { authorization: 'Basic abc' }],
      ['an unsigned token', { authorization: `Bearer ${unsigned({ sub: 'x', role: 'SUPERVISOR' })}` }],
    ])('%s is 401 UNAUTHENTICATED, without data', async (_what, headers) => {
      const response = await post(headers, ME);
      expect(response.status).toBe(401);
      const text = await response.text();
      expect(JSON.parse(text)).toEqual({ errors: [expect.objectContaining({ extensions: expect.anything() })] });
      expect(JSON.parse(text).errors[0].extensions.code).toBe('UNAUTHENTICATED');
      expect(text).not.toMatch(/stack|\.js:/);
    });

    it('a token with another signature, or of another body, is 401', async () => {
      const token = await hub.tokenOf(OFFICER);
      const [head, body, signature] = token.split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...claims, organisation: HARBOUR })).toString('base64url');
      for (const wrong of [`${head}.${forged}.${signature}`, `${head}.${body}.${signature.slice(0, -4)}AAAA`]) {
        expect((await post({ authorization: `Bearer ${wrong}` }, ME)).status).toBe(401);
      }
    });

    it('an unknown purpose is 400 and lists those that there are', async () => {
      const authorization = `Bearer ${await hub.tokenOf(OFFICER)}`;
      const response = await post({ authorization, 'sightline-purpose': 'CURIOSITY' }, ME);
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as Pick<HubAnswer, 'errors'>;
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'sightline-purpose' });
      expect(errors[0]?.extensions['expected']).toContain('SECTION_47_ENQUIRY');
    });

    it.each([
      ['no JSON', 'query { me }', 'body'],
      ['a list', '[{"query":"{ me { subject } }"}]', 'body'],
      ['no query', '{}', 'query'],
      ['a query that does not parse', '{"query":"{"}', undefined],
    ])('a body with %s is 400', async (_what, body, at) => {
      const response = await post({ authorization: `Bearer ${await hub.tokenOf(OFFICER)}` }, body);
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as Pick<HubAnswer, 'errors'>;
      expect(errors[0]?.extensions['code']).toBe('BAD_USER_INPUT');
      expect(errors[0]?.extensions['at']).toBe(at);
    });

    it.each([
      [{ organisation: 'nobody', role: 'PRACTITIONER', subject: 'a' }, 'organisation'],
      [{ organisation: NORFOLK_FORCE, role: 'KING', subject: 'a' }, 'role'],
      [{ organisation: NORFOLK_FORCE, role: 'PRACTITIONER' }, 'subject'],
      [{ organisation: HARBOUR, role: 'PARTNER_SYSTEM', subject: 'a', purposes: ['CURIOSITY'] }, 'purposes'],
    ])('a development token for %j is refused', async (body, at) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${hub.url}/dev/token`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as Pick<HubAnswer, 'errors'>;
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at, expected: expect.any(String) });
    });
  });

  describe('a missing purpose', () => {
    it('leaves the own organisation’s data and withholds the rest as PURPOSE_MISSING', async () => {
      const fields = 'missingEpisodes { status } socialCare { status } supportEpisodes { status }';
      const query = `query($id: ID!) { child(id: $id) { ${fields} } }`;
      const answer = await hub.ask(worker(NORFOLK_FORCE), query, { id: cast['DEMO-1'] });
      expect(answer.data.child).toEqual({
        missingEpisodes: [{ status: 'RETURNED' }, { status: 'RETURNED' }],
        socialCare: null,
        supportEpisodes: null,
      });
      expect(told(answer)).toEqual([
        'child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_MISSING',
        'child.socialCare - SOCIAL_CARE EXISTENCE>NONE PURPOSE_MISSING',
        'child.supportEpisodes - SUPPORT EXISTENCE>NONE PURPOSE_MISSING',
      ]);
    });

    it('shows someone with no data of its own nothing, whether or not anybody holds any', async () => {
      const query = 'query($id: ID!) { child(id: $id) { missingEpisodes { status } } }';
      const stranger: Person = worker(OPEN_DOOR);
      const [known, unknown] = await Promise.all(
        (['DEMO-1', 'DEMO-5'] as const).map((member) => hub.ask(stranger, query, { id: cast[member] })),
      );
      expect(known?.data).toEqual({ child: { missingEpisodes: null } });
      expect(unknown?.data).toEqual(known?.data);
      expect(unknown?.withheld).toEqual(known?.withheld);
      expect(told(known!)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_MISSING']);
    });
  });

  it('has no argument by which a classified field could be searched or sorted', async () => {
    for (const query of [
      'query($id: ID!) { child(id: $id) { missingEpisodes(where: { circumstances: "x" }) { id } } }',
      'query($id: ID!) { child(id: $id) { policeProfiles(orderBy: "familyName") { id } } }',
      'query($id: ID!) { child(id: $id) { wishes(filter: { words: "x" }) { id } } }',
    ]) {
      const answer = await hub.ask(OFFICER, query, { id: cast['DEMO-1'] });
      expect(answer.status).toBe(400);
      expect(answer.errors[0]?.extensions['at']).toMatch(/^Child\.\w+\((where|orderBy|filter)\)$/);
    }
    for (const argument of ['where: {}', 'orderBy: "circumstances"', 'circumstances: "x"', 'lookahead: true']) {
      const answer = await hub.ask(OFFICER, `{ missingEpisodes(${argument}) { nodes { id } } }`);
      expect(answer.status).toBe(400);
      expect(answer.errors[0]?.extensions['at']).toMatch(/^Query\.missingEpisodes\(/);
    }
  });

  async function countRows(): Promise<Record<string, string>> {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, string>>(
        `select (select count(*) from children) as children, (select count(*) from involvements) as involvements,
                (select count(*) from idempotency_keys) as keys`,
      );
      return rows[0] ?? {};
    } finally {
      await client.end();
    }
  }
});

function cursorOf(id: string): string {
  return Buffer.from(`1:${id}`).toString('base64url');
}

function unsigned(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
