import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSigner, generateKeyPair, openSigner } from '../../subgraphs/kit/signer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-signer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): [string, string] => [
  path.join(folder, 'keys', 'private.json'),
  path.join(folder, 'keys', 'public.json'),
];

test('reads what it signed for that use, and nothing else', async () => {
  const signer = await openSigner(...files());
  const jws = await signer.sign('receipt', { referral: 'r-1' });
  expect(await signer.read('receipt', jws)).toEqual({ referral: 'r-1' });
  expect(await signer.read('other', jws)).toBeNull();
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  const forged = Buffer.from(JSON.stringify({ referral: 'r-2' })).toString('base64url');
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'receipt' })).toString('base64url');
  for (const wrong of [`${header}.${forged}.${signature}`, `${unsigned}.${payload}.`, 'a.b.c', '', 'no receipt'])
    expect(await signer.read('receipt', wrong)).toBeNull();
  const stranger = await generateKeyPair();
  const other = await createSigner(stranger.privateJwk, { keys: [stranger.publicJwk] });
  expect(await signer.read('receipt', await other.sign('receipt', {}))).toBeNull();
});

test('makes its key once, however many processes start at once, and keeps it to itself', async () => {
  const signers = await Promise.all(Array.from({ length: 8 }, () => openSigner(...files())));
  const [first] = signers;
  for (const signer of signers) {
    expect(await first?.read('x', await signer.sign('x', { ok: true }))).toEqual({ ok: true });
    expect(JSON.stringify(signer.keys)).not.toContain('"d"');
  }
  const [privateFile, publicFile] = files();
  expect(statSync(privateFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(publicFile, 'utf8')).not.toContain('"d"');
  expect(readdirSync(path.dirname(privateFile)).sort()).toEqual(['private.json', 'public.json']);
});

test('still reads what an earlier key signed', async () => {
  const [privateFile, publicFile] = files();
  const old = await (await openSigner(privateFile, publicFile)).sign('x', { of: 'old' });
  rmSync(privateFile);
  const signer = await openSigner(privateFile, publicFile);
  expect(signer.keys.keys).toHaveLength(2);
  expect(await signer.read('x', old)).toEqual({ of: 'old' });
  expect(await (await openSigner(privateFile, publicFile)).read('x', await signer.sign('x', {}))).toEqual({});
});

test('refuses a key of another kind', async () => {
  const [privateFile, publicFile] = files();
  await openSigner(privateFile, publicFile);
  writeFileSync(privateFile, JSON.stringify({ kty: 'EC', crv: 'P-256' }));
  await expect(openSigner(privateFile, publicFile)).rejects.toThrow('expected an Ed25519 key');
});
