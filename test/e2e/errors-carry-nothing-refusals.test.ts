import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { SignJWT, importJWK, type JWK } from 'jose';
import { Client } from 'pg';
import { createSigner } from '../../gateway/auth/sign';
import type { Person } from '../support/client';
import { createRecorder } from '../support/recorder';
import { startHub, type TestHub } from '../support/running-hub';

const ASKER: Person = { organisation: 'E23000024', role: 'PRACTITIONER', purpose: 'MISSING_CHILD' };
const PRINCIPAL = {
  subject: 'p',
  organisation: 'E23000024',
  agency: 'POLICE',
  role: 'PRACTITIONER',
  areas: [],
  team: null,
};

describe('a hub', () => {
  const recorder = createRecorder();
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub({ children: 10, reroute: (urls) => recorder.reroute(urls) })), 60_000);
  afterAll(async () => {
    await hub?.stop();
    await recorder.close();
  });

  const readKey = (): JWK =>
    JSON.parse(readFileSync(path.join(hub.folder, 'keys', 'gateway.private.jwk.json'), 'utf8')) as JWK;
  const post = (url: string, body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const body = '{"query":"{ missingEpisodes(first: 1) { nodes { id } } }","variables":{}}';

  it.each(['police', 'council', 'charity'] as const)('lets nobody ask %s around the gateway', async (sector) => {
    const id = await hub.findChild(ASKER, 'DEMO-1');
    recorder.clear();
    const everything =
      'query($id: ID!) { child(id: $id) { missingEpisodes { id } placements { id } supportEpisodes { id } } }';
    await hub.ask(ASKER, everything, { id });
    const seen = recorder.exchanges.find((each) => each.sector === sector)!;
    const now = Math.floor(Date.now() / 1000);
    const key = await importJWK(readKey(), 'EdDSA');
    const sign = createSigner({ privateJwk: readKey() });
    const fresh = await sign(sector, body, { principal: PRINCIPAL, purpose: 'MISSING_CHILD' } as unknown as Parameters<
      typeof sign
    >[2]);
    const other = await sign(sector === 'police' ? 'council' : 'police', body, {
      principal: PRINCIPAL,
      purpose: null,
    } as unknown as Parameters<typeof sign>[2]);
    const stale = await new SignJWT({ body: 'x', principal: PRINCIPAL, purpose: null })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer('sightline-gateway')
      .setAudience(sector)
      .setIssuedAt(now - 120)
      .setExpirationTime(now - 90)
      .setJti(randomUUID())
      .sign(key);
    const [head, payload, signature] = fresh.split('.') as [string, string, string];
    const edited = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { principal: { role: string } };
    edited.principal.role = 'SUPERVISOR';
    const forged = [head, Buffer.from(JSON.stringify(edited)).toString('base64url'), signature].join('.');
    const none = [Buffer.from('{"alg":"none"}').toString('base64url'), payload, ''].join('.');
    const userToken = await hub.tokenOf(ASKER);
    const attempts: [string, string, Record<string, string>][] = [
      ['without a token', body, {}],
      ["with a user's token", body, { authorization: `Bearer ${userToken}` }],
      ['replayed', seen.request, { authorization: seen.authorization }],
      ['for another audience', body, { authorization: `Bearer ${other}` }],
      ['stale', body, { authorization: `Bearer ${stale}` }],
      ['edited', body, { authorization: `Bearer ${forged}` }],
      ['unsigned', body, { authorization: `Bearer ${none}` }],
      ['over another body', body.replace('first: 1', 'first: 9'), { authorization: `Bearer ${fresh}` }],
    ];
    for (const [what, sent, headers] of attempts) {
      const answer = await post(hub.urls[sector], sent, headers);
      const text = await answer.text();
      expect([what, answer.status, text.includes('"data":{')]).toEqual([what, 401, false]);
    }
  });

  it.each(['graphql-transport-ws', 'graphql-ws', 'graphql-transport-ws, graphql-ws', ''])(
    'opens no socket for the subprotocol `%s`, whatever its parameters claim',
    async (protocol) => {
      const { port } = new URL(hub.url);
      const outcome = await new Promise<string>((resolve) => {
        const upgrade = request({
          host: '127.0.0.1',
          port,
          path: '/graphql',
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
            ...(protocol ? { 'sec-websocket-protocol': protocol } : {}),
          },
        });
        let heard = '';
        upgrade.on('upgrade', (answer, socket) => {
          // A socket that opens may still give nothing without a token: it is asked with forged parameters.
          const frame = (text: string): Buffer => {
            const payload = Buffer.from(text);
            return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
          };
          socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
          socket.on('error', () => undefined);
          socket.write(frame('{"type":"connection_init","payload":{"role":"SUPERVISOR","principal":{}}}'));
          socket.write(frame('{"id":"1","type":"subscribe","payload":{"query":"{me{subject}}"}}'));
          socket.write(frame('{"id":"1","type":"start","payload":{"query":"{me{subject}}"}}'));
          setTimeout(() => (socket.destroy(), resolve(`${answer.statusCode} ${heard}`)), 500);
        });
        upgrade.on('response', (answer) => (answer.resume(), resolve(String(answer.statusCode))));
        upgrade.on('error', () => resolve('refused'));
        upgrade.setTimeout(3_000, () => (upgrade.destroy(), resolve('silence')));
        upgrade.end();
      });
      expect(outcome).not.toMatch(/"subject"|connection_ack/);
    },
  );

  it('lets no officer approve an own policy, even with the database in hand', async () => {
    const client = new Client(hub.databases.hub);
    await client.connect();
    const insert = (approvedBy: string | null) =>
      client.query(
        `insert into policy_versions (id, owner, status, rules, hash, author, approved_by, note, effective_from, created_at)
         values ($1, 'E23000024', 'SCHEDULED', '[]', $2, 'officer-1', $3, 'note', now(), now())`,
        [randomUUID(), 'a'.repeat(64), approvedBy],
      );
    await expect(insert('officer-1')).rejects.toThrow('four_eyes');
    await expect(insert(null)).rejects.toThrow('approved_before_effect');
    await expect(client.query("update policy_versions set author = 'somebody-else'")).rejects.toThrow();
    await client.end();
  });

  it('writes once for a mutation that comes again, at the same time or with another input', async () => {
    const id = await hub.findChild(ASKER, 'DEMO-1');
    const document = `mutation($id: ID!, $key: ID!, $reason: String!) {
      recordConcern(idempotencyKey: $key, childId: $id, level: CONCERN, reason: $reason) { id } }`;
    const key = randomUUID();
    const same = await Promise.all(
      Array.from({ length: 6 }, () => hub.ask(ASKER, document, { id, key, reason: 'seen at night' })),
    );
    expect(same.map(({ errors }) => errors)).toEqual([[], [], [], [], [], []]);
    const other = await hub.ask(ASKER, document, { id, key, reason: 'another reason' });
    expect(other.errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_CONFLICT' } }]);
    const client = new Client(hub.databases.hub);
    await client.connect();
    const { rows } = await client.query(
      "select reason from concerns where child_id = $1 and reason in ('seen at night', 'another reason')",
      [id],
    );
    await client.end();
    expect(rows).toHaveLength(1);
  });

  it('does not start on a supergraph that its policies do not know', async () => {
    const client = new Client(hub.databases.hub);
    await client.connect();
    const { rows } = await client.query<{ table_name: string }>(
      `select table_name from information_schema.columns where table_schema = 'public' and table_name like '%schema%' limit 1`,
    );
    const table = rows[0]!.table_name;
    await hub.end('gateway');
    await client.query(`create table kept as table ${table}`);
    await client.query(`truncate ${table}`);
    await expect(hub.start('gateway')).rejects.toThrow('is not among those that the policies');
    await client.query(`insert into ${table} select * from kept`);
    await client.end();
    await hub.start('gateway');
    expect((await hub.ask(ASKER, '{ me { subject } }')).errors).toEqual([]);
  });
});

describe('in production', () => {
  it('no development token is made or taken, and nothing starts without an issuer', async () => {
    const development = await startHub({ children: 8 });
    const token = await development.tokenOf(ASKER);
    await development.stop();
    await expect(startHub({ children: 8, env: { NODE_ENV: 'production' } })).rejects.toThrow(/OIDC_ISSUER/);
    const env = { NODE_ENV: 'production', OIDC_ISSUER: 'https://issuer.invalid', OIDC_AUDIENCE: 'sightline' };
    const hub = await startHub({ children: 8, env });
    const made = await fetch(`${hub.url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ organisation: 'E23000024', role: 'PRACTITIONER', subject: 'x' }),
    });
    expect(made.status).toBe(404);
    const asked = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ me { subject } }"}',
    });
    expect(asked.status).toBe(401);
    await hub.stop();
  }, 90_000);
});
