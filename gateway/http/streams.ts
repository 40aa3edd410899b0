import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { EndedSessions } from '../auth/ended-sessions';
import type { Principal } from '../auth/principal';
import { badInput, publicError } from '../errors';
import { refusalStream, writeEventStream } from '../events/transports/event-stream';
import type { Credentials, StreamPort, StreamRequest, Subscriber } from '../events/transports/ports';
import { createSeats } from '../events/transports/seats';
import { SOCKET_LIMITS, type SocketLimits } from '../events/transports/socket-limits';
import { createSocketServer } from '../events/transports/socket-server';
import type { EventSource } from '../hub/event-ports';
import type { Caller } from '../request';
import type { Subscribe } from '../delivery/subscriptions';

export interface StreamsOptions {
  readonly subscribe: Subscribe;
  readonly authenticate: (authorization: string | undefined) => Promise<Principal>;
  readonly sessions: Pick<EndedSessions, 'watch'>;
  /** Reads who asks and what for; the same for every transport. */
  readonly identify: (credentials: Credentials) => Promise<Caller>;
  readonly events: Pick<EventSource, 'cursorOf' | 'cursorNow'>;
  readonly report: (id: string, error: unknown) => void;
  readonly limits?: SocketLimits;
}

/** Adds the transports of subscriptions to the gateway's server: WebSocket at `/graphql`, server-sent events beside it. */
export function addStreams(app: FastifyInstance, options: StreamsOptions): void {
  const { limits = SOCKET_LIMITS } = options;
  const port = portOf(options);
  const seats = createSeats(limits);
  const sockets = createSocketServer({
    port,
    seats,
    limits,
    path: '/graphql',
    now: Date.now,
    report: (error) => options.report('socket', error),
  });
  sockets.attach(app.server);
  const stopping = new AbortController();
  app.addHook('preClose', async () => {
    stopping.abort();
    await sockets.close();
  });
  app.post('/graphql/stream', async (request, reply) => {
    const credentials = credentialsOf(request);
    const subscriber = await port.authenticate(credentials.authorization);
    refuseOthers(request);
    const leave = seats.take(subscriber.organisation);
    if (leave === null) return reply.code(503).header('retry-after', '5').send();
    const ended = new AbortController();
    const look = (): void => void port.authenticate(credentials.authorization).catch(() => ended.abort());
    const unwatch = port.watchSessions(subscriber.subject, look);
    try {
      const signal = AbortSignal.any([stopping.signal, ended.signal, endOf(subscriber)]);
      await serve(reply, port, { request: streamRequest(request, credentials), signal });
    } finally {
      unwatch();
      leave();
    }
    return reply;
  });
}

interface Served {
  readonly request: StreamRequest;
  readonly signal: AbortSignal;
}

async function serve(reply: FastifyReply, port: StreamPort, { request, signal }: Served): Promise<void> {
  const stream = await port.subscribe(request).catch((error: unknown) => refusalStream(error, port));
  reply.hijack();
  if (typeof stream !== 'string') {
    await writeEventStream(reply.raw, stream, { port, signal });
    return;
  }
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'private, no-store',
  });
  reply.raw.end(stream);
}

/** The end of a token, which may lie at a fraction of a second, or further away than a timer can wait. */
function endOf({ expiresAt }: Subscriber): AbortSignal {
  const left = Math.ceil((expiresAt + 5) * 1_000 - Date.now());
  return AbortSignal.timeout(Math.min(Math.max(left, 0), 2_147_483_647));
}

function portOf({ subscribe, authenticate, sessions, identify, events, report }: StreamsOptions): StreamPort {
  return {
    cursorOf: (position) => events.cursorOf(position),
    cursorNow: () => events.cursorNow(),
    authenticate,
    watchSessions: (subject, look) => sessions.watch(subject, look),
    subscribe: ({ credentials, ...request }) => subscribe({ ...request, identify: () => identify(credentials()) }),
    publish(error) {
      const { message, path, locations, extensions } = publicError(error, { report });
      const published = new GraphQLError(message, { ...(path ? { path } : {}), extensions: extensions ?? {} });
      return locations ? Object.assign(published, { toJSON: () => ({ message, locations, extensions }) }) : published;
    },
  };
}

function credentialsOf({ headers }: FastifyRequest): Credentials {
  return {
    authorization: headers.authorization,
    purpose: headers['sightline-purpose'],
    justification: headers['sightline-justification'],
  };
}

function refuseOthers({ headers }: FastifyRequest): void {
  if (headers.accept?.includes('text/event-stream')) return;
  throw badInput({ at: 'accept', expected: 'text/event-stream', got: headers.accept, status: 406 });
}

function streamRequest({ body }: FastifyRequest, credentials: Credentials): StreamRequest {
  const { query, operationName, variables } = isRecord(body) ? body : {};
  if (typeof query !== 'string') throw badInput({ at: 'query', expected: 'a text', got: typeof query, status: 400 });
  if (variables != null && !isRecord(variables)) {
    throw badInput({ at: 'variables', expected: 'an object', got: typeof variables, status: 400 });
  }
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: variables ?? {},
    credentials: () => credentials,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
