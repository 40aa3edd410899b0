import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readConfig } from '../../subgraphs/kit/config';

const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const POLICE_DATABASE_URL = 'postgres://police@db/police';

test('each sector has its own port after the gateway’s', () => {
  const env = { SIGHTLINE_DATA: folder, POLICE_DATABASE_URL, COUNCIL_DATABASE_URL: 'c', CHARITY_DATABASE_URL: 'v' };
  expect(readConfig('police', env)).toEqual({
    databaseUrl: POLICE_DATABASE_URL,
    host: '127.0.0.1',
    port: 4001,
    eventRetentionMs: 30 * 86_400_000,
    portVariable: 'PORT',
    jwksFile: path.join(folder, 'keys', 'gateway.jwks.json'),
    signingKeyFile: path.join(folder, 'keys', 'police.private.jwk.json'),
    publicKeysFile: path.join(folder, 'keys', 'police.jwks.json'),
    countStatements: false,
  });
  expect(readConfig('council', { ...env, PORT: '5000' }).port).toBe(5002);
  expect(readConfig('charity', { ...env, PORT: '5000', CHARITY_PORT: '6000' })).toMatchObject({
    port: 6000,
    portVariable: 'CHARITY_PORT',
  });
  const kept = { COUNCIL_SIGNING_KEY: '/safe/key', COUNCIL_JWKS: '/public/keys' };
  expect(readConfig('council', { ...env, ...kept })).toMatchObject({
    signingKeyFile: '/safe/key',
    publicKeysFile: '/public/keys',
  });
});

test('refuses a port that is none, naming its variable', () => {
  expect(() => readConfig('police', { POLICE_DATABASE_URL, POLICE_PORT: 'http' })).toThrow(
    'POLICE_PORT: expected a port number, got `http`',
  );
});

test('finds the database in what the launcher wrote, and names the variable when there is none', () => {
  const env = { SIGHTLINE_DATA: folder };
  expect(() => readConfig('council', env)).toThrow(
    /^COUNCIL_DATABASE_URL: expected a postgres:\/\/ URL, and .*run\.json/,
  );
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ databases: { council: 'postgres://from-the-file' } }));
  expect(readConfig('council', env).databaseUrl).toBe('postgres://from-the-file');
  expect(() => readConfig('charity', env)).toThrow('CHARITY_DATABASE_URL');
});
