import { startShakyFederation, WELL, type Behaviour, type ShakyFederation } from '../support/foreign-shaky';

const CANARY = 'canary-of-an-owner';

let federation: ShakyFederation;

beforeAll(async () => {
  federation = await startShakyFederation(2_000);
}, 30_000);
afterAll(() => federation.close());
afterEach(async () => {
  federation.behave(WELL);
  expect((await federation.ask('{ weather }')).errors).toBeUndefined();
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

describe('a value of the wrong type', () => {
  const values: unknown[] = [null, 1, 1.5, true, 'text', [], [1], [[1]], ['text'], {}, { weight: 'x' }, [{}], [null]];
  test.each(values)('%j is written only where it fits', async (value) => {
    federation.behave(
      entitiesAs((all) =>
        all.map((each) => ({
          ...(each as object),
          extra: value,
          tags: value,
          part: value,
          parts: value,
          count: value,
        })),
      ),
    );
    const { data } = await federation.ask(
      '{ things(first: 1) { id extra tags part { weight inner { weight } } parts { weight } count } }',
    );
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const isList = Array.isArray(value);
    const partOf = { weight: null, inner: null };
    expect(data).toEqual({
      things: [
        {
          id: 'a',
          extra: value === 'text' ? value : null,
          tags: isList ? value.map((each: unknown) => (each === 'text' ? each : null)) : null,
          part: isObject ? partOf : null,
          parts:
            isList && value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
              ? value.map(() => ({ weight: null }))
              : null,
          count: value === 1 ? 1 : null,
        },
      ],
    });
  });

  test('nested beyond any schema costs the owner its answer, not the request', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const deepObject = `${'{"inner":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    for (const value of [deep, deepObject, `[1,${deep}]`]) {
      let sent = '';
      federation.behave((healthy, response) => {
        const text = healthy.replaceAll(
          /"(part|parts|tags|data)":("[^"]*"|\{[^[\]]*?\}(?=[,}])|\[[^\]]*\])/g,
          `"$1":${value}`,
        );
        sent = text;
        response.setHeader('content-type', 'application/json').end(text);
      });
      const { status, data } = await federation.ask(
        '{ ping things(first: 1) { name part { weight } parts { weight } tags data } }',
      );
      expect(status).toBe(200);
      expect(data).toMatchObject({ ping: 'pong', things: [{ name: 'name a' }] });
      expect(sent.length).toBeGreaterThan(2 * value.length);
      expect(() => JSON.parse(sent) as unknown).not.toThrow();
    }
  });
});

describe('keys that name a prototype', () => {
  const keys = [
    '__proto__',
    '\\u005f_proto__',
    '\\u005F\\u005fproto__',
    '__pr\\u006fto__',
    '__\\u0070roto\\u005f_',
    'constructor',
    'prototype',
  ];
  test.each(keys)('%s change no object', async (key) => {
    const evil = `"${key}":{"polluted":true,"prototype":{"polluted":true},"__proto__":{"polluted":true}}`;
    federation.behave((healthy, response) => {
      response
        .setHeader('content-type', 'application/json')
        .end(healthy.replaceAll('{', `{${evil},`).replaceAll(',}', '}'));
    });
    const { text, data } = await federation.ask(
      '{ things { name extra data part { weight inner { weight } } } data part { label } constructor: weather toString: ping }',
    );
    expect(text).not.toContain('__proto__');
    expect(data).toMatchObject({ toString: 'pong' });
    for (const victim of [{}, [], Object.create({}) as object, () => undefined])
      expect(victim).not.toHaveProperty('polluted');
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  test('as an alias give the right value', async () => {
    const { data } = await federation.ask(
      '{ constructor: things { __proto__: extra toString: name hasOwnProperty: count } valueOf: ping }',
    );
    expect(data).toHaveProperty('valueOf', 'pong');
    const [first] = (data as { constructor: unknown[] }).constructor;
    expect(Object.entries(first as object)).toEqual(
      [
        ['toString', 'name a'],
        ['hasOwnProperty', 7],
      ].toSpliced(0, 0, ['__proto__', 'extra a']),
    );
  });
});

describe('an error of an owner', () => {
  const error = {
    message: CANARY,
    path: ['weather', CANARY, 3, 20_010_101],
    locations: [{ line: 1, column: 2 }],
    extensions: { code: CANARY, stacktrace: [CANARY], at: CANARY, expected: CANARY, response: { body: CANARY } },
  };

  test("says where in the client's own words, and nothing else", async () => {
    federation.behave(says(JSON.stringify({ data: { weather: null }, errors: [error] })));
    const { data, errors, text } = await federation.ask('{ weather ping }');
    expect(data).toEqual({ weather: null, ping: 'pong' });
    expect(errors).toEqual([
      {
        message: 'internal error',
        path: ['weather'],
        extensions: { code: 'INTERNAL', id: expect.any(String) as string },
      },
    ]);
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain('20010101');
  });

  test('keeps a code that a client may know', async () => {
    federation.behave(says(JSON.stringify({ data: null, errors: [{ ...error, extensions: { code: 'FORBIDDEN' } }] })));
    const { errors, text } = await federation.ask('{ weather }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(text).not.toContain(CANARY);
  });

  test('that comes ten thousand times is told once', async () => {
    const errors = Array.from({ length: 10_000 }, (_, index) => ({ ...error, path: ['e0', index, 'extra'] }));
    federation.behave(says(JSON.stringify({ data: { e0: [null, null, null] }, errors })));
    const answer = await federation.ask('{ things { a1: name a2: extra } }');
    expect(answer.errors?.map(({ path }) => path)).toEqual([['things']]);
  });

  test.each([[null], [5], ['text'], [[[]]], [{}], [{ path: 'x', extensions: 7 }], [{ path: [{}], extensions: null }]])(
    'may be %j',
    async (strange) => {
      federation.behave(says(JSON.stringify({ data: { weather: 'mild' }, errors: [strange] })));
      const { data, errors } = await federation.ask('{ weather }');
      expect(data).toEqual({ weather: 'mild' });
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL']);
    },
  );
});
