import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Answer, Caller } from '../../gateway/request';
import { createServer } from '../../gateway/http/server';
import { generatedSchema } from '../support/generated-schema';

const ANYBODY: Caller = {
  principal: {
    subject: 'officer-1',
    name: null,
    organisation: 'E23000024',
    agency: 'POLICE',
    role: 'PRACTITIONER',
    areas: [],
    team: null,
    purposes: null,
    expiresAt: 4_102_444_800,
  },
  purpose: null,
  justification: null,
};
const ANSWER: Answer = { data: '{"me":{"subject":"officer-1"}}', errors: [], extensions: {} };
const ME = '{ me { subject } }';

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly extensions: Record<string, unknown>;
}

describe('a malformed request', () => {
  let app: FastifyInstance;
  let url: string;
  let answered = 0;
  beforeAll(async () => {
    app = await createServer({
      supergraphSdl: generatedSchema('supergraph'),
      introspection: false,
      smallestPage: 1,
      identify: () => Promise.resolve(ANYBODY),
      answer: () => {
        answered += 1;
        return Promise.resolve(ANSWER);
      },
      findFaults: () => Promise.resolve([]),
      extend: () => Promise.resolve(),
      report: () => undefined,
    });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app.close());
  beforeEach(() => (answered = 0));

  async function send(body: string, headers: Record<string, string> = {}): Promise<Refusal> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const { errors } = (await response.json()) as { errors?: Omit<Refusal, 'status'>[] };
    expect(response.headers.get('content-type')).toMatch(/json/);
    return { status: response.status, message: '', extensions: {}, ...errors?.[0] };
  }

  it.each([
    ['no JSON', 'query { me }', 'body', /JSON object/],
    ['a list', `[{"query":"${ME}"}]`, 'body', /batches are not accepted/],
    ['an empty list', '[]', 'body', /batches are not accepted/],
    ['a text', `"${ME}"`, 'body', /JSON object/],
    ['null', 'null', 'body', /JSON object/],
    ['no query', '{}', 'query', /text of an operation/],
    ['a query that is none', '{"query":7}', 'query', /text of an operation/],
    ['an empty query', '{"query":" "}', 'query', /text of an operation/],
    ['variables as text', `{"query":"${ME}","variables":"{}"}`, 'variables', /object or null/],
    ['a list of variables', `{"query":"${ME}","variables":[1]}`, 'variables', /object or null/],
    ['a list of extensions', `{"query":"${ME}","extensions":[]}`, 'extensions', /object or null/],
    ['an operation name that is none', `{"query":"${ME}","operationName":1}`, 'operationName', /name/],
    [
      'a persisted query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"}}}',
      'extensions.persistedQuery',
      /text of the query/,
    ],
    [
      'a query to be persisted',
      `{"query":"${ME}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"}}}`,
      'extensions.persistedQuery',
      /text of the query/,
    ],
  ])('with %s is 400 with its place and what was expected', async (_, body, at, expected) => {
    const { status, message, extensions } = await send(body);
    expect(status).toBe(400);
    expect(extensions).toEqual({
      code: 'BAD_USER_INPUT',
      id: expect.any(String),
      at,
      expected: expect.stringMatching(expected),
      got: expect.any(String),
    });
    expect(message).not.toMatch(/got nothing|undefined/);
    expect(answered).toBe(0);
  });

  it.each([
    `{"query":"${ME}"}`,
    `{"query":"${ME}","variables":null,"operationName":null,"extensions":null}`,
    `{"query":"${ME}","variables":{},"extensions":{}}`,
  ])('is none of %s', async (body) => {
    expect(await send(body)).toMatchObject({ status: 200, extensions: {} });
    expect(answered).toBe(1);
  });

  it('that is too large, or of another type, is refused as what it is', async () => {
    const large = await send(JSON.stringify({ query: ME, x: 'x'.repeat(300_000) }));
    const typed = await send('<query/>', { 'content-type': 'application/xml' });
    expect([large.status, typed.status]).toEqual([413, 415]);
    for (const { extensions } of [large, typed]) {
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'body', expected: expect.any(String) });
    }
  });

  it('with a control character in a header, or headers without end, is refused as everything else is', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: hub.invalid\r\n';
    const cases: [string, number, string][] = [
      [`${head}sightline-justification: a\0b\r\n\r\n`, 400, 'request'],
      [`${head}x: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers'],
      ['hello\r\n\r\n', 400, 'request'],
    ];
    for (const [text, status, at] of cases) {
      const answer = await sendRaw(text);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const { errors } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { errors: Refusal[] };
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at, id: expect.any(String) });
    }
  });

  it.each([0, -1, 101])('for a page of %s is refused alike, written out or as a variable', async (first) => {
    const written = await send(JSON.stringify({ query: `{ missingEpisodes(first: ${first}) { nodes { id } } }` }));
    const query = 'query($first: Int) { missingEpisodes(first: $first) { nodes { id } } }';
    const variable = await send(JSON.stringify({ query, variables: { first } }));
    for (const { status, extensions } of [written, variable]) {
      expect(status).toBe(400);
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'first', expected: 'a number from 1 to 100' });
    }
  });

  function sendRaw(text: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      let read = '';
      socket.on('data', (chunk) => (read += String(chunk)));
      socket.once('close', () => resolve(read));
    });
  }
});
