import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startShakyFederation, WELL, type Behaviour, type ShakyFederation } from '../support/foreign-shaky';

const DEADLINE_MS = 400;
const CANARY = 'canary-of-an-owner';
const QUERY = '{ things(first: 2) { name extra } weather ping }';
const HEALTHY = {
  things: [
    { name: 'name a', extra: 'extra a' },
    { name: 'name b', extra: 'extra b' },
  ],
  weather: 'mild',
  ping: 'pong',
};

let federation: ShakyFederation;

beforeAll(async () => {
  federation = await startShakyFederation(DEADLINE_MS);
}, 30_000);
afterAll(() => federation.close());

afterEach(async () => {
  federation.behave(WELL);
  await federation.startOwner();
  for (let tries = 0; tries < 40; tries++) {
    if (!(await federation.ask('{ weather }')).errors) return;
    await sleep(100);
  }
  throw new Error('the owner did not come back');
});

const says =
  (text: string, status = 200, headers: Record<string, string> = {}): Behaviour =>
  (_healthy, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
const changed =
  (change: (data: Record<string, never>) => unknown): Behaviour =>
  (healthy, response) => {
    const { data } = JSON.parse(healthy) as { data: Record<string, never> };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: change(data) }));
  };
const entitiesAs = (change: (entities: unknown[]) => unknown): Behaviour =>
  changed((data) => ({
    ...data,
    ...Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? change(value) : value]),
    ),
  }));

const drip: Behaviour = (healthy, response) => {
  response.setHeader('content-type', 'application/json');
  let at = 0;
  const timer = setInterval(() => {
    if (at < healthy.length) response.write(healthy[at++]);
    else response.end();
  }, 40);
  response.on('close', () => clearInterval(timer));
};

const failures: [string, Behaviour][] = [
  ['hangs', () => undefined],
  ['hangs after its headers', (_, response) => response.writeHead(200).flushHeaders()],
  ['hangs in the middle', (healthy, response) => void response.write(healthy.slice(0, 10))],
  ['drips', drip],
  ['breaks off', (healthy, response) => void response.write(healthy.slice(0, 10), () => response.destroy())],
  [
    'closes its half before all is said',
    (healthy, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write(healthy);
      response.socket?.end();
    },
  ],
  ['closes without a word', (_, response) => void response.destroy()],
  ['speaks no HTTP', (_, response) => void response.socket?.end(`${CANARY}\r\n\r\n`)],
  ['sends nothing', says('')],
  ['sends no content', says('', 204)],
  ['sends garbage', says(`${CANARY} {"data":`)],
  ['sends half of its JSON', (healthy, response) => void response.end(healthy.slice(0, -1))],
  ['sends a page', says(`<html>${CANARY}</html>`, 200, { 'content-type': 'text/html' })],
  ['sends a page with 500', says(`<html>${CANARY}</html>`, 500, { 'content-type': 'text/html' })],
  ['sends an answer with 500', (healthy, response) => void response.writeHead(500).end(healthy)],
  ['refuses with 401', says(`{"errors":[{"message":"${CANARY}","extensions":{"code":"UNAUTHENTICATED"}}]}`, 401)],
  ['refuses with 403', says(CANARY, 403)],
  ['leads elsewhere', says('', 302, { location: 'http://127.0.0.1:1/' })],
  ['sends what it compressed unasked', (healthy, response) => void response.end(gzipSync(healthy))],
  ['sends null', says('null')],
  ['sends a list', says('[]')],
  ['sends a number', says('42')],
  ['sends text', says(`"${CANARY}"`)],
  ['sends an empty object', says('{}')],
  ['sends no data', says('{"data":null}')],
  ['sends no data and no errors', says('{"data":null,"errors":[]}')],
  ['sends errors that are none', says(`{"errors":"${CANARY}"}`)],
  ['sends data that is a list', says('{"data":[]}')],
  ['sends data that is text', says(`{"data":"${CANARY}"}`)],
  ['leaves out what was asked', says('{"data":{}}')],
  ['sends 50 MB', (_, response) => void response.end(`{"data":{"weather":"${'x'.repeat(50_000_000)}"}}`)],
  ['sends no end of spaces', (_, response) => void response.end(`{"data":${' '.repeat(40_000_000)}`)],
];

