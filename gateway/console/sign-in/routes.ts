import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type { SealedCookie } from '../cookies';
import type { AskHub } from '../hub-client';
import { ownPath } from '../own-path';
import { isOwnForm } from '../security';
import { homeOf, type Departure, type Session, type Viewer } from '../session';
import { ForeignForm, frameOf } from '../site';
import type { Provider } from './provider';

export interface SignInOptions {
  readonly provider: Provider;
  readonly sessions: SealedCookie<Session>;
  readonly departures: SealedCookie<Departure>;
  readonly ask: AskHub;
  /** Where browsers reach the console. */
  readonly originOf: (request: FastifyRequest) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

const CALLBACK = '/sign-in/callback';
const DEPARTURE_SECONDS = 600;

export const ME = `query Me { me { subject name role purposes organisation { id name agency } } }`;

/** Adds signing in at the issuer and signing out. */
export function addSignIn(app: FastifyInstance, options: SignInOptions): void {
  const { provider, sessions, departures, originOf, now } = options;

  app.get('/sign-in', async (request, reply) => {
    const { return: back } = request.query as { return?: unknown };
    const { url, ...kept } = await provider.depart(`${originOf(request)}${CALLBACK}`);
    const expiresAt = Math.floor(now() / 1_000) + DEPARTURE_SECONDS;
    await departures.keep(reply, { ...kept, returnTo: ownPath(back, '/') }, expiresAt);
    return reply.redirect(url, 303);
  });

  app.get(CALLBACK, async (request, reply) => {
    const departure = await departures.open(request);
    departures.drop(reply);
    // Whoever arrives without having departed from here came by somebody else's link, or took too long.
    if (departure === null) return reply.redirect('/sign-in', 303);
    const session = await openSession(options, request, departure);
    if (session === null) return reply.code(403).view('sign-in-failed.njk', frameOf(request, null));
    // INVARIANT: every sign-in makes a session of its own, whatever cookie the browser came with.
    await sessions.keep(reply, session, session.expiresAt);
    return reply.redirect(destinationOf(session, departure), 303);
  });

  app.post('/sign-out', async (request, reply) => {
    const session = await sessions.open(request);
    if (session !== null && !isOwnForm(request, session)) throw new ForeignForm();
    sessions.drop(reply);
    return reply.redirect('/signed-out', 303);
  });

  app.get('/signed-out', async (request, reply) => {
    // The issuer's own session goes on until somebody ends it there: a link, because a form may not lead to another host.
    const farewell = await provider.farewell().catch(() => null);
    return reply.view('signed-out.njk', { ...frameOf(request, null), farewell });
  });

  app.get('/', async (request, reply): Promise<FastifyReply> => {
    const session = await sessions.open(request);
    return reply.redirect(session === null ? '/sign-in' : homeOf(session.viewer.role), 303);
  });
}

/** Null where the issuer or the hub does not accept whoever came back. */
async function openSession(
  { provider, ask, originOf, report }: SignInOptions,
  request: FastifyRequest,
  departure: Departure,
): Promise<Session | null> {
  try {
    const { accessToken } = await provider.arrive(new URL(request.url, originOf(request)), departure);
    const { exp = 0 } = decodeJwt(accessToken);
    const blank = { token: accessToken, purpose: null, justification: null };
    const { data } = await ask<{ me: Viewer }>(blank, { query: ME });
    const { me } = data;
    // Where there is one purpose only, signing in declares it.
    const [only, ...others] = me.purposes;
    const purpose = others.length === 0 ? (only ?? null) : null;
    return {
      ...blank,
      id: randomUUID(),
      csrf: randomBytes(32).toString('base64url'),
      expiresAt: exp,
      viewer: me,
      purpose,
    };
  } catch (error) {
    report(error);
    return null;
  }
}

function destinationOf(session: Session, { returnTo }: Departure): string {
  const to = returnTo === '/' ? homeOf(session.viewer.role) : returnTo;
  return session.purpose === null ? `/purpose?return=${encodeURIComponent(to)}` : to;
}
