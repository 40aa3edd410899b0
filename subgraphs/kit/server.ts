import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { KnownClocks } from './clock-book';
import { followConnections } from './connections';
import { createContext, type Caller, type SubgraphContext } from './context';
import { createErrorFormatter, isDatabaseFault, lineOf, logToStderr, RequestError, type ErrorLine } from './errors';
import { addOutboxRoute, type CollectorPort } from './outbox-route';
import type { Signer } from './signer';
import { countingStatements, type StatementCount } from './statements';
import type { Verify } from './verify';

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const KEEP_ALIVE_MS = 72_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How long whoever began to send a request before the stop may take to send the rest of it. */
const REST_MS = 1_500;

type LogError = (line: ErrorLine) => void;

export interface ServerParts {
  schema: GraphQLSchema;
  dataSource: DataSource;
  verify: Verify;
  /** Asked anew for each request, for a holiday may be proclaimed while the server runs. */
  clocks: () => KnownClocks;
  /** Lets the hub collect the outbox; without it there is no such route. */
  collector?: CollectorPort;
  /** What receipts are signed with; its public keys are served at `/.well-known/jwks.json`. */
  signer?: Signer | null;
  /** Named in `/ready` while it rejects. */
  probes?: Readonly<Record<string, () => Promise<unknown>>>;
  now?: () => Date;
  /** Gets one line for each error that is not the caller's own; never anything of a record. */
  log?: LogError;
  /** Answers with the header `x-sql-statements`: for tests and benchmarks. */
  countStatements?: boolean;
}

export interface SubgraphServer {
  app: FastifyInstance;
  /** Stops accepting, lets what runs finish. The data source stays the caller's. */
  close(): Promise<void>;
}

const callers = new WeakMap<FastifyRequest, Caller>();

function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new RequestError('UNAUTHENTICATED');
  return caller;
}

function sendError(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply.code(status).send({ errors: [{ message: code, extensions: { code } }] });
}

/** Answers what failed before GraphQL: refused signatures, bodies that are no JSON or too large. */
function answerFailure(error: unknown, reply: FastifyReply, log: LogError): FastifyReply {
  if (error instanceof RequestError) return sendError(reply, error.code === 'UNAUTHENTICATED' ? 401 : 400, error.code);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return sendError(reply, status, 'BAD_USER_INPUT');
  log(lineOf(randomUUID(), 'INTERNAL', error));
  return sendError(reply, 500, 'INTERNAL');
}

/** INVARIANT: an owner whose database does not answer has not answered either, and its callers must see that: 503. */
const UNAVAILABLE_WITHOUT_DATABASE: ApolloServerPlugin<SubgraphContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ errors = [], response }) => {
        if (errors.some((error) => isDatabaseFault(unwrapResolverError(error)))) response.http.status = 503;
        return Promise.resolve();
      },
    }),
};

function createApollo(schema: GraphQLSchema, log: LogError): ApolloServer<SubgraphContext> {
  return new ApolloServer<SubgraphContext>({
    schema,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    formatError: createErrorFormatter(log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      UNAVAILABLE_WITHOUT_DATABASE,
    ],
  });
}

async function findFailing(probes: Readonly<Record<string, () => Promise<unknown>>>): Promise<string[]> {
  const names = await Promise.all(
    Object.entries(probes).map(([name, probe]) =>
      probe().then(
        () => [],
        () => [name],
      ),
    ),
  );
  return names.flat();
}

function addHealth(app: FastifyInstance, { dataSource, probes, signer }: ServerParts): void {
  if (signer != null) app.get('/.well-known/jwks.json', () => signer.keys);
  const all = { database: () => dataSource.query('select 1'), ...probes };
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const failing = await findFailing(all);
    return failing.length === 0 ? { status: 'ok' } : reply.code(503).send({ status: 'unavailable', failing });
  });
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new RequestError('BAD_USER_INPUT', { expected: 'a JSON body' });
  }
}

/** INVARIANT: a body is parsed only after its signature was verified over the very bytes that came. */
function addVerification(app: FastifyInstance, verify: Verify): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.url !== '/graphql') return;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    callers.set(request, await verify(request.headers.authorization, body));
    request.body = parseBody(body);
  });
}

/** A connection that was busy when closing began ends with its answer; kept alive, it would keep the process up. */
function closeConnectionsWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  const connections = followConnections(app);
  app.addHook('preClose', async () => {
    isClosing = true;
    // INVARIANT: only a request that came whole is waited for; who never ends its request does not keep the process up.
    connections.endUnanswering(REST_MS);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) void reply.header('connection', 'close');
  });
}

/** Creates the HTTP server of a subgraph: signed `POST /graphql`, `GET /health`, `GET /ready`. Not yet listening. */
export async function createSubgraphServer(parts: ServerParts): Promise<SubgraphServer> {
  const { now = () => new Date(), log = logToStderr } = parts;
  const apollo = createApollo(parts.schema, log);
  await apollo.start();
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Node looks for requests that take too long every 30 s unless told otherwise.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
  });
  closeConnectionsWhenClosing(app);
  app.setErrorHandler((error, _request, reply) => answerFailure(error, reply, log));
  app.setNotFoundHandler((_request, reply) => sendError(reply, 404, 'NOT_FOUND'));
  addHealth(app, parts);
  addVerification(app, parts.verify);
  if (parts.collector) addOutboxRoute(app, parts.dataSource, parts.collector);
  const handler = fastifyApolloHandler(apollo, {
    context: async (request) =>
      createContext(callerOf(request), {
        manager: parts.dataSource.manager,
        now: now(),
        clocks: parts.clocks(),
        signer: parts.signer ?? null,
      }),
  });
  app.post('/graphql', async (request, reply) => {
    void reply.header('cache-control', 'private, no-store');
    if (parts.countStatements !== true) return handler.call(app, request, reply);
    const count: StatementCount = { statements: 0 };
    const body: unknown = await countingStatements(count, () => handler.call(app, request, reply));
    void reply.header('x-sql-statements', count.statements);
    return body;
  });
  return {
    app,
    close: async () => {
      await app.close();
      await apollo.stop();
    },
  };
}
