import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { findCast, HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker, type CastMember } from '../support/cast';
import { createClient, type HubAnswer } from '../support/client';
import { freePorts, startHub, type TestHub } from '../support/running-hub';
import { startTestIssuer } from '../support/token-issuer';

const DIST = path.resolve(__dirname, '..', '..', 'dist');
const OFFICER = worker(NORFOLK_FORCE, 'MISSING_CHILD');

describe('what a client of the hub may rely on', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  /** The variables of another process beside this hub. */
  const environment = (more: Record<string, string>): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    SIGHTLINE_DATA: hub.folder,
    ...Object.fromEntries(
      Object.entries(hub.databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]),
    ),
    ...Object.fromEntries(Object.entries(hub.urls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url])),
    ...more,
  });

  describe('health', () => {
    it('is 200 while the gateway lives, and ready names what does not answer, until it does again', async () => {
      const ready = async (): Promise<{ status: number; body: unknown }> => {
        const response = await fetch(`${hub.url}/ready`);
        return { status: response.status, body: await response.json() };
      };
      expect(await ready()).toEqual({ status: 200, body: { ready: true, faults: [] } });
      await hub.end('charity', 'SIGKILL');
      expect(await ready()).toEqual({ status: 503, body: { ready: false, faults: ['charity'] } });
      expect((await fetch(`${hub.url}/health`)).status).toBe(200);

      const query = 'query($id: ID!) { child(id: $id) { missingEpisodes { status } supportEpisodes { status } } }';
      const answer = await hub.ask(OFFICER, query, { id: cast['DEMO-1'] });
      expect(answer.data.child).toEqual({
        missingEpisodes: [expect.anything(), expect.anything()],
        supportEpisodes: null,
      });
      expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
        expect.objectContaining({ code: 'OWNER_UNAVAILABLE', owner: 'charity' }),
      ]);
      expect(answer.withheld).toEqual([
        expect.objectContaining({ path: ['child', 'supportEpisodes'], owner: HARBOUR, reason: 'OWNER_UNAVAILABLE' }),
      ]);

      await hub.start('charity');
      expect((await ready()).status).toBe(200);
    });

    it('is told by each subgraph of itself', async () => {
      for (const url of Object.values(hub.urls)) {
        expect((await fetch(new URL('/health', url))).status).toBe(200);
        expect((await fetch(new URL('/ready', url))).status).toBe(200);
      }
    });
  });

  describe('identity', () => {
    it('is a development token from three words, with what the directory says of the organisation', async () => {
      const response = await fetch(`${hub.url}/dev/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"organisation":"E23000024","role":"PRACTITIONER","subject":"officer-1"}',
      });
      const { token, ...rest } = (await response.json()) as { token: string };
      expect(rest).toEqual({});
      expect(decodeJwt(token)).toEqual({
        iss: expect.any(String),
        aud: 'sightline',
        sub: 'officer-1',
        iat: expect.any(Number),
        exp: expect.any(Number),
        organisation: NORFOLK_FORCE,
        agency: 'POLICE',
        role: 'PRACTITIONER',
        areas: [NORFOLK_COUNCIL],
      });
      const { data } = await hub.ask(
        worker(NORFOLK_FORCE),
        '{ me { subject role organisation { id agency areas { code } } } }',
      );
      expect(data.me).toMatchObject({ role: 'PRACTITIONER', organisation: { id: NORFOLK_FORCE, agency: 'POLICE' } });
    });

    it('comes from the issuer of the organisation in production, where there are no development tokens', async () => {
      const issuer = await startTestIssuer();
      const [port] = await freePorts(1);
      const production = { NODE_ENV: 'production', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'sightline-hub' };
      const gateway = await startGateway(environment({ ...production, PORT: String(port) }));
      try {
        expect((await fetch(`${gateway.url}/dev/token`, { method: 'POST', body: '{}' })).status).toBe(404);
        const claims = { sub: 'officer-9', organisation: NORFOLK_FORCE, agency: 'POLICE', role: 'PRACTITIONER' };
        const now = Math.floor(Date.now() / 1000);
        const times = { iat: now, exp: now + 60, iss: issuer.url, aud: 'sightline-hub' };
        const token = await issuer.sign({ ...claims, areas: [NORFOLK_COUNCIL], name: 'Olive Marsh', ...times });
        const me = await post(gateway.url, token, '{ me { subject name organisation { id } } }');
        expect(me).toEqual({
          status: 200,
          body: expect.objectContaining({
            data: { me: { subject: 'officer-9', name: 'Olive Marsh', organisation: { id: NORFOLK_FORCE } } },
          }),
        });
        const refused = [
          await hub.tokenOf(worker(NORFOLK_FORCE)),
          await issuer.sign({ ...claims, ...times, aud: 'else' }),
        ];
        for (const wrong of refused) expect((await post(gateway.url, wrong, '{ me { subject } }')).status).toBe(401);
        expect((await post(gateway.url, token, '{ __schema { types { name } } }')).status).toBe(400);
      } finally {
        await gateway.stop();
        await issuer.close();
      }
    });
  });

  describe('an answer', () => {
    it('says what was withheld in one shape, with nothing in errors and nothing kept by caches', async () => {
      const query = 'query($id: ID!) { child(id: $id) { missingEpisodes { circumstances } } }';
      const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), query, { id: cast['DEMO-1'] });
      const body = JSON.parse(answer.text) as HubAnswer & { extensions: unknown };
      expect(Object.keys(body)).toEqual(['data', 'extensions']);
      expect(body.extensions).toEqual({
        disclosure: {
          decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          withheld: [
            {
              path: ['child', 'missingEpisodes', '*', 'circumstances'],
              owner: NORFOLK_FORCE,
              category: 'MISSING',
              level: 'FULL',
              granted: 'SUMMARY',
              reason: 'NOT_AGREED',
              contact: {
                name: expect.any(String),
                role: expect.any(String),
                email: expect.any(String),
                telephone: expect.anything(),
              },
              breakGlass: false,
              count: 2,
            },
          ],
        },
      });
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
    });

    it('comes in the media type that was asked for', async () => {
      const token = await hub.tokenOf(OFFICER);
      for (const accept of ['application/json', 'application/graphql-response+json']) {
        const response = await fetch(`${hub.url}/graphql`, {
          method: 'POST',
          headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query: '{ me { subject } }' }),
        });
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toContain(accept);
      }
    });

    it('uses the justification as it was written, in any alphabet', async () => {
      const token = await hub.tokenOf({ ...OFFICER, subject: 'words-1' });
      const query = `{ child(id: "${cast['DEMO-1']}") { socialCare { status } } }`;
      await post(hub.url, token, query, {
        'sightline-purpose': 'MISSING_CHILD',
        'sightline-justification': Buffer.from('Siân — risk of harm', 'utf8').toString('latin1'),
      });
      const officer = { organisation: NORFOLK_COUNCIL, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' } as const;
      const log = await hub.ask(officer, '{ disclosures(first: 100) { nodes { person justification } } }');
      expect(log.data.disclosures.nodes).toContainEqual({ person: 'words-1', justification: 'Siân — risk of harm' });
    });
  });

  describe('a port that is taken', () => {
    it.each([
      ['gateway', 'gateway/main.js', 'PORT'],
      ['police', 'subgraphs/police/main.js', 'POLICE_PORT'],
      ['council', 'subgraphs/council/main.js', 'COUNCIL_PORT'],
      ['charity', 'subgraphs/charity/main.js', 'CHARITY_PORT'],
    ])('stops the %s with its number and the variable', async (_name, program, variable) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const child = spawn(process.execPath, [path.join(DIST, program)], {
        env: environment({ [variable]: String(port) }),
      });
      let errors = '';
      child.stderr.on('data', (text) => (errors += String(text)));
      const [code] = (await once(child, 'close')) as [number];
      server.close();
      expect(code).toBe(1);
      expect(errors).toMatch(new RegExp(`\\b${port}\\b`));
      expect(errors).toMatch(new RegExp(`\\b${variable}\\b`));
      expect(errors).toContain('taken');
      expect(errors).not.toContain('    at ');
    });
  });

  describe('subgraphs', () => {
    it('stand alone: they start without a gateway, and answer nobody but one', async () => {
      const [port] = await freePorts(1);
      const env = environment({ POLICE_PORT: String(port), POLICE_DATABASE_URL: hub.databases.police });
      const child = spawn(process.execPath, [path.join(DIST, 'subgraphs/police/main.js')], { env });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      try {
        expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200);
        const token = await hub.tokenOf(OFFICER);
        const answer = await post(`http://127.0.0.1:${port}`, token, '{ missingEpisodes { nodes { id } } }');
        expect(answer).toEqual({
          status: 401,
          body: { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] },
        });
      } finally {
        child.kill('SIGTERM');
        const [code] = (await once(child, 'exit')) as [number];
        expect(code).toBe(0);
      }
    });

    it('may be elsewhere: the gateway asks the address of POLICE_URL, and nothing else of the police', async () => {
      const bodies: string[] = [];
      const relay = await startRelay(hub.urls.police, (body) => bodies.push(body));
      const [port] = await freePorts(1);
      const gateway = await startGateway(environment({ PORT: String(port), POLICE_URL: relay.url }));
      try {
        const client = createClient(gateway.url);
        const query = 'query($id: ID!) { child(id: $id) { missingEpisodes { status } councilProfiles { id } } }';
        const answer = await client.ask(OFFICER, query, { id: cast['DEMO-1'] });
        expect(answer.data.child.missingEpisodes).toHaveLength(2);
        expect(bodies.join('\n')).toContain('missingEpisodes');
        expect(bodies.join('\n')).not.toContain('councilProfiles');
      } finally {
        await gateway.stop();
        relay.server.close();
      }
    });
  });
});

async function post(url: string, token: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query }),
  });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

async function startGateway(env: NodeJS.ProcessEnv): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [path.join(DIST, 'gateway/main.js')], { env });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error(`the gateway ended: ${errors}`)));
  });
  return {
    url: `http://127.0.0.1:${env['PORT']}`,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Hands every request on and tells of its body. */
async function startRelay(target: string, told: (body: string) => void): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      told(Buffer.concat(chunks).toString());
      const url = new URL(incoming.url ?? '/', target);
      const { method, headers } = incoming;
      const onward = request(url, { method, headers: { ...headers, host: url.host } }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.end(Buffer.concat(chunks));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, server };
}
