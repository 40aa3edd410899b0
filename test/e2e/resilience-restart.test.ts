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
const CLIENTS = 8;
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

const HEADERS = 'POST /graphql HTTP/1.1\r\nhost: hub.invalid\r\nx-slow: ';
const BODY =
  'POST /graphql HTTP/1.1\r\nhost: hub.invalid\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{';

describe('gateways under load', () => {
  let hub: TestHub;
  let second: ExtraGateway;
  let token: string;
  let id: string;
  beforeAll(async () => {
    hub = await startHub();
    id = await hub.findChild(WORKER, 'DEMO-1');
    token = await hub.tokenOf(WORKER);
  }, 60_000);
  afterAll(async () => {
    await second.end();
    await hub.stop();
  });

  /** One question: to the next address when this one refuses the connection, and only then. */
  async function ask(targets: readonly string[]): Promise<string> {
    for (const target of targets) {
      try {
        const response = await fetch(`${target}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            'sightline-purpose': 'SUPPORT_SERVICE',
          },
          body: JSON.stringify({ query: QUERY, variables: { id } }),
        });
        const text = await response.text();
        const isWhole = response.status === 200 && text.includes('missingSince') && !text.includes('"errors"');
        return isWhole ? 'answered' : `${response.status}: ${text.slice(0, 300)}`;
      } catch (error) {
        const { cause } = error as { cause?: { code?: string; message?: string } };
        if (cause?.code !== 'ECONNREFUSED') return `broken: ${cause?.code ?? ''} ${cause?.message ?? String(error)}`;
      }
    }
    return 'refused by all';
  }

  async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
    const begun = performance.now();
    return { result: await work(), ms: performance.now() - begun };
  }

  it('cut off clients that drip, and go on serving the others', async () => {
    const { port } = new URL(hub.url);
    const police = Number(new URL(hub.urls.police).port);
    const cuts = Promise.all([
      Promise.all(Array.from({ length: 30 }, () => drip(Number(port), HEADERS, 'x'))),
      Promise.all(Array.from({ length: 30 }, () => drip(Number(port), BODY, ' '))),
      drip(Number(port), '', ''),
      drip(police, HEADERS, 'x'),
      drip(police, BODY, ' '),
    ]);
    const { result, ms } = await timed(() => ask([hub.url]));
    expect(result).toBe('answered');
    expect(ms).toBeLessThan(3_000);

    const [headers, bodies, silent, policeHeaders, policeBody] = await cuts;
    for (const cut of [...headers, silent, policeHeaders]) {
      expect(cut.ms).toBeGreaterThan(9_000);
      expect(cut.ms).toBeLessThan(13_000);
    }
    for (const cut of [...bodies, policeBody]) {
      expect(cut.ms).toBeGreaterThan(14_000);
      expect(cut.ms).toBeLessThan(18_000);
    }
    expect(new Set([...headers, ...bodies].map(({ status }) => status))).toEqual(new Set(['408']));
  }, 40_000);

  it('are replaced one after the other without a failed answer', async () => {
    let targets = [hub.url];
    const end = new AbortController();
    const outcomes = new Map<string, number>();
    const clients = Array.from({ length: CLIENTS }, async (_, index) => {
      for (let turn = index; !end.signal.aborted; turn += 1) {
        const first = turn % targets.length;
        const outcome = await ask([...targets.slice(first), ...targets.slice(0, first)]);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    });

    second = await startGateway(hub);
    targets = [hub.url, second.url];
    await sleep(300);
    // Both stay among the addresses: nobody is told of the stop but by a refused connection.
    const stopped = await timed(() => hub.end('gateway'));
    expect(stopped).toEqual({ result: 0, ms: expect.any(Number) });
    expect(stopped.ms).toBeLessThan(STOP_MS);
    await sleep(300);
    await hub.start('gateway');
    await sleep(300);
    const stoppedToo = await timed(() => second.end());
    expect(stoppedToo.result).toBe(0);
    expect(stoppedToo.ms).toBeLessThan(STOP_MS);
    second = await startGateway(hub, { port: second.port });
    await sleep(300);
    end.abort();
    await Promise.all(clients);

    expect([...outcomes.keys()]).toEqual(['answered']);
    expect(outcomes.get('answered')).toBeGreaterThan(100);
  }, 90_000);

  it('stop in time while a client never ends its request', async () => {
    const slow = drip(second.port, BODY, ' ');
    const idle = drip(second.port, '', '');
    await sleep(200);
    const { result, ms } = await timed(() => second.end());
    expect(result).toBe(0);
    expect(ms).toBeLessThan(12_000);
    await Promise.all([slow, idle]);
  }, 30_000);

  it('leave one audit log that verifies, although they wrote to it side by side', async () => {
    await hub.end('gateway');
    const folder = path.join(hub.folder, 'audit');
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
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
