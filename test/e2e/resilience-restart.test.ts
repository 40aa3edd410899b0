import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../support/client';
import { startGateway, type ExtraGateway } from '../support/extra-gateway';
import { startHub, type TestHub } from '../support/running-hub';

const WORKER: Person = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
const QUERY = 'query($id: ID!) { child(id: $id) { missingEpisodes { missingSince } supportEpisodes { status } } }';
const CLIENTS = 4;
const STOP_MS = 25_000;
const VERIFIER = path.resolve(__dirname, '..', '..', 'dist', 'gateway', 'audit', 'verify-main.js');

/** What a slow client saw: when the server let go of it, and with what status. */
interface Cut {
  readonly ms: number;
  readonly status: string | undefined;
}

/** Sends a beginning at once, then a byte every 200 ms for as long as the server lets it. */
function drip(port: number, beginning: string, byte: string): Promise<Cut> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning));
    const timer = setInterval(() => byte !== '' && socket.write(byte), 200);
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(timer);
      resolve({ ms: performance.now() - begun, status: /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] });
    });
  });
}

const portOf = (url: string): number => Number(new URL(url).port);

const HEADERS = 'POST /graphql HTTP/1.1\r\nhost: hub.invalid\r\nx-slow: ';
const BODY =
  'POST /graphql HTTP/1.1\r\nhost: hub.invalid\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{';

/** Many that never end their headers (one never begins), and many that never end their body. */
async function startSlowClients(gateway: number, subgraph: number): Promise<{ headers: Cut[]; bodies: Cut[] }> {
  const many = (beginning: string, byte: string) => Array.from({ length: 30 }, () => drip(gateway, beginning, byte));
  const [headers, bodies] = await Promise.all([
    Promise.all([...many(HEADERS, 'x'), drip(gateway, '', ''), drip(subgraph, HEADERS, 'x')]),
    Promise.all([...many(BODY, ' '), drip(subgraph, BODY, ' ')]),
  ]);
  return { headers, bodies };
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const begun = performance.now();
  return { result: await work(), ms: performance.now() - begun };
}

type Outcome = 'answered' | 'refused' | `failed: ${string}`;

function brokenBy(error: unknown): Outcome {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code === 'ECONNREFUSED' ? 'refused' : `failed: ${cause?.message ?? String(error)}`;
}

describe('gateways under load', () => {
  let hub: TestHub;
  let token: string;
  let id: string;
  let slowClients: ReturnType<typeof startSlowClients>;
  const extra: ExtraGateway[] = [];

  beforeAll(async () => {
    hub = await startHub();
    id = await hub.findChild(WORKER, 'DEMO-1');
    token = await hub.tokenOf(WORKER);
    // They drip at the hub's own gateway while the tests restart others.
    slowClients = startSlowClients(portOf(hub.url), portOf(hub.urls.police));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(extra.map((gateway) => gateway.end()));
    await hub.stop();
  });

  async function askOnce(target: string): Promise<Outcome> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'sightline-purpose': 'SUPPORT_SERVICE',
    };
    const body = JSON.stringify({ query: QUERY, variables: { id } });
    try {
      const response = await fetch(`${target}/graphql`, { method: 'POST', headers, body });
      const text = await response.text();
      const isWhole = response.status === 200 && text.includes('missingSince') && !text.includes('"errors"');
      return isWhole ? 'answered' : `failed: ${response.status} ${text.slice(0, 300)}`;
    } catch (error) {
      return brokenBy(error);
    }
  }

  /** Asks the next address when one refuses the connection, and only then. */
  async function ask(targets: readonly string[]): Promise<Outcome> {
    for (const target of targets) {
      const outcome = await askOnce(target);
      if (outcome !== 'refused') return outcome;
    }
    return 'failed: refused by all';
  }

  it('are replaced one after the other without a failed answer', async () => {
    const [first, second] = await Promise.all([startGateway(hub), startGateway(hub)]);
    extra.push(first, second);
    const targets = new Set<string>();
    /** Takes an address into the rotation once it says that it is ready, and has answered. */
    const admit = async ({ url }: ExtraGateway): Promise<void> => {
      expect((await fetch(`${url}/ready`)).status).toBe(200);
      expect(await askOnce(url)).toBe('answered');
      targets.add(url);
    };
    await admit(first);
    await admit(second);
    const end = new AbortController();
    const outcomes = new Map<Outcome, number>();
    const clients = Array.from({ length: CLIENTS }, async (_, index) => {
      for (let turn = index; !end.signal.aborted; turn += 1) {
        const outcome = await ask(turn % 2 === 0 ? [...targets] : [...targets].toReversed());
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await sleep(5);
      }
    });

    const stops: { result: number | null; ms: number }[] = [];
    for (const gateway of [first, second]) {
      await sleep(400);
      // It stays in the rotation: nobody is told of its stop but by a refused connection.
      stops.push(await timed(() => gateway.end()));
      targets.delete(gateway.url);
      extra.push(await startGateway(hub, { port: gateway.port }));
      await admit(extra.at(-1)!);
    }
    await sleep(400);
    end.abort();
    await Promise.all(clients);

    for (const { result, ms } of stops) {
      expect(result).toBe(0);
      expect(ms).toBeLessThan(STOP_MS);
    }
    expect([...outcomes.keys()]).toEqual(['answered']);
    expect(outcomes.get('answered')).toBeGreaterThan(100);
  }, 90_000);

  it('say that they stop, and stop in time while a client never ends its request', async () => {
    const gateway = extra.at(-1)!;
    const slow = drip(gateway.port, BODY, ' ');
    const silent = drip(gateway.port, '', '');
    await sleep(200);
    const stopped = timed(() => gateway.end());
    await sleep(100);
    const ready = await fetch(`${gateway.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, faults: ['stopping'] }]);
    const { result, ms } = await stopped;
    expect(result).toBe(0);
    expect(ms).toBeLessThan(6_000);
    await Promise.all([slow, silent]);
  }, 30_000);

  it('cut off clients that drip, and go on serving the others', async () => {
    const { result, ms } = await timed(() => ask([hub.url]));
    expect(result).toBe('answered');
    expect(ms).toBeLessThan(3_000);
    const { headers, bodies } = await slowClients;
    for (const cut of headers) {
      expect(cut.ms).toBeGreaterThan(9_000);
      expect(cut.ms).toBeLessThan(14_000);
    }
    for (const cut of bodies) {
      expect(cut.ms).toBeGreaterThan(14_000);
      expect(cut.ms).toBeLessThan(19_000);
    }
    expect(new Set([...headers, ...bodies].map(({ status }) => status))).toEqual(new Set(['408']));
  }, 40_000);

  it('leave one audit log that verifies, although they wrote to it side by side', async () => {
    await Promise.all([hub.end('gateway'), ...extra.map((gateway) => gateway.end())]);
    const folder = path.join(hub.folder, 'audit');
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    expect(files).toHaveLength(3);
    const key = path.join(folder, 'checkpoint.key.json.public');
    const { status, stdout } = spawnSync(
      process.execPath,
      [VERIFIER, key, ...files.map((name) => path.join(folder, name))],
      { env: { ...process.env, HUB_DATABASE_URL: hub.databases.hub, NODE_OPTIONS: '' }, encoding: 'utf8' },
    );
    expect(stdout).toMatch(/^intact: \d+ rows of \d+ writers, \d+ checkpoints\n$/);
    expect(status).toBe(0);
  });
});
