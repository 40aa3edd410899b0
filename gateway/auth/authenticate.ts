import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { AuthenticationError } from './authentication-error';
import { parsePrincipal } from './claims';
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY_PREFIX } from './development-issuer';
import type { Directory } from './directory';
import type { KeySource } from './issuer-keys';
import type { Principal } from './principal';

/** Asymmetric only: a key that verifies must never be one that signs. */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'];
const TOKEN_LIMIT = 16_384;
const CACHE_LIMIT = 10_000;
/** How long a token that was good is believed. INVARIANT: a key that its issuer withdraws vouches for nobody much longer. */
const BELIEVED_MS = 60_000;

interface Accepted {
  readonly principal: Principal;
  /** Epoch milliseconds. */
  readonly verifiedAt: number;
}

/** An issuer whose tokens are accepted. */
export interface TrustedIssuer {
  issuer: string;
  audience: string;
  keys: KeySource;
}

export interface AuthenticatorConfig {
  issuers: readonly TrustedIssuer[];
  directory: Directory;
  /** Epoch milliseconds. */
  now: () => number;
  /** Whether NODE_ENV is `production`: the development issuer is then refused, whoever vouches for it. */
  production: boolean;
  /** How far the clocks of issuer and hub may differ. */
  clockToleranceSeconds?: number;
}

/** Turns an `Authorization` header (or a socket's connection parameter) into the caller. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Verifies bearer tokens (RFC 6750, RFC 7519) and remembers up to 10,000 that were good, by their hash, for a minute
 * and never beyond their end.
 * The result throws AuthenticationError. Throws at once when production would trust the development issuer or nobody.
 */
export function createAuthenticator(config: AuthenticatorConfig): Authenticate {
  const { now, clockToleranceSeconds = 5 } = config;
  const issuers = new Map(config.issuers.map((trusted) => [trusted.issuer, trusted]));
  if (config.production) assertProductionIssuers(issuers);
  const accepted = new LRUCache<string, Accepted>({ max: CACHE_LIMIT });

  async function verify(token: string): Promise<Principal> {
    const trusted = findIssuer(token);
    const payload = await readPayload(token, trusted);
    return parsePrincipal(payload, config.directory);
  }

  function findIssuer(token: string): TrustedIssuer {
    const { issuer, keyId } = peek(token);
    const isDevelopment = issuer === DEVELOPMENT_ISSUER || keyId?.startsWith(DEVELOPMENT_KEY_PREFIX) === true;
    // INVARIANT: in production a development token is refused before its signature is looked at.
    const trusted = config.production && isDevelopment ? undefined : issuers.get(issuer ?? '');
    if (trusted !== undefined) return trusted;
    throw new AuthenticationError('token: claim `iss`: expected a trusted issuer', {
      at: 'token.iss',
      expected: 'a trusted issuer',
    });
  }

  async function readPayload(token: string, { issuer, audience, keys }: TrustedIssuer): Promise<JWTPayload> {
    try {
      const verified = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'exp'],
      });
      return verified.payload;
    } catch (error) {
      throw explain(error);
    }
  }

  return async (authorization) => {
    const token = parseBearer(authorization);
    const key = createHash('sha256').update(token).digest('base64');
    const known = accepted.get(key);
    if (known !== undefined && now() - known.verifiedAt < BELIEVED_MS) return confirm(known.principal);
    const principal = await verify(token);
    accepted.set(key, { principal, verifiedAt: now() });
    return principal;
  };

  /** A remembered token still ends, and its organisation can still leave the directory. */
  function confirm(principal: Principal): Principal {
    if (now() >= (principal.expiresAt + clockToleranceSeconds) * 1_000) throw expired();
    if (config.directory.findOrganisation(principal.organisation)?.agency === principal.agency) return principal;
    throw new AuthenticationError('token: claim `organisation`: expected an organisation of the directory', {
      at: 'token.organisation',
      expected: 'an organisation of the directory',
    });
  }
}

function assertProductionIssuers(issuers: ReadonlyMap<string, TrustedIssuer>): void {
  if (issuers.size === 0) throw new Error('production needs an issuer of tokens: set OIDC_ISSUER and OIDC_AUDIENCE');
  if (issuers.has(DEVELOPMENT_ISSUER)) throw new Error('production must not trust the development issuer');
  for (const issuer of issuers.keys()) {
    const url = new URL(issuer);
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url.protocol !== 'https:' && !isLocal) throw new Error(`production needs an https issuer, got \`${issuer}\``);
  }
}

function parseBearer(authorization: string | undefined): string {
  const expected = 'Bearer and a token';
  if (authorization === undefined || authorization === '') {
    throw new AuthenticationError(`\`authorization\`: expected ${expected}, got nothing`, {
      at: 'authorization',
      expected,
    });
  }
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > TOKEN_LIMIT) {
    throw new AuthenticationError(`\`authorization\`: expected ${expected}`, { at: 'authorization', expected });
  }
  return token;
}

/** What an unverified token says of itself: enough to choose who must have signed it, and no more. */
function peek(token: string): { issuer: string | undefined; keyId: string | undefined } {
  try {
    return { issuer: decodeJwt(token).iss, keyId: decodeProtectedHeader(token).kid };
  } catch {
    throw new AuthenticationError('token: expected a JSON Web Token', { at: 'token', expected: 'a JSON Web Token' });
  }
}

function expired(): AuthenticationError {
  return new AuthenticationError('token: claim `exp`: the token has ended', {
    at: 'token.exp',
    expected: 'a time to come',
  });
}

function explain(error: unknown): AuthenticationError {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWTClaimValidationFailed) return explainClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    const expected = `one of ${ALGORITHMS.join(', ')}`;
    return new AuthenticationError(`token: algorithm: expected ${expected}`, { at: 'token.alg', expected });
  }
  if (isUnsigned(error)) {
    return new AuthenticationError('token: signed by no key of its issuer', { at: 'token.signature' });
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return new AuthenticationError('token: expected a JSON Web Token', { at: 'token', expected: 'a JSON Web Token' });
  }
  // The caller is not at fault, and must not throw its token away: the whole answer is a 503.
  return new AuthenticationError("token: the issuer's keys could not be read; try again", { at: 'token', status: 503 });
}

function explainClaim({ claim }: errors.JWTClaimValidationFailed): AuthenticationError {
  const expectations: Readonly<Record<string, string>> = {
    aud: 'the audience of this hub',
    nbf: 'a time that has come',
    iss: 'a trusted issuer',
  };
  const expected = Object.hasOwn(expectations, claim) ? expectations[claim] : undefined;
  const wanted = expected ?? 'a value of the right kind';
  return new AuthenticationError(`token: claim \`${claim}\`: expected ${wanted}`, {
    at: `token.${claim}`,
    expected: wanted,
  });
}

function isUnsigned(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
