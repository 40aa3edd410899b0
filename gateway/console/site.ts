import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HubRefusal, type Answer, type AskHub, type Question } from './hub-client';
import type { TakeFile } from './hub-file';
import { isOwnForm } from './security';
import type { SealedCookie } from './cookies';
import { navigationFor } from './navigation';
import { noticeOf } from './notices';
import { isId } from './own-path';
import type { Session } from './session';

/** What a browser sent: of a name that comes twice, all values; texts are as they came. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** One request of somebody who is signed in. */
export interface Visit {
  readonly session: Session;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** The fields of the form that was sent; empty for a GET. */
  readonly form: Fields;
  /** The own path and query. */
  readonly address: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Asks the hub's API in this person's name. */
  ask<T>(question: Question): Promise<Answer<T>>;
  /** Takes a file from the hub in this person's name; `path` with its query. */
  take(path: string): ReturnType<TakeFile>;
}

/** What comes of a visit. */
export type Outcome =
  | { readonly kind: 'PAGE'; readonly view: string; readonly values: object; readonly status?: number }
  | { readonly kind: 'REDIRECT'; readonly to: string; readonly session?: Session }
  | { readonly kind: 'FILE'; readonly name: string; readonly type: string; readonly body: FileBody };

type FileBody = string | Awaited<ReturnType<TakeFile>>;

export type Visitor = (visit: Visit) => Promise<Outcome>;

/** The pages' way to the outside. */
export interface Site {
  page(address: string, visitor: Visitor): void;
  /** What a form is sent to: refused unless it was sent from a page of ours to whoever is signed in. */
  form(address: string, visitor: Visitor): void;
}

export function page(view: string, values: object, status?: number): Outcome {
  return { kind: 'PAGE', view, values, ...(status === undefined ? {} : { status }) };
}

/** Sends the browser to an own address; with a session, in that instead. */
export function redirect(to: string, session?: Session): Outcome {
  return { kind: 'REDIRECT', to, ...(session ? { session } : {}) };
}

/** Has the browser keep a file. */
export function file(name: string, type: string, body: FileBody): Outcome {
  return { kind: 'FILE', name, type, body };
}

/** The first text of a field; empty when it is absent. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** All texts of a field, such as ticked boxes. */
export function textsOf(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export interface SiteOptions {
  readonly sessions: SealedCookie<Session>;
  readonly ask: AskHub;
  readonly take: TakeFile;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Creates the site on a server whose errors are pages already. Whoever is not signed in is sent to sign in. */
export function createSite(app: FastifyInstance, options: SiteOptions): Site {
  const { sessions } = options;
  const serve = (visitor: Visitor) => async (request: FastifyRequest, reply: FastifyReply) => {
    const session = await sessions.open(request);
    if (session === null) return sendToSignIn(request, reply);
    if (request.method === 'POST' && !isOwnForm(request, session)) throw new ForeignForm();
    refuseOddIds(request);
    const outcome = await visitor(visitOf(request, session, options));
    if (outcome.kind === 'PAGE') return show(request, reply, { session, outcome });
    if (outcome.kind === 'FILE') return sendFile(reply, outcome);
    if (outcome.session) await sessions.keep(reply, outcome.session, outcome.session.expiresAt);
    return reply.redirect(outcome.to, 303);
  };
  return {
    page: (address, visitor) => void app.get(address, serve(visitor)),
    form: (address, visitor) => void app.post(address, serve(visitor)),
  };
}

/** @throws HubRefusal NOT_FOUND where an address names what can be no id. */
function refuseOddIds({ params }: FastifyRequest): void {
  if (Object.values(params as Record<string, string>).every(isId)) return;
  throw new HubRefusal([{ code: 'NOT_FOUND', message: 'an address holds no such id', path: [], extensions: {} }]);
}

/** That a form did not come from a page of ours. */
export class ForeignForm extends Error {
  constructor() {
    super('the form was not sent from a page of this session');
    this.name = 'ForeignForm';
  }
}

interface Shown {
  readonly session: Session;
  readonly outcome: Extract<Outcome, { kind: 'PAGE' }>;
}

function show(request: FastifyRequest, reply: FastifyReply, { session, outcome }: Shown): FastifyReply {
  const { view, values, status = 200 } = outcome;
  return reply.code(status).view(view, { ...frameOf(request, session), ...values });
}

function sendFile(reply: FastifyReply, { name, type, body }: Extract<Outcome, { kind: 'FILE' }>): FastifyReply {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type(type);
  return reply.send(typeof body === 'string' ? body : Readable.fromWeb(body));
}

/** What the layout shows around a page to somebody, or to nobody in particular. */
export function frameOf(request: FastifyRequest, session: Session | null): object {
  return {
    session,
    csrf: session?.csrf,
    address: request.url,
    notice: noticeOf((request.query as Fields)['done']),
    navigation: session ? navigationFor(session.viewer, request.url) : [],
  };
}

/** INVARIANT: what a form said is not sent around by way of signing in: only the address of a page is kept. */
export function sendToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const back = request.method === 'GET' ? `?return=${encodeURIComponent(request.url)}` : '';
  return reply.redirect(`/sign-in${back}`, 303);
}

function visitOf(request: FastifyRequest, session: Session, { ask, take, now }: SiteOptions): Visit {
  return {
    session,
    params: request.params as Record<string, string>,
    query: request.query as Fields,
    form: (request.body ?? {}) as Fields,
    address: request.url,
    now: now(),
    ask: <T>(question: Question) => ask<T>(session, question),
    take: (path) => take(session, path),
  };
}
