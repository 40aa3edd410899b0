import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Agency, Purpose, Role } from '../../schema/vocabulary';
import type { KeySource } from './issuer-keys';

/** The `iss` of development tokens: a name that cannot resolve. */
export const DEVELOPMENT_ISSUER = 'https://development-issuer.sightline.invalid';
export const DEVELOPMENT_AUDIENCE = 'sightline';
/** Every development key's id begins so, that a verifier in production knows it whatever the token claims. */
export const DEVELOPMENT_KEY_PREFIX = 'development-';

/** What a development token says of its bearer. */
export interface DevelopmentClaims {
  subject: string;
  name: string | null;
  organisation: string;
  agency: Agency;
  role: Role;
  areas: readonly string[];
  team: string | null;
  purposes: readonly Purpose[] | null;
}

/** An issuer of tokens for anyone who asks. */
export interface DevelopmentIssuer {
  issuer: string;
  audience: string;
  keys: KeySource;
  jwks: JSONWebKeySet;
  /** Signs a token that ends at the given epoch seconds. */
  sign(claims: DevelopmentClaims, times: { issuedAt: number; expiresAt: number }): Promise<string>;
}

export interface DevelopmentIssuerOptions {
  /** NODE_ENV of the process. */
  environment: string | undefined;
  /** Where the key is kept between runs; in memory only when absent. */
  keyFile?: string;
}

/** Throws where the process is in production, by its own word or by the caller's. */
export function assertDevelopment(environment: string | undefined): void {
  if (environment === 'production' || process.env['NODE_ENV'] === 'production') {
    throw new Error('the development issuer does not run in production: unset NODE_ENV or set OIDC_ISSUER');
  }
}

/** Creates the development issuer with an Ed25519 key of its own. Throws in production. */
export async function createDevelopmentIssuer(options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
  assertDevelopment(options.environment);
  const { privateKey, publicJwk } = await openKey(options.keyFile);
  const keyId = `${DEVELOPMENT_KEY_PREFIX}${await calculateJwkThumbprint(publicJwk)}`;
  const jwks: JSONWebKeySet = { keys: [{ ...publicJwk, kid: keyId, alg: 'EdDSA', use: 'sig' }] };
  return {
    issuer: DEVELOPMENT_ISSUER,
    audience: DEVELOPMENT_AUDIENCE,
    keys: createLocalJWKSet(jwks),
    jwks,
    sign: async ({ subject, name, team, purposes, ...claims }, { issuedAt, expiresAt }) =>
      new SignJWT({
        ...claims,
        ...(name === null ? {} : { name }),
        ...(team === null ? {} : { team }),
        ...(purposes === null ? {} : { purposes }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ: 'JWT' })
        .setIssuer(DEVELOPMENT_ISSUER)
        .setAudience(DEVELOPMENT_AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(privateKey),
  };
}

interface OpenedKey {
  privateKey: CryptoKey;
  publicJwk: JWK;
}

async function openKey(keyFile: string | undefined): Promise<OpenedKey> {
  const kept = keyFile === undefined ? undefined : await readKey(keyFile);
  const jwk = kept ?? (await newKey());
  if (keyFile !== undefined && kept === undefined) {
    await mkdir(path.dirname(keyFile), { recursive: true });
    await writeFile(keyFile, JSON.stringify(jwk), { mode: 0o600 });
  }
  const privateKey = await importJWK(jwk, 'EdDSA');
  if (privateKey instanceof Uint8Array) throw new Error('development issuer: expected an Ed25519 key');
  const { d: _secret, ...publicJwk } = jwk;
  return { privateKey, publicJwk };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return exportJWK(privateKey);
}

async function readKey(keyFile: string): Promise<JWK | undefined> {
  try {
    const jwk: unknown = JSON.parse(await readFile(keyFile, 'utf8'));
    return isEd25519(jwk) ? jwk : undefined;
  } catch {
    // A key that cannot be read is replaced: the tokens that it signed are worth nothing but a new login.
    return undefined;
  }
}

function isEd25519(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'crv' in value && value.crv === 'Ed25519' && 'd' in value;
}
