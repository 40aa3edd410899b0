import 'reflect-metadata';
import { createVerifier } from '../../subgraphs/kit/verify';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aPrincipal, createTestGateway, type TestClaims } from '../support/gateway-signature';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const BODY = JSON.stringify({ query: '{ __typename }' });

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE);
});
afterAll(() => police.close());

async function expectRefusal(response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({
    errors: [{ message: 'UNAUTHENTICATED', extensions: { code: 'UNAUTHENTICATED' } }],
  });
}

test('answers a request that the gateway signed', async () => {
  const response = await police.post(BODY, await police.gateway.sign(BODY));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test.each([undefined, '', 'Bearer', 'Bearer x.y.z', 'Basic b2ZmaWNlcjpwYXNz'])('refuses %j', async (authorization) => {
  await expectRefusal(await police.post(BODY, authorization));
});

test.each<[string, Partial<TestClaims>]>([
  ['for another audience', { aud: 'council' }],
  ['by another issuer', { iss: 'someone-else' }],
  ['with an unknown key', { kid: 'unknown' }],
  ['that has expired', { issuedIn: -60 }],
  ['that lives too long', { expiresIn: 3600 }],
  ['without a principal', { principal: 'officer-1' }],
  ['with a role that is none', { principal: { ...aPrincipal(), role: 'ADMINISTRATOR' } }],
  ['with areas that are none', { principal: { ...aPrincipal(), areas: 'E10000020' } }],
  ['with a purpose that is none', { purpose: 'CURIOSITY' }],
  ['without an identity of its own', { jti: '' }],
])('refuses a token %s', async (_, claims) => {
  await expectRefusal(await police.post(BODY, await police.gateway.sign(BODY, claims)));
});

test('refuses a body that was edited', async () => {
  const authorization = await police.gateway.sign(BODY);
  await expectRefusal(await police.post(`${BODY} `, authorization));
});

test('refuses a token signed by somebody else under the same key id', async () => {
  const other = await createTestGateway('police');
  await expectRefusal(await police.post(BODY, await other.sign(BODY)));
});

test('refuses an unsigned token and one signed with the public key as a secret', async () => {
  const [, payload] = (await police.gateway.sign(BODY)).split('.');
  for (const header of [{ alg: 'none' }, { alg: 'HS256', kid: 'test' }]) {
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    await expectRefusal(await police.post(BODY, `Bearer ${encoded}.${payload}.c2ln`));
  }
});

test('refuses a replay, also when both come at once', async () => {
  const authorization = await police.gateway.sign(BODY);
  const answers = await Promise.all([police.post(BODY, authorization), police.post(BODY, authorization)]);
  expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 401]);
  await expectRefusal(await police.post(BODY, authorization));
});

test.each<[string, string]>([
  ['a list of what others hold', '{ found: missingEpisodes { nodes { id } } }'],
  [
    'a mutation',
    `mutation { found: reportMissing(idempotencyKey: "k", input: { childId: "child-1", risk: HIGH,
       missingSince: "2026-01-01T00:00:00Z", circumstances: "words" }) { id } }`,
  ],
])('the hub, which asks in nobody’s name, is refused %s', async (_, query) => {
  const asHub = async (text: string): Promise<{ data?: unknown; errors?: { extensions: object }[] }> => {
    const body = JSON.stringify({ query: text });
    const response = await police.post(body, await police.gateway.sign(body, { use: 'entities' }));
    return (await response.json()) as { data?: unknown; errors?: { extensions: object }[] };
  };
  expect(await asHub('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  const { data, errors } = await asHub(query);
  expect(data ?? null).toBeNull();
  expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })]);
  expect(await police.dataSource.query('select id from missing_episodes')).toEqual([]);
});

test('health and readiness need no signature; nothing else is there', async () => {
  expect((await fetch(`${police.url}/health`)).status).toBe(200);
  expect((await fetch(`${police.url}/ready`)).status).toBe(200);
  expect((await fetch(`${police.url}/graphql?query={__typename}`)).status).toBe(404);
  expect((await fetch(`${police.url}/anything`)).status).toBe(404);
});

test('answers a signed body that is no JSON with 400', async () => {
  expect((await police.post('{', await police.gateway.sign('{'))).status).toBe(400);
});

describe('the verifier', () => {
  const body = Buffer.from(BODY);

  test('takes a new key without a restart, and asks for keys no more than once a second', async () => {
    const old = await createTestGateway('police', 'old');
    const rotated = await createTestGateway('police', 'new');
    let keys = old.keys;
    let reads = 0;
    let now = Date.now();
    const readKeys = async (): Promise<typeof keys> => {
      reads += 1;
      return keys;
    };
    const verify = createVerifier({ audience: 'police', readKeys, now: () => new Date(now) });
    await expect(verify(await old.sign(BODY), body)).resolves.toMatchObject({ principal: aPrincipal() });
    await expect(verify(await rotated.sign(BODY), body)).rejects.toThrow('UNAUTHENTICATED');
    keys = { keys: [...old.keys.keys, ...rotated.keys.keys] };
    now += 1000;
    await expect(verify(await rotated.sign(BODY), body)).resolves.toMatchObject({ purpose: null });
    for (let attempt = 0; attempt < 10; attempt += 1)
      await expect(verify(await old.sign(BODY, { kid: 'unknown' }), body)).rejects.toThrow('UNAUTHENTICATED');
    expect(reads).toBe(2);
  });

  test('remembers a token for as long as it would be accepted', async () => {
    const gateway = await createTestGateway('police');
    let now = Date.now();
    const verify = createVerifier({ audience: 'police', readKeys: async () => gateway.keys, now: () => new Date(now) });
    const authorization = await gateway.sign(BODY);
    await verify(authorization, body);
    for (const later of [1000, 29_000, 33_000, 40_000]) {
      now = Date.now() + later;
      await verify(await gateway.sign(BODY, { issuedIn: later / 1000 }), body);
      await expect(verify(authorization, body)).rejects.toThrow('UNAUTHENTICATED');
    }
  });

  test('says what is wrong when the keys cannot be read', async () => {
    const gateway = await createTestGateway('police');
    const readKeys = (): Promise<never> => Promise.reject(new Error('no such file'));
    const verify = createVerifier({ audience: 'police', readKeys });
    await expect(verify(await gateway.sign(BODY), body)).rejects.toThrow('no such file');
  });
});
