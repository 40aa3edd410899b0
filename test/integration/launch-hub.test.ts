import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '../../gateway/launch/ports';

const DIST = path.resolve(__dirname, '..', '..', 'dist');
const CHILDREN = 12;
let base: string;
let port: number;
let hub: Hub | null = null;

interface Hub {
  process: ChildProcess;
  text: () => string;
  ended: Promise<number | null>;
}

beforeAll(async () => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'launch-hub-'));
  fs.chmodSync(base, 0o755);
  port = await portsInARow();
});

afterAll(async () => {
  hub?.process.kill('SIGTERM');
  await hub?.ended;
  await run('launch/reset.js').ended;
  fs.rmSync(base, { recursive: true, force: true });
});

/** The first of four ports that nobody uses. */
async function portsInARow(): Promise<number> {
  for (;;) {
    const first = await freePort(null);
    const four = await Promise.all([0, 1, 2, 3].map((offset) => freePort(first + offset)));
    if (first < 65_000 && four.every((found, offset) => found === first + offset)) return first;
  }
}

function run(file: string, env: NodeJS.ProcessEnv = {}): Hub {
  const child = spawn(process.execPath, [path.join(DIST, 'gateway', file)], {
    env: {
      PATH: process.env['PATH'],
      SIGHTLINE_DATA: path.join(base, 'data'),
      SIGHTLINE_CHILDREN: String(CHILDREN),
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, text: () => text, ended };
}

async function start(env?: NodeJS.ProcessEnv): Promise<Hub> {
  const started = run('launch/main.js', env);
  let isOver = false;
  void started.ended.then(() => (isOver = true));
  while (!/^sightline ready/m.test(started.text())) {
    if (isOver) throw new Error(`the hub ended before it was ready:\n${started.text()}`);
    await sleep(20);
  }
  return started;
}

const url = (offset: number, where: string) => `http://127.0.0.1:${port + offset}${where}`;
const ready = async () => (await fetch(url(0, '/ready')).catch(() => null))?.status ?? 0;

async function untilReadyIs(status: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if ((await ready()) === status) return;
    await sleep(25);
  }
  throw new Error(`/ready never became ${status}`);
}

async function find(reference: string): Promise<unknown> {
  const account = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', subject: 'caseworker-1' };
  const headers = { 'content-type': 'application/json' };
  const issued = await fetch(url(0, '/dev/token'), { method: 'POST', headers, body: JSON.stringify(account) });
  const { token } = (await issued.json()) as { token: string };
  const answer = await fetch(url(0, '/graphql'), {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}`, 'sightline-purpose': 'SUPPORT_SERVICE' },
    body: JSON.stringify({
      query: `{ findChildren(input: { reference: "${reference}" }) { child { id missingEpisodes { missingSince } } } }`,
    }),
  });
  return ((await answer.json()) as { data: { findChildren: unknown } }).data.findChildren;
}

const databases = () =>
  (JSON.parse(fs.readFileSync(path.join(base, 'data', 'run.json'), 'utf8')) as { databases: Record<string, string> })
    .databases;

async function ask(sector: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databases()[sector] });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Numbers of the processes whose command line holds a text; Linux only, empty elsewhere. */
function processesOf(...texts: string[]): number[] {
  if (process.platform !== 'linux') return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const line = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const environment = fs.readFileSync(`/proc/${name}/environ`, 'utf8');
        return texts.every((text) => line.includes(text)) && (environment + line).includes(base);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe('npm start', () => {
  it('serves the demonstration from nothing and says so last, with accounts', async () => {
    hub = await start();
    const lines = hub.text().split('\n');
    expect(lines).toContain(`sightline ready http://127.0.0.1:${port}/graphql`);
    await sleep(300);
    expect(hub.text()).toMatch(/loaded the demonstration data of 12 invented children/);
    expect(hub.text()).toMatch(/# Harbour Youth Trust, county lines caseworker\n {2}curl -s .*\/dev\/token/);
    expect(await find('DEMO-1')).toMatchObject([{ child: { missingEpisodes: [{}, {}] } }]);
    expect(await ask('hub', 'select count(*)::int as n from children')).toEqual([{ n: CHILDREN }]);
    expect(await ready()).toBe(200);
  });

  it('refuses a second hub on the same data folder, and another on a taken port, naming what to do', async () => {
    const second = run('launch/main.js');
    expect(await second.ended).toBe(1);
    expect(second.text()).toMatch(/another hub \(process \d+\) uses the data folder .*SIGHTLINE_DATA/);
    const elsewhere = run('launch/main.js', {
      SIGHTLINE_DATA: path.join(base, 'other'),
      PORT: String(await portsInARow()),
      POLICE_PORT: String(port),
    });
    expect(await elsewhere.ended).toBe(1);
    expect(elsewhere.text()).toMatch(new RegExp(`port ${port} for the police subgraph is taken: .*POLICE_PORT`));
    expect(await ready()).toBe(200);
  });

  it('refuses to be reset while it runs', async () => {
    const reset = run('launch/reset.js');
    expect(await reset.ended).toBe(1);
    expect(reset.text()).toMatch(/another hub .* uses the data folder/);
    expect(await ready()).toBe(200);
  });

  it('starts a subgraph and PostgreSQL again when they are killed, and is ready again', async () => {
    if (process.platform !== 'linux') return;
    const [police] = processesOf('subgraphs/police/main.js');
    process.kill(police!, 'SIGKILL');
    await untilReadyIs(503);
    await untilReadyIs(200);
    expect(hub!.text()).toMatch(/the police subgraph is down \(it ended with SIGKILL\): starting it again in 0.25 s/);
    const postmaster = Number(
      fs.readFileSync(path.join(base, 'data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
    process.kill(postmaster, 'SIGKILL');
    await untilReadyIs(503);
    await untilReadyIs(200);
    expect(await find('DEMO-1')).toMatchObject([{ child: { missingEpisodes: [{}, {}] } }]);
  });

  it('comes back with its data after being killed outright, over what it left running', async () => {
    const before = await find('DEMO-1');
    hub!.process.kill('SIGKILL');
    await hub!.ended;
    hub = await start();
    expect(hub.text()).not.toMatch(/loaded the demonstration data/);
    expect(await find('DEMO-1')).toEqual(before);
  });

  it('stops everything on SIGTERM, without a word of what is no fault', async () => {
    hub!.process.kill('SIGTERM');
    expect(await hub!.ended).toBe(0);
    expect(hub!.text()).not.toContain('"code":"INTERNAL"');
    hub = null;
    expect(await ready()).toBe(0);
    expect(processesOf()).toEqual([]);
  });

  it('makes demonstration data anew that an interrupted start left half done', async () => {
    hub = await start();
    await ask('council', 'update demonstration_seeding set completed_at = null');
    hub.process.kill('SIGTERM');
    await hub.ended;
    hub = await start();
    expect(hub.text()).toMatch(/loaded the demonstration data of 12 invented children/);
    expect(await ask('hub', 'select count(*)::int as n from children')).toEqual([{ n: CHILDREN }]);
    expect(await find('DEMO-1')).toMatchObject([{ child: { missingEpisodes: [{}, {}] } }]);
  }, 180_000);

  it('uses given databases in place of the embedded one, and loads nothing over data of their own', async () => {
    const given = Object.entries(databases());
    const police = databases()['police']!;
    const other = {
      ...Object.fromEntries(given.map(([sector, address]) => [`${sector.toUpperCase()}_DATABASE_URL`, address])),
      SIGHTLINE_DATA: path.join(base, 'other'),
      PORT: String(await portsInARow()),
    };
    // The same index key: what is hashed by another key is not found.
    fs.mkdirSync(path.join(base, 'other', 'keys'), { recursive: true });
    fs.copyFileSync(
      path.join(base, 'data', 'keys', 'hub-index.key'),
      path.join(base, 'other', 'keys', 'hub-index.key'),
    );
    const second = await start(other);
    expect(second.text()).not.toMatch(/loaded/);
    expect(fs.existsSync(path.join(base, 'other', 'postgres'))).toBe(false);
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(police).toMatch(/^postgres:/);
    expect(await ready()).toBe(200);
  });

  it('is removed by reset once it is stopped', async () => {
    hub!.process.kill('SIGTERM');
    await hub!.ended;
    hub = null;
    const reset = run('launch/reset.js');
    expect(await reset.ended).toBe(0);
    expect(fs.existsSync(path.join(base, 'data'))).toBe(false);
  });
});
