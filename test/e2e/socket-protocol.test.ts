import { generateKeyPairSync } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { METROPOLITAN_FORCE, NORFOLK_FORCE, worker } from '../support/cast';
import { startHub, type TestHub } from '../support/running-hub';
import { until } from '../support/subscriber';

const OFFICER = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' as const };
const QUERY = 'subscription { childEvents { cursor } }';

/** A connection without a library, on which anything can be said. */
interface Line {
  readonly socket: WebSocket;
  readonly wire: Socket;
  readonly said: { type: string; id?: string; payload?: any }[]; // oxlint-disable-line typescript/no-explicit-any -- whatever comes
  say(message: object | string): void;
  closed(): Promise<{ code: number; reason: string }>;
}

describe('a WebSocket', () => {
  let hub: TestHub;
  let token: string;
  const open: WebSocket[] = [];
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    token = await hub.tokenOf(OFFICER);
  }, 60_000);
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => hub.stop());

  async function dial(protocol = 'graphql-transport-ws', path = '/graphql'): Promise<Line> {
    const { hostname, port } = new URL(hub.url);
    const wire = connect(Number(port), hostname);
    const createConnection = (): Socket => wire;
    const socket = new WebSocket(hub.url.replace('http', 'ws') + path, protocol, { createConnection });
    open.push(socket);
    const said: Line['said'] = [];
    socket.on('message', (data: Buffer) => said.push(JSON.parse(data.toString()) as Line['said'][number]));
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const say = (message: object | string): void =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return { socket, wire, said, say, closed: () => closed };
  }
  const init = (authorization: unknown = `Bearer ${token}`, over: object = {}): object => ({
    type: 'connection_init',
    payload: { authorization, purpose: 'MISSING_CHILD', ...over },
  });
  const subscribe = (id: string, payload: object = {}): object => ({
    type: 'subscribe',
    id,
    payload: { query: QUERY, ...payload },
  });
  async function acknowledged(over: object = {}): Promise<Line> {
    const line = await dial();
    line.say(init(undefined, over));
    await until(() => line.said.length > 0);
    expect(line.said).toEqual([{ type: 'connection_ack', payload: { cursor: expect.any(String) } }]);
    return line;
  }

  it.each([
    ['4400 over a message that is no JSON', ['{'], 4400],
    ['4400 over a message that is none of the protocol', [JSON.stringify({ type: 'nonsense' })], 4400],
    ['4401 over a subscription before the connection is acknowledged', [subscribe('1')], 4401],
    ['4403 over parameters without a token', [{ type: 'connection_init' }], 4403],
    ['4403 over a token that is none', [init('Bearer forged')], 4403],
    ['1009 over a message of more than 64 kB', ['x'.repeat(70_000)], 1009],
  ])('closes with %s', async (_name, messages, code) => {
    const line = await dial();
    for (const message of messages) line.say(message);
    expect((await line.closed()).code).toBe(code);
  });

  it('closes with 4403 over forged parameters: another key, another person in a good token, claims beside the token', async () => {
    const [head, body, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const edited = Buffer.from(JSON.stringify({ ...claims, role: 'SUPERVISOR' })).toString('base64url');
    const { privateKey } = generateKeyPairSync('ed25519');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey);
    const unsigned = `${Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')}.${body}.`;
    const forged = [`${head}.${edited}.${signature}`, foreign, unsigned].map((text) => init(`Bearer ${text}`));
    const beside = {
      type: 'connection_init',
      payload: { ...claims, principal: claims, headers: { authorization: token } },
    };
    for (const message of [...forged, beside]) {
      const line = await dial();
      line.say(message);
      expect(await line.closed()).toEqual({ code: 4403, reason: 'Forbidden' });
    }
  });

  it('closes with 4408 when nobody says who it is within three seconds', async () => {
    const begun = performance.now();
    const line = await dial();
    expect((await line.closed()).code).toBe(4408);
    expect(performance.now() - begun).toBeGreaterThan(2_500);
  });

  it('closes with 4409 over an id that is in use, and with 4429 over a second initialisation', async () => {
    const twice = await acknowledged();
    twice.say(subscribe('same'));
    twice.say(subscribe('same'));
    expect((await twice.closed()).code).toBe(4409);
    const again = await acknowledged();
    again.say(init());
    expect((await again.closed()).code).toBe(4429);
  });

  it.each(['graphql-ws', 'mqtt'])('does not speak the subprotocol %s', async (protocol) => {
    await expect(dial(protocol)).rejects.toThrow();
  });

  it('opens at no other address', async () => {
    await expect(dial('graphql-transport-ws', '/graphql/stream')).rejects.toThrow('404');
  });

  it.each(['//', 'http://[', '/elsewhere'])(
    'is asked for at %s, and broken off, without harm to anybody',
    async (target) => {
      const upgrade =
        'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==';
      const port = Number(new URL(hub.url).port);
      for (let times = 0; times < 5; times++) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        socket.write(`GET ${target} HTTP/1.1\r\nhost: hub\r\n${upgrade}\r\n\r\n`);
        const closed = new Promise((resolve) => socket.resume().once('close', resolve));
        if (times > 0) setTimeout(() => socket.resetAndDestroy(), times - 1);
        await closed;
      }
      expect((await fetch(`${hub.url}/health`)).status).toBe(200);
      expect(hub.process('gateway').exitCode).toBeNull();
    },
  );

  it('answers a ping without repeating what it carried', async () => {
    const line = await acknowledged();
    line.say({ type: 'ping', payload: { authorization: `Bearer ${token}` } });
    await until(() => line.said.length > 1);
    expect(line.said[1]).toEqual({ type: 'pong' });
  });

  it.each([
    ['another role', { role: 'ANALYST' as const }],
    ['another organisation', { organisation: METROPOLITAN_FORCE }],
    ['another person', { subject: 'somebody-else' }],
  ])('closes with 4403 over a fresh token of %s: what was open ends with what the person may do', async (_, over) => {
    const line = await acknowledged();
    line.say(subscribe('1'));
    line.say({ type: 'ping', payload: { authorization: `Bearer ${await hub.tokenOf({ ...OFFICER, ...over })}` } });
    expect(await line.closed()).toEqual({ code: 4403, reason: 'expected a fresh token of the same person' });
  });

  it('takes twenty subscriptions at once and no more', async () => {
    const line = await acknowledged();
    for (let number = 1; number <= 21; number++) line.say(subscribe(String(number)));
    await until(() => line.said.length > 1);
    expect(line.said.slice(1)).toEqual([
      {
        type: 'error',
        id: '21',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'QUERY_TOO_COMPLEX' }) })],
      },
    ]);
    line.say({ type: 'complete', id: '1' });
    await sleep(1_000); // until it has been opened, and ended
    line.say(subscribe('22'));
    await sleep(300);
    expect(line.said).toHaveLength(2);
  });

  it('closes with 4409 over an id whose subscription is still being opened, so that none goes on unseen', async () => {
    const line = await acknowledged();
    // In one packet: whatever comes later may find the first one opened, and rightly ended.
    line.wire.cork();
    for (let times = 0; times < 3; times++) {
      line.say(subscribe('same'));
      line.say({ type: 'complete', id: 'same' });
    }
    line.wire.uncork();
    expect((await line.closed()).code).toBe(4409);
  });

  it.each([
    ['a query', { query: '{ me { role } }' }, 'BAD_USER_INPUT'],
    ['what is no GraphQL', { query: 'subscription {' }, 'BAD_USER_INPUT'],
    ['a field that there is not', { query: 'subscription { nothing }' }, 'BAD_USER_INPUT'],
    ['two fields', { query: 'subscription { a: childEvents { id } b: childEvents { id } }' }, 'BAD_USER_INPUT'],
    [
      'a variable of another type',
      { query: 'subscription($a: String) { childEvents(after: $a) { id } }', variables: { a: 1 } },
      'BAD_USER_INPUT',
    ],
    ['a purpose that there is not', { extensions: { purpose: 'CURIOSITY' } }, 'BAD_USER_INPUT'],
    [
      'too many aliases',
      { query: `subscription { childEvents { ${Array.from({ length: 101 }, (_, n) => `a${n}: id`).join(' ')} } }` },
      'QUERY_TOO_COMPLEX',
    ],
  ])('refuses %s and stays open', async (_name, payload, code) => {
    const line = await acknowledged();
    line.say(subscribe('1', payload));
    await until(() => line.said.length > 1);
    expect(line.said[1]).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    expect(line.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('is named to whoever sends a subscription by POST, and server-sent events need a token and say so', async () => {
    const { status, errors } = await hub.ask(OFFICER, QUERY);
    expect(status).toBe(400);
    expect(errors[0]?.extensions['expected']).toContain('WebSocket');
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${hub.url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: QUERY }),
      });
    expect((await post({ accept: 'text/event-stream' })).status).toBe(401);
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(406);
  });

  it('is told of a restart with the cursor to go on behind', async () => {
    const line = await acknowledged();
    line.say(subscribe('1'));
    await sleep(1_000); // until it has been opened: a place is told of what is open
    await hub.end('gateway');
    const { code, reason } = await line.closed();
    expect(code).toBe(1012);
    const after = /^restart; after=([\w-]{40,})$/.exec(reason)?.[1];
    expect(after).toBeDefined();
    await hub.start('gateway');
    const again = await acknowledged();
    again.say(subscribe('1', { query: `subscription { childEvents(after: "${after}") { cursor } }` }));
    await sleep(300);
    expect(again.said).toHaveLength(1);
  });
});
