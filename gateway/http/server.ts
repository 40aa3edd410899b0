import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createApolloServer, type ApolloOptions } from './apollo';
import { followConnections } from './connections';
import { publicError, SightlineError } from '../errors';
import { answerClientError, readRefusedBody, refuseMalformed } from './malformed';
import type { Caller } from '../request';
import { createExcessCheck } from './query-excess';

export interface ServerOptions extends Omit<ApolloOptions, 'report'> {
  /** Reads who asks and what for from the headers. Throws UNAUTHENTICATED or BAD_USER_INPUT. */
  readonly identify: (headers: Readonly<Record<string, unknown>>) => Promise<Caller>;
  /** Names what does not answer; empty when the hub is ready. */
  readonly findFaults: () => Promise<string[]>;
  /** What an operator should look at although the hub is ready; absent where nothing warns. */
  readonly warnings?: () => string[];
  /** Adds routes that only some hubs have: development tokens, the query page. */
  readonly extend: (app: FastifyInstance) => Promise<void>;
  readonly report: ApolloOptions['report'];
  /** The smallest `first` of a list; absent where lists are somebody else's. */
  readonly smallestPage?: number;
}

/** Bytes of a whole request: the query's limit and room for variables. */
const BODY_LIMIT = 256_000;
/** How long a server that stops goes on accepting. */
const FAREWELL_MS = 400;
/** How long whoever began to send a request before the stop may take to send the rest of it. */
const REST_MS = 1_500;
/** Rounds of the event loop: a connection is accepted in one, and what it has sent is read in the next. */
const TAKING_IN = 3;
/** More than any answer takes: owners have 2 s for each wave. */
const DRAIN_MS = 8_000;

/**
 * Creates the gateway's HTTP server: identity first, then the size of the query, then Apollo Server.
 * Listens nowhere yet; `close` answers what runs and then ends.
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = createApp(options);
  const isStopping = stopGently(app);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const apollo = createApolloServer(options);
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  app.setErrorHandler((error, _request, reply) => refuse(reply, error, options.report));
  app.setNotFoundHandler((_request, reply) => refuse(reply, notFound(), options.report));

  const refuseExcess = createExcessCheck(options.smallestPage);
  app.post('/graphql', {
    preHandler: async (request) => {
      callers.set(request, await options.identify(request.headers));
      refuseMalformed(request.body);
      refuseExcess(request.body);
    },
    // On the way out: Apollo Server sets a header of its own.
    onSend: async (_request, reply, payload) => {
      void reply.header('cache-control', 'private, no-store');
      return Promise.resolve(payload);
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const caller = callers.get(request);
        if (!caller) throw new SightlineError('UNAUTHENTICATED', 'nobody was identified');
        return Promise.resolve({ caller });
      },
    }),
  });
  app.get('/health', async () => Promise.resolve({ status: 'alive' }));
  app.get('/ready', async (_request, reply) => {
    const faults = isStopping() ? ['stopping'] : await options.findFaults();
    const warnings = options.warnings?.() ?? [];
    const detail = warnings.length > 0 ? { faults, warnings } : { faults };
    return reply.code(faults.length === 0 ? 200 : 503).send({ ready: faults.length === 0, ...detail });
  });
  await options.extend(app);
  // Last before the server stops to listen: who has come meanwhile is taken in first, or its connection would break.
  app.addHook('preClose', async () => {
    for (let round = 0; round < TAKING_IN; round++) await setImmediate();
  });
  return app;
}

function createApp(options: ServerOptions): FastifyInstance {
  return fastify({
    bodyLimit: BODY_LIMIT,
    connectionTimeout: 60_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => void refuse(reply, error, options.report),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.report),
    // Node looks for requests that take too long every 30 s unless told otherwise.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
  });
}

/**
 * INVARIANT: a stop fails no request that has come whole. For a moment longer new ones are answered as well: each answer
 * ends its connection (fastify's header `connection: close`), so that those kept alive are gone before the server closes
 * them, and `/ready` tells load balancers. Whoever has not sent its request whole soon after that never will.
 */
function stopGently(app: FastifyInstance): () => boolean {
  let isStopping = false;
  const connections = followConnections(app);
  app.addHook('preClose', async () => {
    isStopping = true;
    connections.endUnanswering(REST_MS);
    setTimeout(() => app.server.closeAllConnections(), DRAIN_MS).unref();
    await sleep(FAREWELL_MS);
  });
  return () => isStopping;
}

function notFound(): SightlineError {
  return new SightlineError('NOT_FOUND', 'there is nothing at this address; send POST requests to /graphql', {
    status: 404,
  });
}

function refuse(reply: FastifyReply, error: unknown, report: ServerOptions['report']): FastifyReply {
  const fault = error instanceof SightlineError ? error : readRefusedBody(error, BODY_LIMIT);
  const status = fault?.extensions['http'];
  const code = typeof status === 'object' && status !== null && 'status' in status ? Number(status.status) : 500;
  const body = JSON.stringify({ errors: [publicError(fault ?? error, { report })] });
  return reply
    .code(code)
    .headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
    .header('content-type', 'application/json; charset=utf-8')
    .send(body);
}
