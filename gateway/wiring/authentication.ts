import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { createAuthenticator, type Authenticate } from '../auth/authenticate';
import { backChannelLogout } from '../auth/back-channel-logout';
import { createDevelopmentIssuer, type DevelopmentIssuer } from '../auth/development-issuer';
import type { Directory } from '../auth/directory';
import { openEndedSessions, type EndedSessions } from '../auth/ended-sessions';
import { createIssuerKeys } from '../auth/issuer-keys';
import { readLogoutToken } from '../auth/logout-token';
import { createTokenReader, type TrustedIssuer } from '../auth/token-reader';
import type { GatewayConfig } from '../config';
import { createEndedSessionStore } from '../store/ended-sessions';

const CLOCK_TOLERANCE_SECONDS = 5;

export interface AuthenticationOptions {
  readonly config: GatewayConfig;
  readonly directory: Directory;
  /** Ids of our own clients at the issuer. */
  readonly clients: readonly string[];
  readonly pool: Pool;
  readonly report: (id: string, error: unknown) => void;
}

/** Who may call, and until when. */
export interface Authentication {
  readonly authenticate: Authenticate;
  /** Issues tokens to whoever asks; null where there is another issuer, and in production. */
  readonly development: DevelopmentIssuer | null;
  readonly sessions: EndedSessions;
  /** Adds the address at which the issuer ends sessions. */
  addRoutes(app: FastifyInstance): Promise<void>;
}

/** Wires tokens to the issuers that are trusted, and to the sessions that these have ended. */
export async function openAuthentication(options: AuthenticationOptions): Promise<Authentication> {
  const { config, directory, clients, pool, report } = options;
  const development = config.isProduction || config.issuer ? null : await openDevelopmentIssuer(config);
  const issuers = [...(development ? [development] : []), ...(config.issuer ? [trusted(config.issuer)] : [])];
  const trust = {
    issuers,
    now: Date.now,
    production: config.isProduction,
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
  };
  const sessions = await openEndedSessions({
    store: createEndedSessionStore(pool),
    now: Date.now,
    report: (error) => report('sessions', error),
  });
  const read = createTokenReader(trust);
  return {
    authenticate: createAuthenticator({ ...trust, directory, hasEnded: (session) => sessions.hasEnded(session) }),
    development,
    sessions,
    async addRoutes(app) {
      await app.register(backChannelLogout, {
        readLogoutToken: (token) => readLogoutToken(token, { ...trust, read, clients }),
        sessions,
        report: (error) => report('sessions', error),
      });
    },
  };
}

function openDevelopmentIssuer({ dataFolder }: GatewayConfig): Promise<DevelopmentIssuer> {
  const keyFile = path.join(dataFolder, 'keys', 'development-issuer.jwk.json');
  return createDevelopmentIssuer({ environment: process.env['NODE_ENV'], keyFile });
}

function trusted({ issuer, audience }: { issuer: string; audience: string }): TrustedIssuer {
  return { issuer, audience, keys: createIssuerKeys({ issuer, now: Date.now }) };
}
