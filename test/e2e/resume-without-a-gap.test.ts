import { Client } from 'pg';
import { NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startGateway } from '../support/extra-gateway';
import { forcePolicy } from '../support/forced-policy';
import { startHub, type TestHub } from '../support/running-hub';
import { follow, followStream, until, type Subscriber } from '../support/subscriber';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const SOCIAL_WORKER: Person = { ...worker(NORFOLK_COUNCIL), purpose: 'SECTION_47_ENQUIRY' };
const FIELDS = `category occurredAt owner { id name } record { __typename ... on MissingEpisode { id status circumstances owner { id } } }`;
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;

async function run<T extends object>(connectionString: string, statement: string): Promise<T[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('following events', () => {
  let hub: TestHub;
  let childId: string;
  let number = 0;
  const open: Subscriber[] = [];
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(OFFICER, 'DEMO-1');
  }, 60_000);
  afterEach(() => open.splice(0).forEach((each) => each.stop()));
  afterAll(() => hub.stop());

  async function report(over: object = {}, by = OFFICER): Promise<string> {
    number += 1;
    const input = { childId, missingSince: new Date(Date.now() - 3_600_000).toISOString(), risk: 'HIGH' };
    const variables = { input: { ...input, circumstances: `words ${number}`, ...over }, key: `report-${number}` };
    const { data, text } = await hub.ask(by, REPORT, variables);
    if (!data?.reportMissing) throw new Error(text);
    return data.reportMissing.id as string;
  }
  async function followed(by: typeof follow, options: Partial<Parameters<typeof follow>[0]> = {}): Promise<Subscriber> {
    const variables = { types: ['MISSING_REPORTED'], ...options.variables };
    const subscriber = await by({ url: hub.url, hub, person: SOCIAL_WORKER, fields: FIELDS, ...options, variables });
    open.push(subscriber);
    return subscriber;
  }

  it.each([
    ['a WebSocket', follow],
    ['server-sent events', followStream],
  ] as const)('over %s brings what happens from now on, as far as the subscriber may read it', async (_name, by) => {
    const subscriber = await followed(by);
    const id = await report();
    await until(() => subscriber.events.length > 0 || subscriber.errors.length > 0);
    expect(subscriber.errors).toEqual([]);
    expect(subscriber.events).toEqual([
      {
        cursor: expect.any(String),
        id: expect.any(String),
        type: 'MISSING_REPORTED',
        category: 'MISSING',
        occurredAt: expect.any(String),
        owner: { id: NORFOLK_FORCE, name: 'Norfolk Constabulary' },
        child: { id: childId },
        record: expect.objectContaining({ __typename: 'MissingEpisode', id, status: 'MISSING' }),
      },
    ]);
  });

  it.each([
    ['a WebSocket', follow],
    ['server-sent events', followStream],
  ] as const)('over %s goes on behind a cursor without a gap', async (_name, by) => {
    const first = await followed(by);
    const ids = [await report(), await report()];
    await until(() => first.events.length >= 2);
    const { cursor } = first.events[0]!;
    first.stop();
    ids.push(await report());
    const second = await followed(by, { variables: { after: cursor } });
    ids.push(await report());
    await until(() => second.events.length >= 3);
    expect(second.events.map(({ record }) => record.id)).toEqual(ids.slice(1));
    expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(4);
  });

  it('reaches the subscribers of every gateway on the same database, and goes on at another one when one is killed', async () => {
    const other = await startGateway(hub);
    const [here, there] = [await followed(follow), await followed(follow, { url: other.url })];
    const ids = [await report()];
    await until(() => here.events.length >= 1 && there.events.length >= 1);
    expect(here.events[0]!.id).toBe(there.events[0]!.id);
    await hub.end('gateway', 'SIGKILL');
    await until(() => here.closed() !== null);
    const { data } = await other.ask(OFFICER, REPORT, {
      input: { childId, missingSince: new Date().toISOString(), risk: 'LOW', circumstances: 'again' },
      key: 'by the other',
    });
    ids.push(data.reportMissing.id as string);
    const again = await followed(follow, { url: other.url, variables: { after: here.after() } });
    await until(() => there.events.length >= 2 && again.events.length >= 1);
    expect(there.events.map(({ record }) => record.id)).toEqual(ids);
    expect(again.events.map(({ record }) => record.id)).toEqual(ids.slice(1));
    again.stop();
    await hub.start('gateway');
    await other.end();
  });

  it('tells each subscriber what it may see itself, and nobody what a colleague may', async () => {
    const colleagues = ['one', 'two'].map((subject): Person => ({
      ...worker(NORFOLK_FORCE),
      subject,
      purpose: 'IMMEDIATE_PROTECTION',
    }));
    const breakGlass = `mutation($id: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE", explanation: "seen an hour ago",
      idempotencyKey: "glass") { id } }`;
    expect((await hub.ask(colleagues[0]!, breakGlass, { id: childId })).errors).toEqual([]);
    const sharing = 'sharing { owner { id } category level breakGlass }';
    const [one, two] = await Promise.all(
      colleagues.map(async (person) => {
        const { data } = await hub.ask(person, `query($id: ID!) { child(id: $id) { ${sharing} } }`, { id: childId });
        return data.child.sharing as unknown;
      }),
    );
    expect(one).not.toEqual(two);
    const subscribers = await Promise.all(
      colleagues.map((person) => followed(follow, { person, fields: `child { ${sharing} }` })),
    );
    await report();
    await until(() => subscribers.every(({ events }) => events.length >= 1));
    expect(subscribers.map(({ events }) => (events[0]!.child as unknown as { sharing: unknown }).sharing)).toEqual([
      one,
      two,
    ]);
  });

  it('brings nothing to whom the owner does not tell that it works with the child', async () => {
    const permit = { kind: 'PERMIT', minimumRelationship: 'NONE', lawfulBasis: 'CA2004-S11' };
    const missing = { ...permit, id: 'missing', categories: ['MISSING'], level: 'SUMMARY' };
    const involvement = { ...permit, id: 'involvement', categories: ['INVOLVEMENT'], level: 'EXISTENCE' };
    await forcePolicy(hub, NORFOLK_FORCE, [missing]);
    const [subscriber, officer] = [await followed(follow), await followed(follow, { person: OFFICER })];
    await report();
    await until(() => officer.events.length >= 1);
    await forcePolicy(hub, NORFOLK_FORCE, [missing, involvement]);
    const told = await report();
    await until(() => subscriber.events.length >= 1);
    expect(subscriber.events.map(({ record }) => record.id)).toEqual([told]);
  });

  it('goes on when databases were made anew from dumps: what they had is collected once, and old cursors expire', async () => {
    const before = await followed(follow, { person: OFFICER });
    await report();
    await until(() => before.events.length === 1);
    for (const name of ['gateway', 'police'] as const) await hub.end(name);
    const { police, hub: own } = hub.databases;
    const [left] = await run<{ id: string }>(
      police,
      `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
       select gen_random_uuid(), type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at
       from outbox where type = 'MISSING_REPORTED' limit 1 returning id`,
    );
    const reported = (): Promise<{ id: string }[]> => run(own, `select id from events where type = 'MISSING_REPORTED'`);
    const known = await reported();
    // A dump brings the numbers of the transactions of where it came from, and they were higher there.
    const higher = (table: string): string => `update ${table} set xid = (xid::text::bigint + 1000000000)::text::xid8`;
    await run(police, higher('outbox'));
    const tables = ['events', 'event_positions', 'event_horizon', 'outbox', 'outbox_positions'];
    for (const table of tables) await run(own, higher(table));
    for (const name of ['police', 'gateway'] as const) await hub.start(name);

    const late = await followed(follow, { person: OFFICER, variables: { after: before.after() } });
    await until(() => late.errors.length > 0);
    expect(late.errors[0]?.extensions['code']).toBe('CURSOR_EXPIRED');
    await until(async () => (await reported()).some(({ id }) => id === left!.id));
    const now = await followed(follow, { person: OFFICER });
    const told = await report();
    await until(() => now.events.length > 0);
    expect(now.events.map(({ record }) => record.id)).toEqual([told]);
    expect(await reported()).toHaveLength(known.length + 2);
  });
});
