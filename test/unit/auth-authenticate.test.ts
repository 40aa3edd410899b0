import { createHmac, createPublicKey } from 'node:crypto';
import { decodeJwt, UnsecuredJWT, type JWTPayload } from 'jose';
import { createAuthenticator, type Authenticate } from '../../gateway/auth/authenticate';
import { AuthenticationError } from '../../gateway/auth/authentication-error';
import type { TokenSession } from '../../gateway/auth/ended-sessions';
import { createIssuerKeys, type IssuerKeysOptions } from '../../gateway/auth/issuer-keys';
import { aDirectory, startTestIssuer, type TestIssuer } from '../support/token-issuer';

const AUDIENCE = 'sightline';
let issuer: TestIssuer;
let clock = 1_800_000_000_000;
const now = (): number => clock;
const seconds = (): number => Math.floor(clock / 1_000);

beforeEach(async () => {
  issuer = await startTestIssuer();
});
afterEach(() => issuer.close());

function anAuthenticator(keys: Partial<IssuerKeysOptions> = {}, directory = aDirectory()): Authenticate {
  const source = createIssuerKeys({ issuer: issuer.url, now, cooldownMs: 100, ...keys });
  const issuers = [{ issuer: issuer.url, audience: AUDIENCE, keys: source }];
  return createAuthenticator({ issuers, directory, now, production: true });
}

function claims(over: Record<string, unknown> = {}): JWTPayload {
  return {
    iss: issuer.url,
    aud: AUDIENCE,
    sub: 'officer-1',
    exp: seconds() + 600,
    name: 'Olive Marsh',
    organisation: 'E23000024',
    agency: 'POLICE',
    role: 'PRACTITIONER',
    areas: ['E10000020'],
    team: 'missing',
    ...over,
  };
}

async function bearer(over: Record<string, unknown> = {}, header = {}): Promise<string> {
  return `Bearer ${await issuer.sign(claims(over), header)}`;
}

async function refusal(authorization: string | undefined, authenticate = anAuthenticator()) {
  const error: unknown = await authenticate(authorization).then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuthenticationError)) throw new Error(`expected an AuthenticationError, got ${String(error)}`);
  expect(error.extensions['code']).toBe('UNAUTHENTICATED');
  return error.fields.at;
}

describe('createAuthenticator', () => {
  it('turns a good token into a principal', async () => {
    expect(await anAuthenticator()(await bearer())).toEqual({
      subject: 'officer-1',
      name: 'Olive Marsh',
      organisation: 'E23000024',
      agency: 'POLICE',
      role: 'PRACTITIONER',
      areas: ['E10000020'],
      team: 'missing',
      purposes: null,
      expiresAt: seconds() + 600,
    });
    const partner = await bearer({ role: 'PARTNER_SYSTEM', purposes: ['MISSING_CHILD'], name: undefined, team: null });
    expect(await anAuthenticator()(partner)).toMatchObject({ purposes: ['MISSING_CHILD'], name: null, team: null });
  });

  it.each(['ES256', 'RS256', 'PS256'])('accepts %s', async (algorithm) => {
    await issuer.close();
    issuer = await startTestIssuer(algorithm);
    expect(await anAuthenticator()(await bearer())).toMatchObject({ subject: 'officer-1' });
  });

  it('refuses a missing or malformed header', async () => {
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Basic b2ZmaWNlcjox',
      'Bearer x',
      `Bearer ${'a'.repeat(20_000)}.b.c`,
    ]) {
      expect(await refusal(header)).toBe('authorization');
    }
    expect(await refusal('Bearer a.b.c')).toBe('token');
  });
});

