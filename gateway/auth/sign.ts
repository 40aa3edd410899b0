import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Purpose } from '../../schema/vocabulary';
import type { Principal } from './principal';

/** The `iss` by which a subgraph knows the gateway. */
export const GATEWAY_ISSUER = 'sightline-gateway';
const LIFETIME_SECONDS = 30;

/** On whose behalf the gateway asks. */
export interface SignedCaller {
  principal: Principal;
  purpose: Purpose | null;
  /** The children with whom the principal's organisation is involved, of those that the request writes about. */
  involvedWith?: readonly string[];
  /** Whether the hub itself acts, on what it was told of. */
  byHub?: boolean;
}

/** What the hub asks for itself: the signals of an outbox, or entities whose answer depends on nobody who asks. */
export type HubUse = 'outbox' | 'entities';

/**
 * Signs one request: the audience is the subgraph, the body is exactly the bytes that are sent. A token of the hub's own
 * names its use, and opens nothing else.
 */
export type SignRequest = (audience: string, body: Buffer | string, asker: SignedCaller | HubUse) => Promise<string>;

export interface SignerOptions {
  /** Ed25519 private key; its `kid`, or else its thumbprint (RFC 7638), names it. */
  privateJwk: JWK;
  /** Epoch milliseconds. */
  now?: () => number;
  newId?: () => string;
}

/**
 * Creates the signer of requests to subgraphs: a JWS (RFC 7515, EdDSA) that lives 30 seconds and holds the body's hash.
 * The key is imported once. Written on node:crypto because it costs a third of the CPU that WebCrypto takes (28 us
 * against 80 us for a body of 4 kB).
 */
export function createSigner({ privateJwk, now = Date.now, newId = randomUUID }: SignerOptions): SignRequest {
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('gateway signing key: expected an Ed25519 key');
  const header = writeHeader(privateJwk);

  return async (audience, body, asker) => {
    const issuedAt = Math.floor(now() / 1_000);
    const payload = JSON.stringify({
      iss: GATEWAY_ISSUER,
      aud: audience,
      iat: issuedAt,
      exp: issuedAt + LIFETIME_SECONDS,
      jti: newId(),
      body: createHash('sha256').update(body).digest('base64url'),
      ...claimsOf(asker),
    });
    const input = `${await header}.${Buffer.from(payload).toString('base64url')}`;
    return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
  };
}

async function writeHeader(privateJwk: JWK): Promise<string> {
  const keyId = privateJwk.kid ?? (await calculateJwkThumbprint(privateJwk));
  return Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: keyId, typ: 'JWT' })).toString('base64url');
}

function claimsOf(asker: SignedCaller | HubUse): object {
  if (typeof asker === 'string') return { use: asker };
  const { principal, purpose, involvedWith = [], byHub = false } = asker;
  const vouched = involvedWith.length === 0 ? {} : { involvedWith };
  return { principal: selectForSubgraph(principal), purpose, ...vouched, ...(byHub ? { byHub } : {}) };
}

/** What a subgraph needs to decide who may write; the token's end and a partner's purposes are the gateway's business. */
function selectForSubgraph({ subject, name, organisation, agency, role, areas, team }: Principal): object {
  return { subject, organisation, agency, role, areas, team, ...(name === null ? {} : { name }) };
}
