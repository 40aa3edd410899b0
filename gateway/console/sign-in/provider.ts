import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  Configuration,
  discovery,
  None,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { ConsoleClient } from '../settings';

/** Where people sign in (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC 7636). */
export interface Provider {
  /** Where to send the browser, and what to keep until it is back. */
  depart(callback: string): Promise<{ url: string; state: string; verifier: string }>;
  /** Exchanges what the browser came back with. Rejects unless it belongs to what was kept. */
  arrive(current: URL, kept: { state: string; verifier: string }): Promise<{ accessToken: string }>;
  /** Where the issuer's own session is ended; null where it has no such place. */
  farewell(): Promise<string | null>;
}

export interface ProviderOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly client: ConsoleClient;
}

/** Creates the way to sign in at an issuer; it is asked for its addresses at the first sign-in, and again after a failure. */
export function createProvider({ issuer, audience, client }: ProviderOptions): Provider {
  const isLocal = new URL(issuer).protocol === 'http:';
  const authentication = client.secret === null ? None() : ClientSecretPost(client.secret);
  const discover = (): Promise<Configuration> =>
    discovery(
      new URL(issuer),
      client.id,
      undefined,
      authentication,
      isLocal ? { execute: [allowInsecureRequests] } : {},
    );
  let found: Promise<Configuration> | undefined;
  const configuration = async (): Promise<Configuration> => {
    found ??= discover();
    try {
      return await found;
    } catch (error) {
      found = undefined;
      throw error;
    }
  };
  return providerOf(configuration, { scope: client.scope, audience });
}

/** Creates the way to sign in at the development's own issuer, which serves `origin` itself. */
export function createDevelopmentProvider(issuer: string, origin: () => string): Provider {
  return providerOf(
    () => {
      const server = {
        issuer,
        authorization_endpoint: `${origin()}/dev/authorize`,
        token_endpoint: `${origin()}/dev/oauth-token`,
      };
      const configuration = new Configuration(server, 'sightline-console', undefined, None());
      allowInsecureRequests(configuration);
      return Promise.resolve(configuration);
    },
    { scope: 'openid' },
  );
}

function providerOf(configuration: () => Promise<Configuration>, asked: Record<string, string>): Provider {
  return {
    async depart(callback) {
      const verifier = randomPKCECodeVerifier();
      const state = randomState();
      const url = buildAuthorizationUrl(await configuration(), {
        ...asked,
        redirect_uri: callback,
        state,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, state, verifier };
    },
    async arrive(current, { state, verifier }) {
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      const { access_token: accessToken } = await authorizationCodeGrant(await configuration(), current, checks);
      return { accessToken };
    },
    async farewell() {
      const known = await configuration();
      return known.serverMetadata().end_session_endpoint === undefined ? null : buildEndSessionUrl(known).href;
    },
  };
}
