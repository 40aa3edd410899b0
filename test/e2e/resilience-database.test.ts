import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../gateway/launch/ports';
import { databaseUrl, startPostgres, type Postgres } from '../../gateway/launch/postgres';
import type { HubAnswer, HubClient, Person } from '../support/client';
import { startGateway } from '../support/extra-gateway';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { startRelay, type Relay } from '../support/relay';
import { AS_SERVED, startHub, type TestHub } from '../support/running-hub';
import { decisionOf, findUnlogged, verifyLog } from '../support/verify-log';

const WORKER: Person = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
const QUERY = 'query($id: ID!) { child(id: $id) { missingEpisodes { missingSince } supportEpisodes { status } } }';
/** STOPS gives more. */
const STOPS = Number(process.env['STOPS'] ?? 1);
const CLIENTS = 8;
/** What is promised, and what a busy machine adds to it at the client's end. */
const PROMISE_MS = 2_000 + 400;
const RECOVERY_MS = 10_000;
const PASSWORD = 'only for this test';

describe("the hub's PostgreSQL", () => {
  let base: string;
  let postgres: Postgres;
  let hub: TestHub;
  let police: Relay;
  let id: string;
  const others: TestDatabase[] = [];

  const start = async (port?: number): Promise<Postgres> =>
    startPostgres({
      folder: path.join(base, 'postgres'),
      port: port ?? (await freePort(null)),
      superuserPassword: PASSWORD,
      durable: false,
    });

  beforeAll(async () => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'resilience-'));
    fs.chmodSync(base, 0o755);
    postgres = await start();
    for (const name of ['police', 'council', 'charity']) others.push(await createDatabase(name));
    const [policeUrl = '', council = '', charity = ''] = others.map(({ url }) => url);
    const own = { port: postgres.port, role: 'postgres', password: PASSWORD, database: 'postgres' };
    hub = await startHub({
      env: AS_SERVED,
      databases: { hub: databaseUrl(own), police: policeUrl, council, charity },
      reroute: async (urls) => {
        police = await startRelay(Number(new URL(urls.police).port));
        return { police: `http://127.0.0.1:${police.port}/graphql` };
      },
    });
    id = await hub.findChild(WORKER, 'DEMO-1');
  }, 90_000);
  afterAll(async () => {
    await hub.stop();
    await police.close();
    await Promise.all(others.map((database) => database.drop()));
    await postgres.stop();
    fs.rmSync(base, { recursive: true, force: true });
  });

  type Timed = HubAnswer & { ms: number };
  async function askTimed(client: HubClient = hub): Promise<Timed> {
    const begun = performance.now();
    const answer = await client.ask(WORKER, QUERY, { id });
    return { ...answer, ms: performance.now() - begun };
  }

  function expectRefusal({ status, data, text, errors, ms }: Timed): void {
    expect(status).toBe(503);
    expect(data ?? null).toBeNull();
    expect(text).not.toContain('missingSince');
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: expect.stringMatching(/^(AUDIT|POLICY)_UNAVAILABLE$/) }),
      }),
    ]);
    expect(ms).toBeLessThan(PROMISE_MS);
  }

  function expectAnswer({ status, data, errors }: Timed): void {
    expect([status, errors]).toEqual([200, []]);
    expect(data.child.missingEpisodes).toHaveLength(2);
  }

  async function expectRecovery(client: HubClient = hub): Promise<void> {
    const until = performance.now() + RECOVERY_MS;
    let answer = await askTimed(client);
    while (answer.status !== 200 && performance.now() < until) {
      expectRefusal(answer);
      await sleep(100);
      answer = await askTimed(client);
    }
    expectAnswer(answer);
  }

  /** Clients that ask one question after the other until told to stop. */
  function startLoad(): () => Promise<Timed[]> {
    const end = new AbortController();
    const loops = Array.from({ length: CLIENTS }, async () => {
      const answers: Timed[] = [];
      while (!end.signal.aborted) {
        const answer = await askTimed();
        answers.push(answer);
        if (answer.status !== 200) await sleep(50);
      }
      return answers;
    });
    return async () => {
      end.abort();
      return (await Promise.all(loops)).flat();
    };
  }

  const ready = async () => {
    const response = await fetch(`${hub.url}/ready`);
    return { status: response.status, faults: ((await response.json()) as { faults: string[] }).faults };
  };

  it('may end under load: every answer is whole and on the log, or a 503 within 2 s, and all is well once it is back', async () => {
    const stopLoad = startLoad();
    for (let stop = 0; stop < STOPS; stop += 1) {
      await sleep(500);
      // No farewell: connections break, and the next start recovers from the log.
      process.kill(postgres.pid, 'SIGQUIT');
      await postgres.exited;
      await sleep(1_000);
      expect(await ready()).toEqual({ status: 503, faults: expect.arrayContaining(['audit']) });
      expect((await fetch(`${hub.url}/health`)).status).toBe(200);
      postgres = await start(postgres.port);
      await sleep(1_500);
    }
    const answers = await stopLoad();

    const refused = answers.filter(({ status }) => status !== 200);
    refused.forEach(expectRefusal);
    const given = answers.filter(({ status }) => status === 200);
    given.forEach(expectAnswer);
    expect(refused.length).toBeGreaterThan(CLIENTS);
    await expectRecovery();
    expect(await ready()).toEqual({ status: 200, faults: [] });

    expect(await findUnlogged(hub.databases.hub, given.map(decisionOf))).toEqual([]);
    const { code, output } = await verifyLog(hub.databases.hub, hub.folder);
    expect(output).toMatch(/^intact: \d+ rows of \d+ writers, \d+ checkpoints\n$/);
    expect(code).toBe(0);
  }, 90_000);

  it('may end in the middle of a request: what was fetched already is not given out', async () => {
    await expectRecovery();
    police.set('HANG');
    const asked = hub.ask(WORKER, QUERY, { id });
    await sleep(300);
    const begun = performance.now();
    await postgres.stop();
    police.set('NONE');
    expectRefusal({ ...(await asked), ms: performance.now() - begun });

    postgres = await start(postgres.port);
    await expectRecovery();
  });

  it('may hang without a word: 503 within 2 s, and it recovers when the line moves again', async () => {
    const relay = await startRelay(postgres.port);
    const url = new URL(hub.databases.hub);
    url.port = String(relay.port);
    const gateway = await startGateway(hub, { env: { ...AS_SERVED, HUB_DATABASE_URL: url.toString() } });
    try {
      await expectRecovery(gateway);
      relay.set('HANG');
      (await Promise.all(Array.from({ length: CLIENTS }, () => askTimed(gateway)))).forEach(expectRefusal);
      // Longer than policies count without being confirmed.
      await sleep(3_500);
      (await Promise.all(Array.from({ length: CLIENTS }, () => askTimed(gateway)))).forEach(expectRefusal);
      relay.set('NONE');
      await expectRecovery(gateway);
    } finally {
      relay.set('NONE');
      await gateway.end();
      await relay.close();
    }
  });
});
