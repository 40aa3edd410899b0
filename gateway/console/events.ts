import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { SealedCookie } from './cookies';
import { credentialsOf } from './hub-client';
import type { Session } from './session';
import { textOf, type Fields } from './site';

export const EVENTS_SUBSCRIPTION = `subscription Work($after: String) {
  childEvents(after: $after) { cursor type occurredAt owner { name } child { id } } }`;

const CURSOR_LIMIT = 500;

interface EventsOptions {
  readonly sessions: SealedCookie<Session>;
  /** Address of the API's server-sent events. */
  readonly url: () => string;
}

/**
 * Adds the hub's own events for whoever is signed in: the API's stream as it is, with the session's token, which a page's
 * script does not have. It ends when either side does, and with the token.
 */
export function addEvents(app: FastifyInstance, { sessions, url }: EventsOptions): void {
  app.get('/work/events', async (request, reply) => {
    const session = await sessions.open(request);
    // No redirect: an event source would follow it to a page.
    if (session === null) return reply.code(401).send();
    const after = textOf(request.query as Fields, 'after').slice(0, CURSOR_LIMIT) || null;
    const left = new AbortController();
    request.raw.once('close', () => left.abort());
    const response = await subscribe(url(), { session, after, signal: left.signal }).catch(() => null);
    // Also when whoever asked has left meanwhile.
    if (response?.ok !== true || response.body === null) return reply.code(502).send();
    const events = Readable.fromWeb(response.body);
    // Whoever leaves cuts it off: that is no failure.
    events.once('error', () => reply.raw.destroy());
    return reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8').send(events);
  });
}

interface Subscribing {
  readonly session: Session;
  readonly after: string | null;
  readonly signal: AbortSignal;
}

function subscribe(url: string, { session, after, signal }: Subscribing): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...credentialsOf(session) },
    body: JSON.stringify({ query: EVENTS_SUBSCRIPTION, variables: { after } }),
    signal,
  });
}
