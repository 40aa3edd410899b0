import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  compactVerify,
  CompactSign,
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';

/** Signs what a sector may have to prove later, and recognises what it signed. */
export interface Signer {
  /** The public keys (RFC 7517), those of earlier times too: what was signed with them stays provable. */
  readonly keys: JSONWebKeySet;
  /** A compact JWS (RFC 7515, EdDSA) over the JSON of a claim; `typ` tells one use of the key from another. */
  sign(typ: string, claim: object): Promise<string>;
  /** The claim of a JWS that this sector signed for that use; null for anything else. */
  read(typ: string, jws: string): Promise<unknown>;
}

/** Creates a signer. `keys` holds the public half of the private key. */
export async function createSigner(privateJwk: JWK, keys: JSONWebKeySet): Promise<Signer> {
  const key = await importJWK(privateJwk, 'EdDSA');
  const findKey = createLocalJWKSet(keys);
  const kid = privateJwk.kid ?? (await calculateJwkThumbprint(privateJwk));
  return {
    keys,
    sign: (typ, claim) =>
      new CompactSign(Buffer.from(JSON.stringify(claim))).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(key),
    read: async (typ, jws) => {
      try {
        const { payload, protectedHeader } = await compactVerify(jws, findKey, { algorithms: ['EdDSA'] });
        return protectedHeader.typ === typ ? (JSON.parse(Buffer.from(payload).toString('utf8')) as unknown) : null;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null;
        throw error;
      }
    },
  };
}

/** A new Ed25519 key pair (RFC 8037), named by its thumbprint (RFC 7638). */
export async function generateKeyPair(): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
  const privateJwk = { kty, crv, x, d, alg: 'EdDSA', use: 'sig' } as JWK;
  privateJwk.kid = await calculateJwkThumbprint(privateJwk);
  return { privateJwk, publicJwk: publicHalf(privateJwk) };
}

function publicHalf({ kty, crv, x, kid }: JWK): JWK {
  return { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } as JWK;
}

/**
 * Opens the signer of a sector from its key file, which is made when it is not there. Beside it lie the public keys: a
 * new private key is added to them, and none is ever taken away.
 */
export async function openSigner(file: string, publicFile: string): Promise<Signer> {
  const text = (await findText(file)) ?? (await makeKey(file));
  const privateJwk = JSON.parse(text) as JWK;
  if (privateJwk.crv !== 'Ed25519') throw new Error(`${file}: expected an Ed25519 key`);
  const kid = privateJwk.kid ?? (await calculateJwkThumbprint(privateJwk));
  const known = JSON.parse((await findText(publicFile)) ?? '{"keys":[]}') as JSONWebKeySet;
  const isKnown = known.keys.some((key) => key.kid === kid);
  const keys = isKnown ? known : { keys: [publicHalf({ ...privateJwk, kid }), ...known.keys] };
  if (!isKnown) await writeWhole(publicFile, JSON.stringify(keys));
  return createSigner({ ...privateJwk, kid }, keys);
}

/** INVARIANT: of several processes that start at once, all sign with the key of the first. */
async function makeKey(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}.new`;
  const { privateJwk } = await generateKeyPair();
  await writeFile(draft, JSON.stringify(privateJwk), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

async function findText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
