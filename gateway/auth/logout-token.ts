import type { JWTPayload } from 'jose';
import { isStorable } from '../text';
import { AuthenticationError } from './authentication-error';
import type { EndedSession } from './ended-sessions';
import type { createTokenReader } from './token-reader';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const SUBJECT_LIMIT = 200;

export interface LogoutTokenOptions {
  readonly read: ReturnType<typeof createTokenReader>;
  /** Ids of the issuer's clients for which it may say that a session ended, besides the hub's own audience. */
  readonly clients: readonly string[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly clockToleranceSeconds: number;
}

/**
 * Reads a logout token (OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6). A repetition of one changes nothing,
 * so that its id is not looked at. One that names a session only is refused: access tokens need not say theirs.
 * Throws AuthenticationError naming the claim.
 */
export async function readLogoutToken(token: string, options: LogoutTokenOptions): Promise<EndedSession> {
  const { read, clients, now, clockToleranceSeconds } = options;
  const { issuer, payload } = await read(token, { requiredClaims: ['iat', 'events'], audiences: clients });
  const { iat = NaN, sub, events } = payload;
  // INVARIANT: neither an access token nor an id token passes for one, whoever they were issued to.
  if (!isLogout(events)) throw wrong('events', `an object with ${EVENT}`);
  if (payload['nonce'] !== undefined) throw wrong('nonce', 'none');
  if (!isSubject(sub)) throw wrong('sub', `a text of 1 to ${SUBJECT_LIMIT} characters`);
  // INVARIANT: no session that is yet to begin is ended.
  if (!(iat * 1_000 <= now() + clockToleranceSeconds * 1_000)) throw wrong('iat', 'a time that has come');
  return { issuer, subject: sub, endedAt: iat };
}

function isLogout(events: unknown): boolean {
  return typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT);
}

function isSubject(sub: JWTPayload['sub']): sub is string {
  return typeof sub === 'string' && sub !== '' && sub.length <= SUBJECT_LIMIT && isStorable(sub);
}

function wrong(claim: string, expected: string): AuthenticationError {
  return new AuthenticationError(`token: claim \`${claim}\`: expected ${expected}`, { at: `token.${claim}`, expected });
}
