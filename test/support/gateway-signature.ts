import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { exportJWK, SignJWT, type JSONWebKeySet } from 'jose';
import type { Principal } from '../../subgraphs/kit/context';

/** A signer as the gateway is one, for tests that call a subgraph directly. */
export interface TestGateway {
  keys: JSONWebKeySet;
  sign(body: string, claims?: Partial<TestClaims>): Promise<string>;
}

export interface TestClaims {
  aud: string;
  iss: string;
  kid: string;
  jti: string;
  /** Seconds from now. */
  issuedIn: number;
  expiresIn: number;
  principal: unknown;
  purpose: string | null;
  /** The children with whom the gateway says that the caller's organisation is involved. */
  involvedWith: string[];
  /** That the hub itself acts. */
  byHub: boolean;
  /** Makes it a token of the hub itself, for this use. */
  use: string;
}

export const aPrincipal = (over: Partial<Principal> = {}): Principal => ({
  subject: 'officer-1',
  organisation: 'E23000024',
  agency: 'POLICE',
  role: 'PRACTITIONER',
  areas: ['E10000020'],
  team: null,
  name: 'Olive Marsh',
  ...over,
});

/** Creates a signer with a key of its own; `aud` is the sector it speaks to unless told otherwise. */
export async function createTestGateway(aud: string, kid = 'test'): Promise<TestGateway> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' }] };
  return {
    keys,
    sign: async (body, claims = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const issuedAt = now + (claims.issuedIn ?? 0);
      const token = new SignJWT({
        body: createHash('sha256').update(body).digest('base64url'),
        ...(claims.use === undefined
          ? {
              principal: claims.principal ?? aPrincipal(),
              purpose: claims.purpose ?? null,
              involvedWith: claims.involvedWith ?? ['child-1'],
              ...(claims.byHub === undefined ? {} : { byHub: claims.byHub }),
            }
          : { use: claims.use }),
      });
      const signed = await token
        .setProtectedHeader({ alg: 'EdDSA', kid: claims.kid ?? kid })
        .setIssuer(claims.iss ?? 'sightline-gateway')
        .setAudience(claims.aud ?? aud)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + (claims.expiresIn ?? 30))
        .setJti(claims.jti ?? randomUUID())
        .sign(privateKey);
      return `Bearer ${signed}`;
    },
  };
}
