import { ApolloServer } from '@apollo/server';
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
import { createContext, type Caller, type SubgraphContext } from './context';
import { createErrorFormatter, RequestError, type ErrorLine } from './errors';
import { countingStatements, type StatementCount } from './statements';
import type { Verify } from './verify';

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const KEEP_ALIVE_MS = 72_000;
const REQUEST_TIMEOUT_MS = 15_000;

export interface ServerParts {
  schema: GraphQLSchema;
  dataSource: DataSource;
  verify: Verify;
  now?: () => Date;
  /** Gets one line for each error that is not the caller's own; never anything of a record. */
  log?: (line: ErrorLine) => void;
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
function answerFailure(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof RequestError && error.code === 'UNAUTHENTICATED') return sendError(reply, 401, error.code);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (error instanceof SyntaxError) return sendError(reply, 400, 'BAD_USER_INPUT');
  if (typeof status === 'number' && status >= 400 && status < 500) return sendError(reply, status, 'BAD_USER_INPUT');
  return sendError(reply, 500, 'INTERNAL');
}

function createApollo(parts: ServerParts): ApolloServer<SubgraphContext> {
  return new ApolloServer<SubgraphContext>({
    schema: parts.schema,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    formatError: createErrorFormatter(parts.log ?? ((line) => process.stderr.write(`${JSON.stringify(line)}\n`))),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

function addHealth(app: FastifyInstance, dataSource: DataSource): void {
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    try {
      await dataSource.query('select 1');
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'unavailable', failing: ['database'] });
    }
  });
}

/** INVARIANT: a body is parsed only after its signature was verified over the very bytes that came. */
function addVerification(app: FastifyInstance, verify: Verify): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.url !== '/graphql') return;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    callers.set(request, await verify(request.headers.authorization, body));
    request.body = JSON.parse(body.toString('utf8'));
  });
}

/** Creates the HTTP server of a subgraph: signed `POST /graphql`, `GET /health`, `GET /ready`. Not yet listening. */
export async function createSubgraphServer(parts: ServerParts): Promise<SubgraphServer> {
  const now = parts.now ?? (() => new Date());
  const apollo = createApollo(parts);
  await apollo.start();
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  app.setErrorHandler((error, _request, reply) => answerFailure(error, reply));
  app.setNotFoundHandler((_request, reply) => sendError(reply, 404, 'NOT_FOUND'));
  addHealth(app, parts.dataSource);
  addVerification(app, parts.verify);
  const handler = fastifyApolloHandler(apollo, {
    context: async (request) => createContext(callerOf(request), parts.dataSource.manager, now()),
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
