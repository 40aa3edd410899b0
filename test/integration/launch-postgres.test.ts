import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { prepareDatabases, recreateDatabase } from '../../gateway/launch/databases';
import { freePort } from '../../gateway/launch/ports';
import { startPostgres, type Postgres } from '../../gateway/launch/postgres';
import { prepareBinaries } from '../../gateway/launch/postgres-binaries';
import { canReach, chooseRunAs } from '../../gateway/launch/unprivileged';

const passwords = { police: 'p-1', council: 'c-1', charity: 'ch-1', hub: 'h-1' };
const superuserPassword = 'only for this test';
let base: string;
let folder: string;
let postgres: Postgres | null = null;

beforeAll(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'launch-postgres-'));
  fs.chmodSync(base, 0o755);
  folder = path.join(base, 'postgres');
});

afterAll(async () => {
  await postgres?.stop();
  fs.rmSync(base, { recursive: true, force: true });
});

const start = async () => startPostgres({ folder, port: await freePort(null), superuserPassword, durable: false });

const query = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('the embedded PostgreSQL', () => {
  it('boots from an empty folder and gives each owner a database that no other login can enter', async () => {
    postgres = await start();
    const urls = await prepareDatabases({ port: postgres.port, superuserPassword }, passwords);
    await query(urls.police, 'create table kept (n int); insert into kept values (7)');
    for (const foreign of ['council', 'hub', 'postgres', 'template1']) {
      const address = urls.police.replace(/police$/, foreign);
      await expect(query(address, 'select 1')).rejects.toThrow(/permission denied for database/);
    }
    await expect(query(urls.police.replace('p-1', 'guess'), 'select 1')).rejects.toThrow(/password/);
  });

  it('is taken over with its rows when its launcher is gone', async () => {
    const before = postgres!;
    const again = await start();
    expect(again).toMatchObject({ isAdopted: true, pid: before.pid, port: before.port });
    const urls = await prepareDatabases({ port: again.port, superuserPassword }, passwords);
    expect(await query(urls.police, 'select n from kept')).toEqual([{ n: 7 }]);
    await again.stop();
    await before.exited;
  });

  it('keeps its rows over a stop and ignores a pid file whose number belongs to another process', async () => {
    fs.writeFileSync(path.join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n0\n5432\n`);
    postgres = await start();
    expect(postgres.isAdopted).toBe(false);
    const urls = await prepareDatabases({ port: postgres.port, superuserPassword }, passwords);
    expect(await query(urls.police, 'select n from kept')).toEqual([{ n: 7 }]);
    await recreateDatabase({ port: postgres.port, superuserPassword }, 'police');
    await expect(query(urls.police, 'select n from kept')).rejects.toThrow(/does not exist/);
    await expect(query(urls.police.replace(/police$/, 'hub'), 'select 1')).rejects.toThrow(/permission denied/);
  });

  it('leaves nothing running when it fails to boot', async () => {
    const broken = path.join(base, 'broken');
    const first = await startPostgres({
      folder: broken,
      port: await freePort(null),
      superuserPassword,
      durable: false,
    });
    await first.stop();
    fs.rmSync(path.join(broken, 'global'), { recursive: true });
    const failing = startPostgres({ folder: broken, port: await freePort(null), superuserPassword, durable: false });
    await expect(failing).rejects.toThrow(/PostgreSQL did not start/);
    expect(fs.existsSync(path.join(broken, 'postmaster.pid'))).toBe(false);
  });
});

describe('the binaries', () => {
  it('are mended where they lie, or copied beside the cluster when the user cannot reach them there', () => {
    const home = path.join(base, 'package', 'native');
    fs.cpSync(prepareBinaries(chooseRunAs(), base), home, { recursive: true, verbatimSymlinks: true });
    const link = path.join(home, 'lib', 'libpq.so.5');
    fs.rmSync(link);
    fs.chmodSync(path.join(home, 'bin', 'initdb'), 0o644);
    expect(prepareBinaries(chooseRunAs(), base, home)).toBe(home);
    expect(fs.readlinkSync(link)).toMatch(/^libpq\.so\.5\./);

    // Only root runs PostgreSQL as somebody else, and so only root can have binaries out of reach.
    if (process.getuid?.() !== 0) return;
    fs.chmodSync(path.dirname(home), 0o600);
    const used = prepareBinaries(chooseRunAs(), base, home);
    fs.chmodSync(path.dirname(home), 0o755);
    expect(used).toMatch(/postgres-binaries-[0-9a-f]{12}$/);
    const tried = spawnSync(path.join(used, 'bin', 'initdb'), ['--version'], { ...chooseRunAs(), cwd: '/' });
    expect(tried.status).toBe(0);
  });

  it('are out of reach for another user below a folder of mode 0700', () => {
    const locked = path.join(base, 'locked');
    fs.mkdirSync(locked, { mode: 0o700 });
    expect(canReach(path.join(locked, 'a'), { uid: 65533, gid: 65533 })).toBe(false);
    expect(canReach(path.join(base, 'a'), { uid: 65533, gid: 65533 })).toBe(true);
  });
});
