import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Opens the Ed25519 key that signs checkpoints, making it at the first start. Beside it lies the public half
 * (`<file>.public`), which a verifier takes to wherever it runs. Both are JSON Web Keys.
 */
export async function openCheckpointKey(file: string): Promise<KeyObject> {
  const kept = await readJwk(file);
  if (kept !== undefined) return createPrivateKey({ key: kept, format: 'jwk' });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.public`, JSON.stringify(publicKey.export({ format: 'jwk' })), { mode: 0o644 });
  await writeFile(file, JSON.stringify(privateKey.export({ format: 'jwk' })), { mode: 0o600, flag: 'wx' });
  return privateKey;
}

/** Reads the public half. Throws when there is none. */
export async function readCheckpointPublicKey(file: string): Promise<KeyObject> {
  const jwk = await readJwk(file);
  if (jwk === undefined) throw new Error(`no public key of checkpoints at \`${file}\``);
  return createPublicKey({ key: jwk, format: 'jwk' });
}

async function readJwk(file: string): Promise<JsonWebKey | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const jwk: unknown = JSON.parse(text);
  if (isJwk(jwk)) return jwk;
  throw new Error(`\`${file}\`: expected a JSON Web Key`);
}

function isJwk(value: unknown): value is JsonWebKey {
  return typeof value === 'object' && value !== null && 'kty' in value;
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
