import { Client } from 'pg';
import { DATA_OFFICER, HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startGateway, type ExtraGateway } from '../support/extra-gateway';
import { startHub, type TestHub } from '../support/running-hub';
import { until } from '../support/subscriber';
import { startReceiver, type Received, type Receiver } from '../support/webhook-receiver';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const CASEWORKER: Person = { ...worker(HARBOUR), purpose: 'SUPPORT_SERVICE' };
const CHARITY_SYSTEM: Person = {
  ...CASEWORKER,
  role: 'PARTNER_SYSTEM',
  subject: 'case-system',
  purposes: ['SUPPORT_SERVICE'],
};
const COUNCIL_SYSTEM: Person = {
  organisation: NORFOLK_COUNCIL,
  role: 'PARTNER_SYSTEM',
  subject: 'social-care-system',
  purposes: ['SECTION_47_ENQUIRY'],
  purpose: 'SECTION_47_ENQUIRY',
};
const DATA_OFFICER_OF_COUNCIL: Person = { ...DATA_OFFICER, organisation: NORFOLK_COUNCIL };
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;
const CONSENT = `mutation($id: ID!, $state: ConsentState!, $key: ID!) {
  recordConsent(idempotencyKey: $key, input: { childId: $id, categories: [MISSING], recipients: [CHARITY],
    state: $state, givenBy: CHILD, capacity: "Gillick-assessed", evidence: "a note", reason: "said so" }) { id } }`;
const CREATE = `mutation($url: String!, $key: ID!) {
  createWebhook(input: { url: $url, types: [MISSING_REPORTED] }, idempotencyKey: $key) {
    secret webhook { id url types areas { code } purpose cursor disabledAt disabledReason rotatedUntil } } }`;
const ROTATE = `mutation($id: ID!, $key: ID!) {
  rotateWebhookSecret(id: $id, idempotencyKey: $key) { secret webhook { rotatedUntil } } }`;
const REPLAY = `mutation($id: ID!, $after: String!, $key: ID!) {
  replayWebhook(id: $id, after: $after, idempotencyKey: $key) { id cursor disabledReason } }`;
const WEBHOOKS = '{ webhooks { id disabledAt disabledReason } }';
const DELIVERIES = `query($id: ID!, $after: String) { webhookDeliveries(webhookId: $id, first: 2, after: $after) {
  nodes { eventId type cursor attempts lastStatus lastFault nextAttemptAt deliveredAt }
  pageInfo { endCursor hasNextPage } } }`;