describe('an owner that', () => {
  test.each(failures)('%s is told of once, in our words; the rest is answered', async (_, behaviour) => {
    federation.behave(behaviour);
    const start = Date.now();
    const { status, data, errors, text } = await federation.ask(QUERY);
    expect(Date.now() - start).toBeLessThan(DEADLINE_MS * 4);
    expect(status).toBe(200);
    expect(data).toEqual({
      things: [
        { name: 'name a', extra: null },
        { name: 'name b', extra: null },
      ],
      weather: null,
      ping: 'pong',
    });
    expect(errors?.map(({ extensions: { code, owner } }) => ({ code, owner }))).toEqual([
      { code: 'OWNER_UNAVAILABLE', owner: 'shaky' },
    ]);
    expect(text).not.toContain(CANARY);
    expect(text.length).toBeLessThan(1_000);
  });

  test('is down is told of; once it is back it is asked again', async () => {
    await federation.stopOwner();
    const { data, errors } = await federation.ask(QUERY);
    expect(data).toMatchObject({ weather: null, ping: 'pong' });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OWNER_UNAVAILABLE']);
    await federation.startOwner();
    expect((await federation.ask(QUERY)).data).toEqual(HEALTHY);
  });

  test('hangs holds a request up once, however often it would be asked', async () => {
    federation.behave(() => undefined);
    const before = federation.asked.length;
    const start = Date.now();
    await federation.ask('{ weather things { extra doubled } thing { part { weight } } }');
    expect(Date.now() - start).toBeLessThan(DEADLINE_MS * 1.9);
    expect(federation.asked.length - before).toBe(1);
  });
});

describe('entities that', () => {
  const wrong: [string, Behaviour][] = [
    ['are fewer than asked for', entitiesAs((all) => all.slice(1))],
    ['are more than asked for', entitiesAs((all) => [...all, ...all])],
    ['are none', entitiesAs(() => [])],
    ['are no list', entitiesAs((all) => all[0])],
    ['are missing', entitiesAs(() => undefined)],
    ['are null', entitiesAs(() => null)],
  ];
  test.each(wrong)('%s count as no answer', async (_, behaviour) => {
    federation.behave(behaviour);
    const { data, errors } = await federation.ask('{ things { id extra } ping }');
    expect(data).toEqual({ things: ['a', 'b', 'c'].map((id) => ({ id, extra: null })), ping: 'pong' });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OWNER_UNAVAILABLE']);
  });

  test.each([
    ['null', null],
    ['a list', [1]],
    ['text', CANARY],
    ['a number', 7],
  ])('are %s where an object was asked for read null, and no other does', async (_, value) => {
    federation.behave(entitiesAs((all) => [all[0], value, all[2]]));
    const { data, text } = await federation.ask('{ things { id extra } }');
    expect(data).toEqual({
      things: [
        { id: 'a', extra: 'extra a' },
        { id: 'b', extra: null },
        { id: 'c', extra: 'extra c' },
      ],
    });
    expect(text).not.toContain(CANARY);
  });

  test('hold more than asked for change nothing else', async () => {
    const evil = { name: CANARY, size: 99, id: 'z', __typename: 'Part', count: 5, things: [], ping: CANARY };
    federation.behave(
      changed((data) => ({
        ...evil,
        ...Object.fromEntries(
          Object.entries(data).map(([name, value]) => [
            name,
            Array.isArray(value) ? (value as object[]).map((each) => ({ ...each, ...evil })) : value,
          ]),
        ),
      })),
    );
    const { data } = await federation.ask('{ things(first: 1) { id name extra doubled __typename } weather ping }');
    expect(data).toEqual({
      things: [{ id: 'a', name: 'name a', extra: 'extra a', doubled: 0, __typename: 'Thing' }],
      weather: 'mild',
      ping: 'pong',
    });
  });
});

describe('a mutation', () => {
  test('of an owner that does not answer leaves the others to be done', async () => {
    federation.behave(() => undefined);
    const { data, errors } = await federation.ask('mutation { set(value: "x") touch again: set(value: "y") }');
    expect(data).toEqual({ set: null, touch: 'touched', again: null });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OWNER_UNAVAILABLE']);
  });

  test('is sent once, even when the owner breaks off', async () => {
    federation.behave((_, response) => void response.destroy());
    const before = federation.asked.length;
    await federation.ask('mutation { set(value: "x") }');
    expect(federation.asked.length - before).toBe(1);
  });
});

describe('the breaker', () => {
  test('opens after five failures and closes by itself', async () => {
    federation.behave(says(CANARY, 500));
    for (let n = 0; n < 5; n++) await federation.ask('{ weather }');
    const before = federation.asked.length;
    const answers = await Promise.all([1, 2, 3].map(() => federation.ask('{ weather ping }')));
    expect(federation.asked.length).toBe(before);
    for (const { data, errors } of answers) {
      expect(data).toEqual({ weather: null, ping: 'pong' });
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OWNER_UNAVAILABLE']);
    }
    federation.behave(WELL);
    await sleep(1_100);
    expect((await federation.ask(QUERY)).data).toEqual(HEALTHY);
  });

  test('is not opened by what a client writes', async () => {
    for (let n = 0; n < 8; n++) {
      await federation.ask(
        'query ($constructor: Int) { things(first: 1) { extra } t: things(first: $constructor) { id } weather }',
      );
      await federation.ask('mutation ($toString: String) { set(value: $toString) }');
    }
    expect((await federation.ask(QUERY)).data).toEqual(HEALTHY);
  });
});
