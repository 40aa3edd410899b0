import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from './session';

/**
 * INVARIANT: no script or style stands in a page, and nothing comes from or goes to another host: what a stored text
 * says cannot run, and could reach nobody if it did.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  // A child's id stands in addresses; and `no-referrer` would make the Origin of our own forms `null`.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-frame-options': 'DENY',
};

/** Sets the headers of every answer of the console. Pages are kept by no cache; files say otherwise for themselves. */
export function setSecurityHeaders(reply: FastifyReply, isSecure: boolean): void {
  void reply.headers(HEADERS).header('cache-control', 'no-store');
  if (isSecure) void reply.header('strict-transport-security', 'max-age=31536000');
}

/**
 * Whether a form was sent from a page of ours to whoever is signed in: it repeats the session's secret, and the
 * browser, where it says so, was on this site.
 */
export function isOwnForm(request: FastifyRequest, session: Session): boolean {
  const { csrf } = (request.body ?? {}) as { csrf?: unknown };
  return isFromOwnSite(request) && typeof csrf === 'string' && isEqual(csrf, session.csrf);
}

function isFromOwnSite({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  // A proxy may change Host, so that the browser's own word counts where it gives one.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
