import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clusterFolderOf, findClusterFolder, makeDataFolder, removeDataFolder } from '../../gateway/launch/data-folder';
import { openKeys, openPasswords } from '../../gateway/launch/keys';
import { takeLock } from '../../gateway/launch/lock';

let folder: string;

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'launch-data-')), 'parent', 'data');
  makeDataFolder(folder);
});

afterEach(() => {
  fs.rmSync(path.resolve(folder, '..', '..'), { recursive: true, force: true });
});

const modeOf = (file: string) => fs.statSync(file).mode & 0o777;

describe('a data folder', () => {
  it('locks nobody out of the folders above it, and nobody else may list it', () => {
    expect(modeOf(path.dirname(folder)) & 0o055).toBe(0o055);
    expect(modeOf(folder) & 0o066).toBe(0);
  });

  it('is removed only when a hub has made it its own', () => {
    fs.writeFileSync(path.join(folder, 'thesis.txt'), 'mine');
    expect(() => removeDataFolder(folder)).toThrow(/no data folder of a hub .* nothing was removed/);
    expect(fs.existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
    const cluster = clusterFolderOf(folder);
    expect(clusterFolderOf(folder)).toBe(cluster);
    expect(findClusterFolder(folder)).toBe(cluster);
    fs.mkdirSync(cluster, { recursive: true });
    removeDataFolder(folder);
    expect([fs.existsSync(folder), fs.existsSync(cluster)]).toEqual([false, false]);
  });
});

describe('the lock of a data folder', () => {
  it('is refused to a second taker, who learns the holder', () => {
    const lock = takeLock(folder);
    expect(lock.wasAbandoned).toBe(false);
    expect(() => takeLock(folder)).toThrow(`another hub (process ${process.pid}) uses the data folder ${folder}`);
    lock.release();
    takeLock(folder).release();
  });

  it('falls to the next when its holder is gone, or its number is another process’s by now', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    const file = path.join(folder, 'hub.lock');
    for (const holder of [
      { pid: gone.pid, started: null },
      { pid: process.pid, started: '1' },
    ]) {
      if (process.platform !== 'linux' && holder.started !== null) continue;
      fs.writeFileSync(file, JSON.stringify(holder));
      const lock = takeLock(folder);
      expect(lock.wasAbandoned).toBe(true);
      lock.release();
    }
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('the keys of a data folder', () => {
  it('are made once, for our user alone, and the public half fits the private one', () => {
    const files = openKeys(folder);
    const contents = () => Object.values(files).map((file) => fs.readFileSync(file, 'utf8'));
    const first = contents();
    expect(openKeys(folder)).toEqual(files);
    expect(contents()).toEqual(first);
    for (const file of fs.readdirSync(path.join(folder, 'keys'))) {
      expect(modeOf(path.join(folder, 'keys', file))).toBe(0o600);
    }
    const [privateJwk, jwks] = first.map((text) => JSON.parse(text));
    const [publicJwk] = jwks.keys;
    expect(publicJwk).not.toHaveProperty('d');
    expect(publicJwk.kid).toBe(privateJwk.kid);
    const signature = sign(null, Buffer.from('body'), createPrivateKey({ key: privateJwk, format: 'jwk' }));
    expect(verify(null, Buffer.from('body'), createPublicKey({ key: publicJwk, format: 'jwk' }), signature)).toBe(true);
  });

  it('names the file when the private key cannot be read, and never replaces it', () => {
    const { gatewaySigningKey } = openKeys(folder);
    fs.writeFileSync(gatewaySigningKey, '{"kty":"broken"}');
    expect(() => openKeys(folder)).toThrow(gatewaySigningKey);
    expect(fs.readFileSync(gatewaySigningKey, 'utf8')).toBe('{"kty":"broken"}');
  });

  it('hold a password for each role, each another', () => {
    const passwords = openPasswords(folder);
    expect(new Set(Object.values(passwords)).size).toBe(5);
    expect(openPasswords(folder)).toEqual(passwords);
    expect(modeOf(path.join(folder, 'keys', 'postgres.json'))).toBe(0o600);
  });
});
