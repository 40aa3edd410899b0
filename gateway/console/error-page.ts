import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SealedCookie } from './cookies';
import { HubRefusal } from './hub-client';
import type { Session } from './session';
import { ForeignForm, frameOf, sendToSignIn } from './site';

interface Failure {
  readonly error: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface ErrorPageOptions {
  readonly sessions: SealedCookie<Session>;
  readonly report: (id: string, error: unknown) => void;
}

/** The page, and its status, for each refusal of the hub that is about the whole question. */
const PAGES: Readonly<Record<string, readonly [number, string]>> = {
  FORBIDDEN: [403, 'forbidden.njk'],
  NOT_FOUND: [404, 'not-found.njk'],
  BAD_USER_INPUT: [400, 'bad-request.njk'],
  IDEMPOTENCY_CONFLICT: [409, 'sent-twice.njk'],
  AUDIT_UNAVAILABLE: [503, 'unavailable.njk'],
  POLICY_UNAVAILABLE: [503, 'unavailable.njk'],
  OWNER_UNAVAILABLE: [503, 'unavailable.njk'],
};

/** Shows what went wrong as a page that says what to do next, and no more than the hub said. */
export async function showError({ error, request, reply }: Failure, options: ErrorPageOptions): Promise<FastifyReply> {
  const session = await options.sessions.open(request);
  const code = error instanceof HubRefusal ? error.code : null;
  if (code === 'UNAUTHENTICATED') {
    options.sessions.drop(reply);
    return sendToSignIn(request, reply);
  }
  const back = request.method === 'GET' ? request.url : '/';
  if (code === 'PURPOSE_REQUIRED') return reply.redirect(`/purpose?return=${encodeURIComponent(back)}`, 303);
  // What an address says was done is not said beside what went wrong.
  const frame = { ...frameOf(request, session), notice: undefined };
  if (error instanceof ForeignForm) return reply.code(403).view('foreign-form.njk', frame);
  const [status, view] = PAGES[code ?? ''] ?? statusOf(error);
  const message = error instanceof HubRefusal ? error.message : null;
  const id = randomUUID();
  if (status >= 500) options.report(id, error);
  return reply.code(status).view(view, { ...frame, message, id });
}

/** What fastify refuses to read is the browser's fault; anything else is ours. */
function statusOf(error: unknown): readonly [number, string] {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) return [status, 'bad-request.njk'];
  return [500, 'failed.njk'];
}
