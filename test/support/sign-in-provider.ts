import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** An OpenID provider over real HTTP that signs in whoever comes, as one person; PKCE is checked as RFC 7636 says. */
export interface SignInProvider {
  readonly url: string;
  /** Answers a departure as its authorization endpoint would: gives the address of the way back. */
  authorise(departure: string): string;
  close(): Promise<void>;
}

export async function startSignInProvider(
  claims: JWTPayload,
  client: { id: string; secret: string },
): Promise<SignInProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  const challenges = new Map<string, string>();
  const sign = (payload: JWTPayload, audience: string): Promise<string> =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .setIssuer(url)
      .setAudience(audience)
      .setSubject('person-7')
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(privateKey);
  const exchange = async (request: IncomingMessage): Promise<object | null> => {
    const fields = new URLSearchParams(await textOf(request));
    const challenge = challenges.get(fields.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = fields.get('client_id') === client.id && fields.get('client_secret') === client.secret;
    if (challenge !== verifier || !isClient) return null;
    const access = await sign(claims, 'sightline');
    return { access_token: access, token_type: 'Bearer', expires_in: 600, id_token: await sign({}, client.id) };
  };
  const server = createServer((request, response) => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/openid-configuration') {
      send(200, {
        issuer: url,
        jwks_uri: `${url}/keys`,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        end_session_endpoint: `${url}/leave`,
      });
    } else if (request.url === '/keys') send(200, { keys: [jwk] });
    else if (request.url === '/token') {
      void exchange(request).then((tokens) => send(tokens ? 200 : 400, tokens ?? { error: 'invalid_grant' }));
    } else send(404, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    authorise(departure) {
      const { searchParams } = new URL(departure);
      const code = `code-${challenges.size}`;
      challenges.set(code, searchParams.get('code_challenge') ?? '');
      return `${searchParams.get('redirect_uri') ?? ''}?${new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString()}`;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
