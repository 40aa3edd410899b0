import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import type { Directory, DirectoryOrganisation } from '../../gateway/auth/directory';

/** An OpenID Connect issuer over real HTTP, with keys that a test may rotate. */
export interface TestIssuer {
  url: string;
  /** How often its keys were read. */
  readings(): number;
  /** Publishes a new key, signs with it from now on, and withdraws all others unless told to keep them. */
  rotate(options?: { keepOld: boolean }): Promise<void>;
  publicKey(): JWK;
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** Makes it answer 500 to everything. */
  fail(isFailing: boolean): void;
  close(): Promise<void>;
}

interface Key {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

export async function startTestIssuer(algorithm = 'EdDSA'): Promise<TestIssuer> {
  let keys = [await newKey(algorithm, 'key-1')];
  let readings = 0;
  let isFailing = false;
  const server = createServer((request, response) => {
    if (isFailing) response.writeHead(500).end();
    else if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
    } else if (request.url === '/keys') {
      readings++;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const current = (): Key => keys.at(-1)!;

  return {
    url,
    readings: () => readings,
    rotate: async (options = { keepOld: false }) => {
      const fresh = await newKey(algorithm, `key-${Number(current().kid.slice(4)) + 1}`);
      keys = options.keepOld ? [...keys, fresh] : [fresh];
    },
    publicKey: () => current().jwk,
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: current().kid, ...header })
        .sign(current().privateKey),
    fail: (failing) => {
      isFailing = failing;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function newKey(algorithm: string, kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

/** A directory that holds a force, a council and a charity of the demonstration. */
export function aDirectory(): Directory & { organisations: Map<string, DirectoryOrganisation> } {
  const organisations = new Map<string, DirectoryOrganisation>([
    ['E23000024', { id: 'E23000024', name: 'Norfolk Constabulary', agency: 'POLICE', areas: ['E10000020'] }],
    ['E10000020', { id: 'E10000020', name: 'Norfolk', agency: 'COUNCIL', areas: ['E10000020'] }],
    [
      'harbour-youth-trust',
      { id: 'harbour-youth-trust', name: 'Harbour Youth Trust', agency: 'CHARITY', areas: ['E10000020', 'E10000016'] },
    ],
  ]);
  return { organisations, findOrganisation: (id) => organisations.get(id) };
}
