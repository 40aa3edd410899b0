import type { FastifyPluginAsync } from 'fastify';
import { badInput, publicError, SightlineError } from '../errors';
import type { DevelopmentAccount } from './development-accounts';
import { assertDevelopment, type DevelopmentIssuer } from './development-issuer';
import { parseDevelopmentRequest } from './development-request';
import type { Directory } from './directory';

export interface DevelopmentRoutesOptions {
  issuer: DevelopmentIssuer;
  directory: Directory;
  /** The demonstration's people, for a client to pick from. */
  accounts: readonly DevelopmentAccount[];
  /** Epoch milliseconds. */
  now: () => number;
  /** NODE_ENV of the process. */
  environment: string | undefined;
}

/**
 * Serves POST /dev/token, GET /dev/accounts and GET /.well-known/jwks.json.
 * Registration fails in production.
 */
export const developmentRoutes: FastifyPluginAsync<DevelopmentRoutesOptions> = async (app, options) => {
  assertDevelopment(options.environment);
  const { issuer, directory, accounts, now } = options;

  app.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof SightlineError ? error : refuseBody(error);
    const status = refusal?.fields.status ?? 500;
    return reply.code(status).send({ errors: [publicError(refusal ?? error)] });
  });

  app.post('/dev/token', async (request, reply) => {
    const { claims, seconds } = parseDevelopmentRequest(request.body, directory);
    const issuedAt = Math.floor(now() / 1_000);
    const token = await issuer.sign(claims, { issuedAt, expiresAt: issuedAt + seconds });
    return reply.header('cache-control', 'no-store').send({ token });
  });

  app.get('/dev/accounts', async (_request, reply) => reply.send({ accounts }));
  app.get('/.well-known/jwks.json', async (_request, reply) => reply.send(issuer.jwks));
};

/** A body that fastify could not read is the client's fault; anything else is ours. */
function refuseBody(error: unknown): SightlineError | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return badInput({ at: 'body', expected: 'a JSON object', got: undefined, status });
}
