import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { AuthenticationError } from './authentication-error';
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY_PREFIX } from './development-issuer';
import type { KeySource } from './issuer-keys';

/** Asymmetric only: a key that verifies must never be one that signs. */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'];

/** An issuer whose tokens are accepted. */
export interface TrustedIssuer {
  issuer: string;
  audience: string;
  keys: KeySource;
}

export interface TokenReaderConfig {
  readonly issuers: readonly TrustedIssuer[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether NODE_ENV is `production`: the development issuer is then refused, whoever vouches for it. */
  readonly production: boolean;
  /** How far the clocks of issuer and hub may differ. */
  readonly clockToleranceSeconds: number;
}

/** What a kind of token must hold besides an issuer who is trusted. */
export interface TokenKind {
  readonly requiredClaims: readonly string[];
  /** Audiences besides the issuer's own that may be named. */
  readonly audiences?: readonly string[];
}

/** A token whose signature, issuer, audience and times were found good. */
export interface ReadToken {
  readonly issuer: string;
  readonly payload: JWTPayload;
}

/**
 * Makes the reader of signed tokens (RFC 7519); it throws AuthenticationError naming what was expected. Throws at once when
 * production would trust the development issuer or nobody.
 */
export function createTokenReader(config: TokenReaderConfig) {
  const { now, production, clockToleranceSeconds } = config;
  const issuers = new Map(config.issuers.map((trusted) => [trusted.issuer, trusted]));
  if (production) assertProductionIssuers(issuers);

  function findIssuer(token: string): TrustedIssuer {
    const { issuer, keyId } = peek(token);
    const isDevelopment = issuer === DEVELOPMENT_ISSUER || keyId?.startsWith(DEVELOPMENT_KEY_PREFIX) === true;
    // INVARIANT: in production a development token is refused before its signature is looked at.
    const trusted = production && isDevelopment ? undefined : issuers.get(issuer ?? '');
    if (trusted !== undefined) return trusted;
    throw new AuthenticationError('token: claim `iss`: expected a trusted issuer', {
      at: 'token.iss',
      expected: 'a trusted issuer',
    });
  }

  return async (token: string, { requiredClaims, audiences = [] }: TokenKind): Promise<ReadToken> => {
    const { issuer, audience, keys } = findIssuer(token);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [audience, ...audiences],
        algorithms: ALGORITHMS,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now()),
        requiredClaims: [...requiredClaims],
      });
      return { issuer, payload };
    } catch (error) {
      throw explain(error);
    }
  };
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

/** What an unverified token says of itself: enough to choose who must have signed it, and no more. */
function peek(token: string): { issuer: string | undefined; keyId: string | undefined } {
  try {
    return { issuer: decodeJwt(token).iss, keyId: decodeProtectedHeader(token).kid };
  } catch {
    throw new AuthenticationError('token: expected a JSON Web Token', { at: 'token', expected: 'a JSON Web Token' });
  }
}

/** A token that was good has come to its end. */
export function expired(): AuthenticationError {
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