describe('a token with wrong claims', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['expired', { exp: 1_700_000_000 }, 'token.exp'],
    ['without an end', { exp: undefined }, 'token.exp'],
    ['not yet valid', { nbf: 1_900_000_000 }, 'token.nbf'],
    ['for another audience', { aud: 'elsewhere' }, 'token.aud'],
    ['without an audience', { aud: undefined }, 'token.aud'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'token.iss'],
    ['without an issuer', { iss: undefined }, 'token.iss'],
    ['without a subject', { sub: undefined }, 'token.sub'],
    ['with a blank subject', { sub: ' ' }, 'token.sub'],
    ['of an unknown role', { role: 'ADMINISTRATOR' }, 'token.role'],
    ['of an unknown agency', { agency: 'HEALTH' }, 'token.agency'],
    ['of an agency that is not its organisation’s', { agency: 'COUNCIL' }, 'token.agency'],
    ['of an organisation that the directory lacks', { organisation: 'E23999999' }, 'token.organisation'],
    ['with areas that are no list', { areas: 'E10000020' }, 'token.areas'],
    ['with areas that are no codes', { areas: [1] }, 'token.areas'],
    ['of a partner without purposes', { role: 'PARTNER_SYSTEM' }, 'token.purposes'],
    ['of a partner with an unknown purpose', { role: 'PARTNER_SYSTEM', purposes: ['CURIOSITY'] }, 'token.purposes'],
  ])('is refused: %s', async (_what, over, at) => {
    expect(await refusal(await bearer(over))).toBe(at);
  });

  it('allows for clocks that differ by a few seconds, not more', async () => {
    expect(await anAuthenticator()(await bearer({ nbf: seconds() + 4 }))).toMatchObject({ subject: 'officer-1' });
    expect(await refusal(await bearer({ nbf: seconds() + 20 }))).toBe('token.nbf');
  });
});

describe('a forged token', () => {
  it('is refused without a signature', async () => {
    const unsigned = new UnsecuredJWT(claims()).encode();
    expect(await refusal(`Bearer ${unsigned}`)).toMatch(/^token/);
    const [, payload] = (await issuer.sign(claims())).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'key-1' })).toString('base64url');
    expect(await refusal(`Bearer ${none}.${payload}.`)).toMatch(/^token/);
  });

  it('is refused when signed by HMAC with the public key', async () => {
    const pem = createPublicKey({ key: { ...issuer.publicKey() }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'key-1' })).toString('base64url');
    const input = `${header}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}`;
    for (const secret of [pem, issuer.publicKey().x!]) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await refusal(`Bearer ${input}.${signature}`)).toBe('token.alg');
    }
  });

  it('is refused when signed by a key of another issuer, or changed after signing', async () => {
    const other = await startTestIssuer();
    expect(await refusal(`Bearer ${await other.sign(claims())}`)).toBe('token.signature');
    await other.close();
    const [header, , signature] = (await issuer.sign(claims())).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ role: 'SUPERVISOR' }))).toString('base64url');
    expect(await refusal(`Bearer ${header}.${payload}.${signature}`)).toBe('token.signature');
  });

  it('does not choose its own key', async () => {
    const other = await startTestIssuer();
    const header = { kid: 'key-9', jwk: other.publicKey(), jku: `${other.url}/keys` };
    const token = await other.sign(claims(), header);
    expect(await refusal(`Bearer ${token}`)).toBe('token.signature');
    await other.close();
  });
});

describe('a token that was accepted before', () => {
  it('still ends', async () => {
    const authenticate = anAuthenticator();
    const token = await bearer({ exp: seconds() + 60 });
    await authenticate(token);
    clock += 50_000;
    expect(await authenticate(token)).toMatchObject({ subject: 'officer-1' });
    clock += 20_000;
    expect(await refusal(token, authenticate)).toBe('token.exp');
  });

  it('is refused once its organisation has left the directory', async () => {
    const directory = aDirectory();
    const authenticate = anAuthenticator({}, directory);
    const token = await bearer();
    await authenticate(token);
    directory.organisations.delete('E23000024');
    expect(await refusal(token, authenticate)).toBe('token.organisation');
  });

  it('is not verified again', async () => {
    const authenticate = anAuthenticator();
    const token = await bearer();
    const [first, second] = [await authenticate(token), await authenticate(token)];
    expect(second).toBe(first);
  });
});