describe('a webhook', () => {
  let hub: TestHub;
  let second: ExtraGateway;
  let children: string[];
  let receiver: Receiver;
  let number = 0;
  const created: { person: Person; id: string }[] = [];
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    second = await startGateway(hub);
    children = [await hub.findChild(OFFICER, 'DEMO-1'), await hub.findChild(OFFICER, 'DEMO-6')];
  }, 60_000);
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const { person, id } of created.splice(0)) {
      const query = 'mutation($id: ID!, $key: ID!) { deleteWebhook(id: $id, idempotencyKey: $key) }';
      expect((await hub.ask(person, query, { id, key: `delete ${id}` })).data).toEqual({ deleteWebhook: id });
    }
    await receiver.close();
  });
  afterAll(async () => {
    await second?.end();
    await hub.stop();
  });

  async function report(childId = children[0]!): Promise<void> {
    number += 1;
    const missingSince = new Date(Date.now() - 3_600_000).toISOString();
    const input = { childId, missingSince, risk: 'HIGH', circumstances: 'words' };
    const { data, text } = await hub.ask(OFFICER, REPORT, { input, key: `report-${number}` });
    if (!data?.reportMissing) throw new Error(text);
  }
  async function create(person: Person, key = `create-${(number += 1)}`) {
    const { data, text } = await hub.ask(person, CREATE, { url: receiver.url, key });
    if (!data?.createWebhook) throw new Error(text);
    const { secret, webhook } = data.createWebhook as { secret: string; webhook: { id: string; cursor: string } };
    created.push({ person, id: webhook.id });
    return { secret, ...webhook };
  }
  async function inHubDatabase(statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(statement);
    await client.end();
    return rows;
  }
  /** Until a webhook has nothing before it on which nobody has decided: what waits is decided when it is attempted. */
  async function allIsDecided(id: string): Promise<void> {
    const statement = `select from webhooks w where id = '${id}'
      and not exists (select from events e where (e.xid, e.seq) > (w.xid, w.seq))
      and not exists (select from webhook_deliveries d where d.webhook_id = w.id and delivered_at is null)`;
    await until(async () => (await inHubDatabase(statement)).length === 1);
  }
  const came = (count: number): Promise<void> => until(() => receiver.received.length >= count);
  const idsOf = (messages: readonly Received[]): string[] => messages.map(({ body }) => body.data.id);

  it('brings an event once, signed, thin, and to be read back through the API', async () => {
    const { secret, id } = await create(COUNCIL_SYSTEM);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await report();
    await came(1);
    const [message] = receiver.received;
    expect(receiver.isSigned(message!, secret)).toBe(true);
    expect(receiver.isSigned({ ...message!, text: `${message!.text} ` }, secret)).toBe(false);
    expect(message!.body).toEqual({
      type: 'MISSING_REPORTED',
      timestamp: expect.any(String),
      data: { id: message!.headers['webhook-id'], cursor: expect.any(String), childId: children[0] },
    });
    await until(async () => {
      const { data } = await hub.ask(COUNCIL_SYSTEM, DELIVERIES, { id });
      return data.webhookDeliveries.nodes[0]?.deliveredAt != null;
    });
    const { data } = await hub.ask(COUNCIL_SYSTEM, DELIVERIES, { id });
    expect(data.webhookDeliveries).toEqual({
      nodes: [
        {
          eventId: message!.body.data.id,
          type: 'MISSING_REPORTED',
          cursor: expect.any(String),
          attempts: 1,
          lastStatus: 200,
          lastFault: null,
          nextAttemptAt: null,
          deliveredAt: expect.any(String),
        },
      ],
      pageInfo: { endCursor: expect.any(String), hasNextPage: false },
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('tries again what was not accepted, in order for each child, and holds back no other child', async () => {
    await create(COUNCIL_SYSTEM);
    const [first, other] = children as [string, string];
    let failures = 0;
    receiver.answerWith(({ body }) => (body.data.childId === first && failures++ < 2 ? 500 : 200));
    await report(first);
    await report(first);
    await report(other);
    await came(5);
    const messages = receiver.received;
    const ofFirst = idsOf(messages.filter(({ body }) => body.data.childId === first));
    expect(ofFirst).toEqual([ofFirst[0], ofFirst[0], ofFirst[0], ofFirst[3]]);
    expect(ofFirst[3]).not.toBe(ofFirst[0]);
    const positions = messages.map(({ body }) => body.data.childId);
    expect(positions.indexOf(other)).toBeLessThan(4);
  }, 30_000);

  it('has what failed while its receiver was away tried soon once it is back, and once there is more of the child', async () => {
    const { id } = await create(COUNCIL_SYSTEM);
    const [first, other] = children as [string, string];
    receiver.answerWith(() => 503);
    const isWaiting = async () => (await hub.ask(COUNCIL_SYSTEM, DELIVERIES, { id })).data.webhookDeliveries.nodes[0];
    const away = async (): Promise<void> => {
      await report(first);
      await until(async () => (await isWaiting())?.deliveredAt === null);
      await inHubDatabase(
        `update webhook_deliveries set last_attempt_at = now() - interval '1 hour', next_attempt_at = now() + interval '5 hours'
         where webhook_id = '${id}' and delivered_at is null`,
      );
      receiver.answerWith(() => 200);
    };
    await away();
    await report(other);
    await until(() => receiver.received.filter(({ body }) => body.data.childId === first).length >= 2);
    await until(async () => (await isWaiting())?.deliveredAt !== null);
    receiver.answerWith(() => 503);
    const before = receiver.received.length;
    await away();
    await report(first);
    await until(() => new Set(idsOf(receiver.received.slice(before))).size === 2);
  }, 40_000);

  it('is disabled with a reason after three days, and begins again from a cursor', async () => {
    const { id, cursor } = await create(COUNCIL_SYSTEM);
    receiver.answerWith(() => 302);
    await report();
    await came(1);
    await until(async () => {
      const { data } = await hub.ask(COUNCIL_SYSTEM, DELIVERIES, { id });
      return data.webhookDeliveries.nodes[0]?.attempts > 0;
    });
    await inHubDatabase(
      `update webhook_deliveries set first_attempt_at = now() - interval '3 days', next_attempt_at = now()
       where webhook_id = '${id}'`,
    );
    const state = async () => (await hub.ask(COUNCIL_SYSTEM, WEBHOOKS)).data.webhooks[0];
    await until(async () => (await state()).disabledAt !== null);
    expect(await state()).toMatchObject({ disabledReason: 'NOT_DELIVERED_FOR_3_DAYS: NOT_ACCEPTED' });
    await report();
    const before = receiver.received.length;
    receiver.answerWith(() => 200);
    const again = await hub.ask(COUNCIL_SYSTEM, REPLAY, { id, after: cursor, key: `replay ${id}` });
    expect(again.data.replayWebhook).toEqual({ id, cursor: expect.any(String), disabledReason: null });
    await came(before + 2);
    const replayed = receiver.received.slice(before);
    expect(replayed[0]!.body.data.id).toBe(receiver.received[0]!.body.data.id);
    expect(new Set(idsOf(replayed)).size).toBe(2);
    const behind = { id, after: replayed[0]!.body.data.cursor, key: `behind ${id}` };
    await until(async () => {
      const { data } = await hub.ask(COUNCIL_SYSTEM, DELIVERIES, { id });
      return data.webhookDeliveries.nodes.every(({ deliveredAt }: { deliveredAt: unknown }) => deliveredAt !== null);
    });
    expect((await hub.ask(COUNCIL_SYSTEM, REPLAY, behind)).errors).toEqual([]);
    await came(before + 3);
    expect(idsOf(receiver.received)[before + 2]).toBe(idsOf(replayed)[1]);
    const redirected = receiver.received.filter(({ headers }) => headers['webhook-id'] === undefined);
    expect(redirected).toEqual([]);
  }, 30_000);

  it('brings nothing of what its organisation may not know of at that moment, and leaves no trace of it', async () => {
    const { id } = await create(CHARITY_SYSTEM);
    await report();
    await came(1);
    const withdrawn = { id: children[0], state: 'WITHDRAWN', key: 'withdraw' };
    expect((await hub.ask(CASEWORKER, CONSENT, withdrawn)).errors).toEqual([]);
    const council = await startReceiver();
    const { data } = await hub.ask(COUNCIL_SYSTEM, CREATE, { url: council.url, key: 'create beside' });
    created.push({ person: COUNCIL_SYSTEM, id: data.createWebhook.webhook.id });
    await report();
    await report();
    await until(() => council.received.length === 2);
    await allIsDecided(id);
    expect((await hub.ask(CASEWORKER, CONSENT, { ...withdrawn, state: 'GIVEN', key: 'given' })).errors).toEqual([]);
    await report();
    await came(2);
    await until(() => council.received.length === 3);
    const told = idsOf(receiver.received);
    expect(told[1]).toBe(idsOf(council.received)[2]);
    const shown = await hub.ask(CHARITY_SYSTEM, DELIVERIES, { id });
    const events = shown.data.webhookDeliveries.nodes.map(({ eventId }: { eventId: string }) => eventId);
    expect(events.filter((each: string) => !told.includes(each))).toEqual([]);
    await council.close();
  }, 30_000);

  it('signs with both secrets for a while after a rotation', async () => {
    const { secret: old, id } = await create(COUNCIL_SYSTEM);
    const { data } = await hub.ask(COUNCIL_SYSTEM, ROTATE, { id, key: `rotate ${id}` });
    const { secret, webhook } = data.rotateWebhookSecret;
    expect(secret).not.toBe(old);
    expect(Date.parse(webhook.rotatedUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await report();
    await came(1);
    expect([secret, old].map((each) => receiver.isSigned(receiver.received[0]!, each))).toEqual([true, true]);
    const again = await hub.ask(COUNCIL_SYSTEM, ROTATE, { id, key: `rotate ${id} again` });
    const newest = again.data.rotateWebhookSecret.secret;
    await report();
    await came(2);
    const all = [newest, secret, old];
    expect(all.map((each) => receiver.isSigned(receiver.received[1]!, each))).toEqual([true, true, true]);
    await inHubDatabase(`update webhooks set rotated_until = now() where id = '${id}'`);
    await report();
    await came(3);
    expect(all.map((each) => receiver.isSigned(receiver.received[2]!, each))).toEqual([true, false, false]);
  });

  it('is disabled when no system of its purpose has asked about it for a month, and brings nothing from then on', async () => {
    const { id, cursor } = await create(COUNCIL_SYSTEM);
    await inHubDatabase(`update webhooks set confirmed_at = now() - interval '31 days' where id = '${id}'`);
    await report();
    await until(async () => (await hub.ask(DATA_OFFICER_OF_COUNCIL, WEBHOOKS)).data.webhooks[0].disabledAt !== null);
    expect(receiver.received).toEqual([]);
    const [webhook] = (await hub.ask(DATA_OFFICER_OF_COUNCIL, WEBHOOKS)).data.webhooks;
    expect(webhook).toMatchObject({ id, disabledReason: 'NOT_CONFIRMED' });
    expect((await hub.ask(COUNCIL_SYSTEM, REPLAY, { id, after: cursor, key: `again ${id}` })).errors).toEqual([]);
    await came(1);
  });

  it('is delivered by whichever gateway is there', async () => {
    await create(COUNCIL_SYSTEM);
    await hub.end('gateway', 'SIGKILL');
    try {
      const input = { childId: children[0], missingSince: new Date(Date.now() - 3_600_000).toISOString(), risk: 'LOW' };
      const variables = { input: { ...input, circumstances: 'words' }, key: 'by the second' };
      expect((await second.ask(OFFICER, REPORT, variables)).errors).toEqual([]);
      await came(1);
    } finally {
      await hub.start('gateway');
    }
  }, 30_000);

  it.each([
    ['a data officer', DATA_OFFICER, 'FORBIDDEN'],
    ['a practitioner', CASEWORKER, 'FORBIDDEN'],
    ['a system without a purpose', { ...CHARITY_SYSTEM, purpose: undefined }, 'PURPOSE_REQUIRED'],
    [
      'a system in a purpose that is not its own',
      { ...CHARITY_SYSTEM, purpose: 'MISSING_CHILD' as const },
      'FORBIDDEN',
    ],
  ])('is not created by %s', async (_who, person, code) => {
    const { errors } = await hub.ask(person as Person, CREATE, { url: receiver.url, key: 'refused' });
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  });
});
