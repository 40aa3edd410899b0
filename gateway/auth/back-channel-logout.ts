import { fastifyFormbody } from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { SightlineError } from '../errors';
import type { EndedSession, EndedSessions } from './ended-sessions';

export const BACK_CHANNEL_LOGOUT = '/back-channel-logout';

export interface BackChannelLogoutOptions {
  /** Throws AuthenticationError for what is no logout token of a trusted issuer. */
  readonly readLogoutToken: (token: string) => Promise<EndedSession>;
  readonly sessions: Pick<EndedSessions, 'end'>;
  readonly report: (error: unknown) => void;
}

/**
 * Serves POST /back-channel-logout, where an issuer tells that it has ended somebody's sessions (OpenID Connect
 * Back-Channel Logout 1.0 sections 2.5 and 2.8): when somebody signs out or leaves, or has another role from now on.
 * Answers 200 once every gateway will know, and 400 with the error for anything else, as the standard asks.
 */
export const backChannelLogout: FastifyPluginAsync<BackChannelLogoutOptions> = async (app, options) => {
  const { readLogoutToken, sessions, report } = options;
  await app.register(fastifyFormbody);
  app.setErrorHandler((_error, _request, reply) => refuse(reply, 'invalid_request', 'expected a form'));

  app.post(BACK_CHANNEL_LOGOUT, async (request, reply) => {
    const token = tokenIn(request.body);
    if (token === null) return refuse(reply, 'invalid_request', '`logout_token`: expected a token');
    try {
      await sessions.end(await readLogoutToken(token));
      return await reply.header('cache-control', 'no-store').send();
    } catch (error) {
      if (error instanceof SightlineError) return refuse(reply, 'invalid_request', error.message);
      report(error);
      return refuse(reply, 'logout_failed', 'the sessions could not be ended; try again');
    }
  });
};

function tokenIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('logout_token' in body)) return null;
  return typeof body.logout_token === 'string' ? body.logout_token : null;
}

function refuse(reply: FastifyReply, error: string, description: string): FastifyReply {
  return reply.code(400).header('cache-control', 'no-store').send({ error, error_description: description });
}