describe('a rotation of keys', () => {
  it('refuses nobody under concurrent load, and reads the set once', async () => {
    const authenticate = anAuthenticator();
    await authenticate(await bearer({ sub: 'before' }));
    await issuer.rotate();
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, n) => bearer({ sub: `officer-${n}` })));
    const principals = await Promise.all(tokens.map((token) => authenticate(token)));
    expect(principals.map(({ subject }) => subject)).toEqual(tokens.map((token) => decodeJwt(token.slice(7)).sub));
    expect(issuer.readings()).toBe(2);
  });

  it('accepts old and new keys during an overlap', async () => {
    const authenticate = anAuthenticator();
    const old = await bearer({ sub: 'old' });
    await issuer.rotate({ keepOld: true });
    expect(await authenticate(await bearer({ sub: 'new' }))).toMatchObject({ subject: 'new' });
    expect(await authenticate(old)).toMatchObject({ subject: 'old' });
  });

  it('lets unknown keys cause one reading per cooldown', async () => {
    const authenticate = anAuthenticator();
    await authenticate(await bearer());
    const forged = await Promise.all(
      Array.from({ length: 50 }, (_, n) => bearer({ sub: `x${n}` }, { kid: `guess-${n}` })),
    );
    await Promise.all(forged.map((token) => refusal(token, authenticate)));
    expect(issuer.readings()).toBeLessThanOrEqual(3);
  });

  it('drops withdrawn keys when the set is read again', async () => {
    const authenticate = anAuthenticator({ refreshMs: 60_000 });
    await authenticate(await bearer());
    const old = await bearer({ sub: 'old', exp: seconds() + 6_000 });
    await issuer.rotate();
    clock += 61_000;
    await authenticate(await bearer({ sub: 'new' }));
    expect(await refusal(old, authenticate)).toBe('token.signature');
  });

  it('ends what a withdrawn key had signed, however late the token ends and however often it was accepted', async () => {
    const authenticate = anAuthenticator({ refreshMs: 60_000 });
    const old = await bearer({ exp: seconds() + 90 * 86_400 });
    for (let times = 0; times < 3; times++) await authenticate(old);
    await issuer.rotate();
    clock += 61_000;
    await authenticate(await bearer({ sub: 'new' }));
    expect(await refusal(old, authenticate)).toBe('token.signature');
  });
});

describe('the life of a token', () => {
  it.each([
    ['says when it was issued', { iat: -86_400, exp: 89 * 86_400 + 1 }],
    ['does not say when it was issued', { iat: undefined, exp: 90 * 86_400 + 1 }],
  ])('is 90 days at most when it %s', async (_name, { iat, exp }) => {
    const issued = (longer: number) => ({
      ...(iat === undefined ? {} : { iat: seconds() + iat }),
      exp: seconds() + exp + longer,
    });
    expect(await refusal(await bearer(issued(0)))).toBe('token.exp');
    await anAuthenticator()(await bearer(issued(-1)));
  });

  it('ends with the session that it was issued in, also after it was accepted', async () => {
    const sessions: TokenSession[] = [];
    let isOver = false;
    const keys = createIssuerKeys({ issuer: issuer.url, now });
    const issuers = [{ issuer: issuer.url, audience: AUDIENCE, keys }];
    const hasEnded = (session: TokenSession): boolean => {
      sessions.push(session);
      return isOver;
    };
    const authenticate = createAuthenticator({ issuers, directory: aDirectory(), now, production: true, hasEnded });
    const issuedAt = seconds() - 60;
    const tokens = [await bearer({ iat: issuedAt }), await bearer()];
    for (const token of tokens) await authenticate(token);
    isOver = true;
    for (const token of tokens) expect(await refusal(token, authenticate)).toBe('token');
    const session = { issuer: issuer.url, subject: 'officer-1' };
    const asked = [
      { ...session, issuedAt },
      { ...session, issuedAt: null },
    ];
    expect(sessions).toEqual([...asked, ...asked]);
  });
});

describe('an issuer that is down', () => {
  it('changes nothing for known keys until they are stale', async () => {
    const authenticate = anAuthenticator({ refreshMs: 60_000, staleMs: 3_600_000 });
    await authenticate(await bearer());
    issuer.fail(true);
    clock += 600_000;
    expect(await authenticate(await bearer({ sub: 'later' }))).toMatchObject({ subject: 'later' });
    clock += 3_600_000;
    const error: unknown = await authenticate(await bearer({ sub: 'much later' })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ extensions: { code: 'UNAUTHENTICATED', http: { status: 503 } } });
    issuer.fail(false);
    expect(await authenticate(await bearer({ sub: 'after' }))).toMatchObject({ subject: 'after' });
  });

  it('answers 503, then recovers, when it was never reached', async () => {
    issuer.fail(true);
    const authenticate = anAuthenticator();
    const token = await bearer();
    await expect(authenticate(token)).rejects.toMatchObject({ extensions: { http: { status: 503 } } });
    issuer.fail(false);
    expect(await authenticate(token)).toMatchObject({ subject: 'officer-1' });
  });
});
