import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createAuthenticator } from '../../gateway/auth/authenticate';
import { DEMONSTRATION_ACCOUNTS } from '../../gateway/auth/development-accounts';
import {
  createDevelopmentIssuer,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  type DevelopmentIssuer,
} from '../../gateway/auth/development-issuer';
import { developmentRoutes } from '../../gateway/auth/development-routes';
import { aDirectory } from '../support/token-issuer';

const environment = 'development';
const directory = aDirectory();
const now = Date.now;
let issuer: DevelopmentIssuer;
let app: FastifyInstance;

beforeAll(async () => {
  issuer = await createDevelopmentIssuer({ environment });
  app = fastify();
  await app.register(developmentRoutes, { issuer, directory, accounts: DEMONSTRATION_ACCOUNTS, now, environment });
});
afterAll(() => app.close());

async function askToken(payload: unknown) {
  const answer = await app.inject({
    method: 'POST',
    url: '/dev/token',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  return { status: answer.statusCode, body: answer.json<{ token: string; errors: { extensions: object }[] }>() };
}

function inDevelopment() {
  return createAuthenticator({ issuers: [issuer], directory, now, production: false });
}

describe('POST /dev/token', () => {
  it('gives a token that the hub accepts, with agency and areas of the directory', async () => {
    const { status, body } = await askToken({ organisation: 'E23000024', role: 'PRACTITIONER', subject: 'officer-1' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['token']);
    expect(await inDevelopment()(`Bearer ${body.token}`)).toMatchObject({
      subject: 'officer-1',
      organisation: 'E23000024',
      agency: 'POLICE',
      role: 'PRACTITIONER',
      areas: ['E10000020'],
      team: null,
      purposes: null,
    });
  });

  it('takes name, team, purposes and lifetime', async () => {
    const wish = {
      organisation: 'harbour-youth-trust',
      role: 'PARTNER_SYSTEM',
      subject: 'system-1',
      name: 'Referral system',
      team: 'county-lines',
    };
    const { body } = await askToken({ ...wish, purposes: ['SUPPORT_SERVICE'], seconds: 2 });
    const principal = await inDevelopment()(`Bearer ${body.token}`);
    expect(principal).toMatchObject({ name: 'Referral system', team: 'county-lines', purposes: ['SUPPORT_SERVICE'] });
    expect(principal.expiresAt * 1_000 - now()).toBeLessThanOrEqual(2_000);
    const usual = await askToken(wish);
    expect(decodeJwt(usual.body.token)['purposes']).toEqual(['MISSING_CHILD', 'SUPPORT_SERVICE']);
  });
});

describe('POST /dev/token of bad input', () => {
  it.each<[string, unknown, string]>([
    ['an unknown organisation', { organisation: 'E23999999', role: 'PRACTITIONER', subject: 'x' }, 'organisation'],
    ['no organisation', { role: 'PRACTITIONER', subject: 'x' }, 'organisation'],
    ['an unknown role', { organisation: 'E23000024', role: 'ADMINISTRATOR', subject: 'x' }, 'role'],
    ['no subject', { organisation: 'E23000024', role: 'PRACTITIONER' }, 'subject'],
    ['a subject that is a number', { organisation: 'E23000024', role: 'PRACTITIONER', subject: 1 }, 'subject'],
    ['an own agency', { organisation: 'E23000024', role: 'PRACTITIONER', subject: 'x', agency: 'COUNCIL' }, 'agency'],
    ['no end', { organisation: 'E23000024', role: 'PRACTITIONER', subject: 'x', seconds: 1e9 }, 'seconds'],
    [
      'unknown purposes',
      { organisation: 'E23000024', role: 'PARTNER_SYSTEM', subject: 'x', purposes: ['CURIOSITY'] },
      'purposes',
    ],
    ['a list', [], 'body'],
    ['nothing', null, 'body'],
  ])('refuses %s with path and expectation', async (_what, wish, at) => {
    const { status, body } = await askToken(wish);
    expect(status).toBe(400);
    expect(body.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at, expected: expect.any(String) });
  });

  it('refuses a body that is no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/dev/token', headers, payload: '{' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', at: 'body' } }] });
    expect(answer.body).not.toMatch(/at |node_modules/);
  });
});

describe('the development issuer', () => {
  it('lists accounts that its tokens can be asked for, and its keys without the private half', async () => {
    const { accounts } = (await app.inject('/dev/accounts')).json<{
      accounts: { organisation: string; role: string; subject: string }[];
    }>();
    expect(accounts.map(({ subject }) => subject)).toContain('officer-1');
    const known = accounts.find(({ organisation }) => organisation === 'E23000024')!;
    expect(
      (await askToken({ organisation: known.organisation, role: known.role, subject: known.subject })).status,
    ).toBe(200);
    const { keys } = (await app.inject('/.well-known/jwks.json')).json<{ keys: object[] }>();
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('keeps its key in a file that only its user can read', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'auth-development-'));
    const keyFile = path.join(folder, 'keys', 'development-issuer.jwk.json');
    const [first, second] = [
      await createDevelopmentIssuer({ environment, keyFile }),
      await createDevelopmentIssuer({ environment, keyFile }),
    ];
    expect(second.jwks).toEqual(first.jwks);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });
});

describe('in production', () => {
  it('the development issuer is neither created nor served', async () => {
    await expect(createDevelopmentIssuer({ environment: 'production' })).rejects.toThrow('does not run in production');
    const server = fastify();
    const options = { issuer, directory, accounts: [], now, environment: 'production' };
    await expect(server.register(developmentRoutes, options).ready()).rejects.toThrow('does not run in production');
  });

  it('NODE_ENV decides even when the caller says otherwise', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(createDevelopmentIssuer({ environment: 'development' })).rejects.toThrow(
        'does not run in production',
      );
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('a hub does not start that would trust it, or nobody, or an issuer without TLS', () => {
    const start = (issuers: Parameters<typeof createAuthenticator>[0]['issuers']) => () =>
      createAuthenticator({ issuers, directory, now, production: true });
    expect(start([issuer])).toThrow('development issuer');
    expect(start([])).toThrow('OIDC_ISSUER');
    expect(start([{ ...issuer, issuer: 'http://login.example' }])).toThrow('https');
    expect(start([{ ...issuer, issuer: 'https://login.example' }])).not.toThrow();
  });

  it('its tokens are refused even where their key is trusted and their signature is good', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const kid = issuer.jwks.keys[0]!.kid!;
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }] });
    const trusted = 'https://login.example';
    const claims = { sub: 'x', organisation: 'E23000024', agency: 'POLICE', role: 'PRACTITIONER', areas: [] };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(trusted)
      .setAudience('sightline')
      .setExpirationTime('1h')
      .sign(privateKey);
    const issuers = [{ issuer: trusted, audience: 'sightline', keys }];
    const authorise = (production: boolean) =>
      createAuthenticator({ issuers, directory, now, production })(`Bearer ${token}`);
    expect(await authorise(false)).toMatchObject({ subject: 'x' });
    await expect(authorise(true)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED', at: 'token.iss' } });
    const own = await askToken({ organisation: 'E23000024', role: 'PRACTITIONER', subject: 'officer-1' });
    const production = createAuthenticator({
      issuers: [{ issuer: trusted, audience: DEVELOPMENT_AUDIENCE, keys: issuer.keys }],
      directory,
      now,
      production: true,
    });
    await expect(production(`Bearer ${own.body.token}`)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(decodeJwt(own.body.token).iss).toBe(DEVELOPMENT_ISSUER);
  });
});
