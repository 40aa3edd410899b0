import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { GraphQLError } from 'graphql';
import { WebSocket } from 'ws';
import type { Stream } from '../../gateway/events/transports/ports';
import { createSeats } from '../../gateway/events/transports/seats';
import { AuthenticationError } from '../../gateway/auth/authentication-error';
import { SightlineError } from '../../gateway/errors';
import { SOCKET_LIMITS } from '../../gateway/events/transports/socket-limits';
import { createSocketServer, type SocketServer } from '../../gateway/events/transports/socket-server';
import { addStreams } from '../../gateway/http/streams';
import { until } from '../support/subscriber';

/** Results of 64 kB, or of so many bytes, without an end, counted as they are asked for. */
function endless(count: { asked: number }, bytes = 65_536): Stream {
  const data = { words: 'x'.repeat(bytes) };
  async function* results() {
    for (;;) {
      count.asked += 1;
      yield { data };
      await sleep(0);
    }
  }
  return Object.assign(results(), { place: () => ({ xid: '7', seq: '3' }) });
}

describe('a socket server', () => {
  let http: Server;
  let sockets: SocketServer;
  let url: string;
  const counts: { asked: number }[] = [];
  let isReadable = true;
  let isKnowable = true;
  let look = (): void => undefined;
  const open: WebSocket[] = [];
  beforeAll(async () => {
    sockets = createSocketServer({
      path: '/graphql',
      now: Date.now,
      report: () => undefined,
      seats: createSeats({ total: 4, perOrganisation: 2 }),
      limits: { ...SOCKET_LIMITS, total: 4, stuckMs: 500, pingMs: 2_000 },
      port: {
        authenticate: async (organisation = '') => {
          if (organisation === '') throw new AuthenticationError('nobody');
          if (!isKnowable) throw new SightlineError('POLICY_UNAVAILABLE', 'nobody can tell');
          return { subject: 'one', organisation, role: 'PRACTITIONER', expiresAt: 4_000_000_000 };
        },
        watchSessions(_subject, callback) {
          look = callback;
          return () => undefined;
        },
        subscribe: async ({ query }) => {
          const count = { asked: 0 };
          counts.push(count);
          return endless(count, query.includes('small') ? 1 : 65_536);
        },
        publish: () => new GraphQLError('no'),
        cursorOf: ({ xid, seq }) => `${xid}-${seq}`,
        cursorNow: async () => {
          if (!isReadable) throw new Error('no database');
          return '9-0';
        },
      },
    });
    http = createServer();
    sockets.attach(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`;
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await sleep(100);
  });
  afterAll(async () => {
    await sockets.close();
    http.close();
  });

  interface Dialled {
    readonly socket: WebSocket;
    readonly bytes: () => number;
    readonly closed: Promise<{ code: number; reason: string }>;
  }
  async function dial(organisation: string): Promise<Dialled> {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    open.push(socket);
    let bytes = 0;
    socket.on('message', (data: Buffer) => (bytes += data.length));
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: organisation } }));
    await Promise.race([closed, new Promise((resolve) => socket.once('message', resolve))]);
    return { socket, bytes: () => bytes, closed };
  }
  const subscribe = ({ socket }: Dialled, query = 'subscription { x }'): void =>
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));

  it('asks for nothing more while a client does not read, closes it with 1013, and serves the others meanwhile', async () => {
    const [idle, reading] = [await dial('a'), await dial('b')];
    subscribe(idle);
    await until(() => counts.length === 1);
    idle.socket.pause();
    subscribe(reading);
    await until(() => reading.bytes() > 40_000_000);
    const [askedByIdle] = counts.splice(0);
    const asked = askedByIdle!.asked;
    // What the two kernels take in between, and no more.
    expect(asked).toBeLessThan(400);
    await sleep(900);
    expect(askedByIdle!.asked).toBe(asked);
    idle.socket.resume();
    expect(await idle.closed).toEqual({ code: 1013, reason: 'too slow' });
    expect(reading.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('asks for nothing more once it has closed a connection, whether its client says goodbye or not', async () => {
    const deaf = await dial('a');
    counts.splice(0);
    subscribe(deaf, 'subscription { small }');
    await until(() => (counts[0]?.asked ?? 0) > 3);
    deaf.socket.pause();
    deaf.socket.send(JSON.stringify({ type: 'ping', payload: { authorization: '' } }));
    await sleep(200);
    const { asked } = counts[0]!;
    await sleep(200);
    expect(counts.splice(0)[0]!.asked).toBe(asked);
  });

  it('ends a connection whose client has gone without a word', async () => {
    const gone = await dial('a');
    gone.socket.pong = () => undefined;
    gone.socket.on('ping', () => undefined);
    Object.assign(gone.socket, { _autoPong: false });
    expect((await gone.closed).code).toBe(1006);
  });

  it('welcomes nobody without a place: whoever is cut off before its first event would have a gap', async () => {
    isReadable = false;
    const unwelcome = await dial('a');
    expect(await unwelcome.closed).toEqual({ code: 1013, reason: 'events cannot be read now' });
    expect(unwelcome.bytes()).toBe(0);
    isReadable = true;
    expect((await dial('a')).bytes()).toBeGreaterThan(0);
  });

  it('refuses nobody for good while nobody can tell who it is: a token to begin with, a fresh one, or that of a session', async () => {
    const [prolonged, looked] = [await dial('a'), await dial('a')];
    isKnowable = false;
    const later = { code: 1013, reason: 'tokens cannot be looked at now' };
    expect(await (await dial('b')).closed).toEqual(later);
    prolonged.socket.send(JSON.stringify({ type: 'ping', payload: { authorization: 'a' } }));
    expect(await prolonged.closed).toEqual(later);
    look();
    expect(await looked.closed).toEqual(later);
    isKnowable = true;
    expect(await (await dial('')).closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it('has so many seats for an organisation and so many in all', async () => {
    const first = [await dial('a'), await dial('a'), await dial('a')];
    expect(await first[2]!.closed).toEqual({ code: 1013, reason: 'too many connections' });
    await dial('b');
    await dial('b');
    await expect(dial('c')).rejects.toThrow('503');
  });

  it('tells everybody of a restart, and behind which place to go on', async () => {
    const [silent, following] = [await dial('a'), await dial('b')];
    subscribe(following);
    await until(() => following.bytes() > 1_000);
    await sockets.close();
    expect(await silent.closed).toEqual({ code: 1012, reason: 'restart' });
    expect(await following.closed).toEqual({ code: 1012, reason: 'restart; after=7-3' });
    await expect(dial('d')).rejects.toThrow('503');
  });
});

describe('server-sent events', () => {
  const principal = {
    subject: 'one',
    name: null,
    organisation: 'a',
    agency: 'POLICE',
    role: 'PRACTITIONER',
    areas: [],
    team: null,
    purposes: null,
  } as const;
  const app = fastify();
  const count = { asked: 0 };
  let opened = 0;
  let url: string;
  beforeAll(async () => {
    addStreams(app, {
      subscribe: async () => {
        opened += 1;
        await sleep(150);
        return endless(count);
      },
      // NumericDate of RFC 7519 may have a fraction.
      authenticate: async () => ({ ...principal, expiresAt: Date.now() / 1_000 + 60.000_3 }),
      sessions: { watch: () => () => undefined },
      identify: async () => {
        throw new Error('asked by nobody');
      },
      events: { cursorOf: () => '', cursorNow: async () => '' },
      report: () => undefined,
    });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app.close());

  function post(): ReturnType<typeof request> {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const sent = request(`${url}/graphql/stream`, { method: 'POST', headers, agent: false });
    sent.on('error', () => undefined).end(JSON.stringify({ query: 'subscription { x }' }));
    return sent;
  }

  it('ask for nothing for a client that has gone while they were being opened', async () => {
    const gone = post();
    await until(() => opened === 1);
    gone.destroy();
    await sleep(300);
    expect(count.asked).toBe(0);
    const there = post();
    const response = await new Promise<NodeJS.ReadableStream>((resolve) => there.once('response', resolve));
    await new Promise((resolve) => response.once('data', resolve));
    await until(() => count.asked > 0);
    there.destroy();
  });
});
