import { createHash, randomUUID } from 'node:crypto';
import { fastifyFormbody } from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { badInput } from '../errors';
import type { DevelopmentAccount } from './development-accounts';
import { assertDevelopment, type DevelopmentIssuer } from './development-issuer';
import { parseDevelopmentRequest } from './development-request';
import type { Directory } from './directory';

export interface DevelopmentSignInOptions {
  readonly issuer: DevelopmentIssuer;
  readonly directory: Directory;
  readonly accounts: readonly DevelopmentAccount[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** NODE_ENV of the process. */
  readonly environment: string | undefined;
}

interface Granted {
  readonly account: DevelopmentAccount;
  readonly challenge: string;
  readonly expiresAt: number;
}

const CODE_MS = 60_000;
const CALLBACK = '/sign-in/callback';

/**
 * The development issuer as an OAuth 2.0 authorization server for our own console, so that signing in is the same code
 * with it and with a real issuer: POST /dev/authorize takes who was picked, POST /dev/oauth-token exchanges the code
 * (RFC 6749 section 4.1, RFC 7636 S256). Whoever picks is believed. Registration fails in production.
 */
export const developmentSignIn: FastifyPluginAsync<DevelopmentSignInOptions> = async (app, options) => {
  assertDevelopment(options.environment);
  const { issuer, directory, accounts, now } = options;
  const codes = new Map<string, Granted>();
  await app.register(fastifyFormbody);

  app.post('/dev/authorize', async (request, reply) => {
    const { account: index, state, challenge } = request.body as Record<string, string | undefined>;
    const account = accounts[Number(index)];
    if (!account) throw badInput({ at: 'account', expected: 'one of the accounts', got: index, status: 400 });
    for (const [code, { expiresAt }] of codes) if (expiresAt < now()) codes.delete(code);
    const code = randomUUID();
    codes.set(code, { account, challenge: challenge ?? '', expiresAt: now() + CODE_MS });
    // INVARIANT: the browser goes to our own callback, whatever address the request named.
    return reply.redirect(`${CALLBACK}?${new URLSearchParams({ code, state: state ?? '' }).toString()}`, 303);
  });

  app.post('/dev/oauth-token', async (request, reply) => {
    const { code = '', code_verifier: verifier = '' } = request.body as Record<string, string | undefined>;
    const granted = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    void reply.header('cache-control', 'no-store');
    if (!granted || granted.expiresAt < now() || granted.challenge !== challenge) {
      return reply.code(400).send({ error: 'invalid_grant' });
    }
    const { label: _label, ...asked } = granted.account;
    const { claims, seconds } = parseDevelopmentRequest(asked, directory);
    const issuedAt = Math.floor(now() / 1_000);
    const token = await issuer.sign(claims, { issuedAt, expiresAt: issuedAt + seconds });
    return reply.send({ access_token: token, token_type: 'Bearer', expires_in: seconds });
  });
};
