import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { AuthenticationError } from './authentication-error';
import { parsePrincipal } from './claims';
import type { Directory } from './directory';
import type { TokenSession } from './ended-sessions';
import type { Principal } from './principal';
import { createTokenReader, expired, type TrustedIssuer } from './token-reader';

const TOKEN_LIMIT = 16_384;
const CACHE_LIMIT = 10_000;
/** How long a token that was good is believed. INVARIANT: a key that its issuer withdraws vouches for nobody much longer. */
const BELIEVED_MS = 60_000;
/** INVARIANT: shorter than it is remembered that a session ended. */
const LONGEST_LIFE_DAYS = 90;

interface Accepted {
  readonly principal: Principal;
  readonly session: TokenSession;
  /** Epoch milliseconds. */
  readonly verifiedAt: number;
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
  /** Whether the issuer has ended the session of a token; absent where no session ends before its tokens. */
  hasEnded?: (session: TokenSession) => boolean;
}

/** Turns an `Authorization` header (or a socket's connection parameter) into the caller. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Verifies bearer tokens (RFC 6750, RFC 7519) and remembers up to 10,000 that were good, by their hash, for a minute
 * and never beyond their end.
 * The result throws AuthenticationError. Throws at once when production would trust the development issuer or nobody.
 */
export function createAuthenticator(config: AuthenticatorConfig): Authenticate {
  const { now, directory, hasEnded = () => false, clockToleranceSeconds = 5 } = config;
  const read = createTokenReader({ ...config, clockToleranceSeconds });
  const accepted = new LRUCache<string, Accepted>({ max: CACHE_LIMIT });

  async function verify(token: string): Promise<Accepted> {
    const { issuer, payload } = await read(token, { requiredClaims: ['sub', 'exp'] });
    refuseLongLived(payload, now());
    const principal = parsePrincipal(payload, directory);
    const session = { issuer, subject: principal.subject, issuedAt: payload.iat ?? null };
    return { principal, session, verifiedAt: now() };
  }

  return async (authorization) => {
    const token = parseBearer(authorization);
    const key = createHash('sha256').update(token).digest('base64');
    const known = accepted.get(key);
    const isBelieved = known !== undefined && now() - known.verifiedAt < BELIEVED_MS;
    const found = isBelieved ? known : await verify(token);
    if (!isBelieved) accepted.set(key, found);
    return confirm(found);
  };

  /** A remembered token still ends, its organisation can still leave the directory, and its issuer can end its session. */
  function confirm({ principal, session }: Accepted): Principal {
    if (now() >= (principal.expiresAt + clockToleranceSeconds) * 1_000) throw expired();
    if (directory.findOrganisation(principal.organisation)?.agency !== principal.agency) {
      throw new AuthenticationError('token: claim `organisation`: expected an organisation of the directory', {
        at: 'token.organisation',
        expected: 'an organisation of the directory',
      });
    }
    if (!hasEnded(session)) return principal;
    throw new AuthenticationError('token: its issuer has ended the session; sign in again', {
      at: 'token',
      expected: 'a token of a session that has not ended',
    });
  }
}

function refuseLongLived({ iat, exp = 0 }: JWTPayload, now: number): void {
  if (exp - (iat ?? now / 1_000) <= LONGEST_LIFE_DAYS * 86_400) return;
  const expected = `an end within ${LONGEST_LIFE_DAYS} days of the issue`;
  throw new AuthenticationError(`token: claim \`exp\`: expected ${expected}`, { at: 'token.exp', expected });
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
