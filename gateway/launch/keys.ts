import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { DatabasePasswords } from './databases';
import { messageOf } from './failure';
import { findText, writePrivately } from './private-file';

/** The gateway's key pair in a data folder, each half in a file that our user alone can read. */
export interface KeyFiles {
  gatewaySigningKey: string;
  gatewayJwks: string;
}

/**
 * Gives the hub's key files, made at the first start: the gateway's Ed25519 pair (RFC 8037), with which it signs its
 * requests to the subgraphs. Makes the key of the child index's hashes where the hub looks for it.
 */
export function openKeys(dataFolder: string): KeyFiles {
  const folder = path.join(dataFolder, 'keys');
  const files = {
    gatewaySigningKey: path.join(folder, 'gateway.private.jwk.json'),
    gatewayJwks: path.join(folder, 'gateway.jwks.json'),
  };
  const privateJwk = findText(files.gatewaySigningKey) ?? makeSigningKey(files.gatewaySigningKey);
  const jwks = jwksOf(privateJwk, files.gatewaySigningKey);
  if (findText(files.gatewayJwks) !== jwks) writePrivately(files.gatewayJwks, jwks);
  const indexKey = path.join(folder, 'hub-index.key');
  if (findText(indexKey) === null) writePrivately(indexKey, randomBytes(32).toString('base64url'));
  return files;
}

function makeSigningKey(file: string): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const text = JSON.stringify({ ...jwk, kid: thumbprint(jwk.x ?? ''), alg: 'EdDSA', use: 'sig' });
  writePrivately(file, text);
  return text;
}

/** The public half, always made from the private one: they cannot disagree. */
function jwksOf(privateJwk: string, file: string): string {
  try {
    const key = createPrivateKey({ key: JSON.parse(privateJwk), format: 'jwk' });
    const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' });
    if (crv !== 'Ed25519' || x === undefined) throw new Error(`expected an Ed25519 key, got ${crv ?? kty}`);
    return JSON.stringify({ keys: [{ kty, crv, x, kid: thumbprint(x), alg: 'EdDSA', use: 'sig' }] });
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}: restore the file or remove it to have a new one made`, {
      cause: error,
    });
  }
}

/** RFC 7638. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

/** Passwords of the embedded PostgreSQL, made at the first start. */
export interface PostgresPasswords extends DatabasePasswords {
  superuser: string;
}

export function openPasswords(dataFolder: string): PostgresPasswords {
  const file = path.join(dataFolder, 'keys', 'postgres.json');
  const kept = findText(file);
  if (kept !== null) return JSON.parse(kept) as PostgresPasswords;
  const password = () => randomBytes(24).toString('base64url');
  const passwords = {
    superuser: password(),
    police: password(),
    council: password(),
    charity: password(),
    hub: password(),
  };
  writePrivately(file, JSON.stringify(passwords));
  return passwords;
}
