import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicLookup } from '../../gateway/events/webhooks/webhook-address';
import { createWebhookSender } from '../../gateway/events/webhooks/webhook-sender';
import type { Principal } from '../../gateway/auth/principal';
import { createCursorCodec } from '../../gateway/events/cursor';
import { ORIGIN } from '../../gateway/events/signal';
import { createWebhookQueue } from '../../gateway/store/webhook-queue';
import { aCaller, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { until } from '../support/subscriber';
import { checkMutations, type MutationCase, type MutationTarget } from '../support/mutation-checks';

type Organisation = typeof FORCE | typeof COUNCIL | typeof CHARITY;

const SYSTEM = { organisation: FORCE, role: 'PARTNER_SYSTEM' as const };
const URL = 'https://partner.example.org/hook';
const CURSOR = createCursorCodec('a secret that is long enough for tests').write(ORIGIN);
const SELECTION = 'secret webhook { id url types areas { code } purpose rotatedUntil disabledReason }';
const CREATE = `mutation($url: String!, $types: [ChildEventType!]!, $areas: [ID!], $key: ID!) {
  done: createWebhook(input: { url: $url, types: $types, areas: $areas }, idempotencyKey: $key) { ${SELECTION} } }`;

let hub: TestHub;
let number = 0;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

/** The hub in the place of an agency's subgraph. */
const target: MutationTarget = {
  async ask(query, variables, { organisation = FORCE, role = 'PARTNER_SYSTEM', ...over }) {
    const isSystem = role === 'PARTNER_SYSTEM';
    const principal = aCaller(organisation as Organisation, {
      ...(over as Partial<Principal>),
      role,
      purposes: isSystem ? (['MISSING_CHILD'] as const) : null,
    });
    const purpose = isSystem ? 'MISSING_CHILD' : 'OVERSIGHT';
    const { data, errors } = await hub.ask(query, principal, { purpose, variables: { ...variables } });
    const refusals = errors.map(({ message, code, at, expected }) => {
      const extensions = { code, argument: at, expected } as Record<string, string>;
      return { message, extensions };
    });
    return { data, errors: refusals.length > 0 ? refusals : undefined };
  },
  dataSource: { query: async <T>(statement: string) => (await hub.pool.query(statement)).rows as T },
};

async function aWebhook(): Promise<string> {
  // An organisation has no more than ten.
  await hub.pool.query('delete from webhooks');
  const variables = { url: URL, types: ['MISSING_REPORTED'], key: `made ${(number += 1)}` };
  const { data } = await target.ask(CREATE, variables, SYSTEM);
  return data.done.webhook.id;
}

const tables = ['webhooks', 'webhook_deliveries'];
const nobodys = { id: 'no id' };
const badId = [{ over: nobodys, argument: 'id', expected: 'an id of a webhook as the hub gave it' }];
const stranger = { principal: { ...SYSTEM, organisation: COUNCIL }, code: 'NOT_FOUND' };
const practitioners = (['PRACTITIONER', 'SUPERVISOR', 'ADVOCATE', 'ANALYST'] as const).map((role) => ({
  principal: { ...SYSTEM, role },
}));

const CASES: readonly MutationCase[] = [
  {
    name: 'createWebhook',
    document: CREATE,
    tables,
    caller: SYSTEM,
    prepare: async () => {
      await aWebhook();
      return { url: URL, types: ['MISSING_REPORTED'], areas: [COUNCIL] };
    },
    other: { types: ['MISSING_RETURNED'] },
    bad: [
      {
        over: { url: 'http://partner.example.org', types: [], areas: [COUNCIL, 'X', COUNCIL] },
        argument: 'input.url; input.types; input.areas; input.areas[1]',
        expected:
          'an address that begins with https://; at least one; each once; the code of an area, such as `E10000020`',
      },
      ...['https://10.0.0.1/', 'https://[::1]/', 'https://0x7f.1', 'https://[::ffff:169.254.169.254]/'].map((url) => ({
        over: { url },
        argument: 'input.url',
        expected: 'an address of the public internet',
      })),
      {
        over: { url: 'https://user:word@partner.example.org' },
        argument: 'input.url',
        expected: 'an address without user, password or fragment',
      },
    ],
    forbidden: [...practitioners, { principal: { ...SYSTEM, role: 'DATA_OFFICER' } }],
    events: [],
  },
  {
    name: 'rotateWebhookSecret',
    document: `mutation($id: ID!, $key: ID!) { done: rotateWebhookSecret(id: $id, idempotencyKey: $key) { ${SELECTION} } }`,
    tables,
    caller: SYSTEM,
    prepare: async () => ({ id: await aWebhook() }),
    other: { id: '00000000-0000-4000-8000-000000000000' },
    bad: badId,
    forbidden: practitioners,
    stranger,
    events: [],
  },
  {
    name: 'deleteWebhook',
    document: 'mutation($id: ID!, $key: ID!) { done: deleteWebhook(id: $id, idempotencyKey: $key) }',
    tables,
    caller: { ...SYSTEM, role: 'DATA_OFFICER' },
    prepare: async () => ({ id: await aWebhook() }),
    other: { id: '00000000-0000-4000-8000-000000000000' },
    bad: badId,
    forbidden: practitioners,
    stranger,
    events: [],
  },
  {
    name: 'replayWebhook',
    document: `mutation($id: ID!, $after: String!, $key: ID!) {
      done: replayWebhook(id: $id, after: $after, idempotencyKey: $key) { id url disabledReason } }`,
    tables,
    caller: SYSTEM,
    prepare: async () => ({ id: await aWebhook(), after: CURSOR }),
    other: { id: '00000000-0000-4000-8000-000000000000' },
    bad: [{ over: { after: 'none' }, argument: 'after', expected: 'a cursor of an event' }, ...badId],
    forbidden: practitioners,
    stranger,
    events: [],
  },
];

checkMutations(() => target, CASES);

describe('webhooks', () => {
  const ask = (query: string, over: Partial<Principal> = {}, variables = {}) =>
    hub.ask(query, aCaller(FORCE, { role: 'DATA_OFFICER', ...over }), { variables });

  it('are seen by data officers, and by systems in whose purposes they act, and by nobody else', async () => {
    const id = await aWebhook();
    const query = '{ webhooks { id } }';
    const system = { role: 'PARTNER_SYSTEM' as const };
    expect((await ask(query)).data).toEqual({ webhooks: [{ id }] });
    expect((await ask(query, { ...system, purposes: ['MISSING_CHILD'] })).data).toEqual({ webhooks: [{ id }] });
    expect((await ask(query, { ...system, purposes: ['SUPPORT_SERVICE'] })).data).toEqual({ webhooks: [] });
    expect((await ask(query, { role: 'SUPERVISOR' })).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    const deliveries = `{ webhookDeliveries(webhookId: "${id}") { nodes { eventId } } }`;
    const officer = aCaller(COUNCIL, { role: 'DATA_OFFICER' });
    expect((await hub.ask(deliveries, officer)).errors).toMatchObject([{ code: 'NOT_FOUND', at: 'webhookId' }]);
    expect((await ask(deliveries)).data).toEqual({ webhookDeliveries: { nodes: [] } });
  });

  it('show what was sent, page by page, and nothing of what was not', async () => {
    const id = await aWebhook();
    for (let seq = 1; seq <= 5; seq++) {
      const attempts = seq === 4 ? 0 : 1;
      await hub.pool.query(
        `insert into webhook_deliveries (webhook_id, event_id, child_id, type, xid, seq, attempts, last_attempt_at, next_attempt_at)
         values ($1, gen_random_uuid(), 'c', 'MISSING_REPORTED', '10', $2, $3, now(), now())`,
        [id, seq, attempts],
      );
    }
    const query = `query($after: String) { page: webhookDeliveries(webhookId: "${id}", first: 2, after: $after) {
      nodes { attempts cursor } pageInfo { endCursor hasNextPage } } }`;
    const first = (await ask(query)).data.page;
    const second = (await ask(query, {}, { after: first.pageInfo.endCursor })).data.page;
    expect([first.nodes.length, second.nodes.length]).toEqual([2, 2]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const codec = createCursorCodec('a secret that is long enough for tests');
    const seen = [...first.nodes, ...second.nodes].map(({ cursor }: { cursor: string }) => codec.parse(cursor).seq);
    expect(seen).toEqual(['5', '3', '2', '1']);
  });

  it('are rid of what was delivered long ago, and of what a disabled one owes once the log has none of it, and of nothing else', async () => {
    const id = await aWebhook();
    await hub.pool.query(
      `insert into webhook_deliveries (webhook_id, event_id, child_id, type, xid, seq, attempts, next_attempt_at, delivered_at)
       select $1, gen_random_uuid(), 'c', type, xid::xid8, 0, 1, now() - interval '9 days', now() - age::interval
       from (values ('long ago', '10', '8 days'), ('lately', '10', '6 days'), ('owed', '10', null), ('kept', '30', null))
         as delivery (type, xid, age)`,
      [id],
    );
    const left = async (): Promise<string> => {
      await createWebhookQueue(hub.pool).removeDeliveredBefore(new Date(Date.now() - 7 * 86_400_000));
      const { rows } = await hub.pool.query<{ type: string }>('select type from webhook_deliveries order by type');
      return rows.map(({ type }) => type).join();
    };
    await hub.pool.query(`update event_horizon set xid = '20'`);
    expect(await left()).toBe('kept,lately,owed');
    await hub.pool.query('update webhooks set disabled_at = now() where id = $1', [id]);
    expect(await left()).toBe('kept,lately');
    await hub.pool.query(`update event_horizon set xid = '0'`);
  });

  it('tell of what a transaction holds back, so that nobody looks for it without a pause', async () => {
    await aWebhook();
    const queue = createWebhookQueue(hub.pool);
    const take = () => queue.takeUp(() => false);
    await until(async () => (await take()) === 'DONE');
    const holder = await hub.pool.connect();
    await holder.query('begin; select pg_current_xact_id()');
    await hub.pool.query(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
       values (gen_random_uuid(), 'police', 'MISSING_REPORTED', 'MISSING', gen_random_uuid(), 'MissingEpisode', 'r', $1, 'OPEN', now(), now())`,
      [FORCE],
    );
    expect(await take()).toBe('HELD');
    await holder.query('rollback');
    holder.release();
    await until(async () => (await take()) === 'DONE');
  });

  it('are ten for one organisation at most, however many are created at once', async () => {
    await hub.pool.query('delete from webhooks');
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, n) =>
        target.ask(CREATE, { url: URL, types: ['MISSING_REPORTED'], key: `of many ${n}` }, SYSTEM),
      ),
    );
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(10);
  });

  it('keep no secret in the database', async () => {
    await hub.pool.query('delete from webhooks');
    const { data } = await target.ask(CREATE, { url: URL, types: ['MISSING_REPORTED'], key: 'unkept' }, SYSTEM);
    const secret = (data.done.secret as string).slice(6);
    for (const table of ['webhooks', 'idempotency_keys']) {
      const { rows } = await hub.pool.query<{ row: string }>(`select t.*::text as row from ${table} t`);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
    }
  });

  it('are replayed from no place whose events are gone, nor from one that is still to come', async () => {
    const codec = createCursorCodec('a secret that is long enough for tests');
    const id = await aWebhook();
    const replay = `mutation($after: String!, $key: ID!) {
      replayWebhook(id: "${id}", after: $after, idempotencyKey: $key) { id } }`;
    const after = codec.write({ xid: '900000000000', seq: '0' });
    expect((await ask(replay, {}, { after, key: 'to come' })).errors).toMatchObject([{ code: 'CURSOR_EXPIRED' }]);
    await hub.pool.query(`update event_horizon set xid = '5', seq = 0`);
    expect((await ask(replay, {}, { after: CURSOR, key: 'gone' })).errors).toMatchObject([{ code: 'CURSOR_EXPIRED' }]);
    await hub.pool.query(`update event_horizon set xid = '0', seq = 0`);
  });
});

describe('a message in production', () => {
  let server: Server;
  let port: number;
  let connections = 0;
  beforeAll(async () => {
    server = createServer((_, response) => void response.end());
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  it.each(['http://localhost', 'https://localhost', 'https://127.0.0.1', 'https://[::ffff:127.0.0.1]'])(
    'never connects to %s',
    async (origin) => {
      const sender = createWebhookSender({ isProduction: true });
      const message = { url: `${origin}:${port}/`, id: 'e', body: '{}', secrets: [], at: new Date() };
      const sent = await sender.send(message, new AbortController().signal);
      await sender.close();
      expect(sent).toEqual({ fault: 'ADDRESS_REFUSED', status: null });
      expect(connections).toBe(0);
    },
  );

  it('is refused where a name has an address inside, and told apart from one that was not accepted', async () => {
    const error = await new Promise((resolve) => createPublicLookup()('localhost', { all: true }, resolve));
    expect(error).toMatchObject({ name: 'AddressRefusedError' });
    const sender = createWebhookSender({ isProduction: false });
    const message = { url: `http://localhost:${port}/`, id: 'e', body: '{}', secrets: [], at: new Date() };
    expect(await sender.send(message, new AbortController().signal)).toEqual({ fault: null, status: 200 });
    await sender.close();
  });
});
