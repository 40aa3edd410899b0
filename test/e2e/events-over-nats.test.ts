import { NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startGateway, type ExtraGateway } from '../support/extra-gateway';
import { NATS_SERVER, startNats, type TestNats } from '../support/nats';
import { startHub, type TestHub } from '../support/running-hub';
import { follow, until, type Subscriber } from '../support/subscriber';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const SOCIAL_WORKER: Person = { ...worker(NORFOLK_COUNCIL), purpose: 'SECTION_47_ENQUIRY' };
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;

const title = 'events between gateways over NATS';
const missing = `${title}: skipped, no nats-server is found (apt-get install nats-server)`;

(NATS_SERVER === null ? describe.skip : describe)(NATS_SERVER === null ? missing : title, () => {
  let nats: TestNats;
  let hub: TestHub;
  let second: ExtraGateway;
  let subscriber: Subscriber;
  let childId: string;
  let number = 0;
  beforeAll(async () => {
    nats = await startNats();
    const env = { NATS_URL: nats.url };
    hub = await startHub({ children: 8, env });
    second = await startGateway(hub, { env });
    childId = await hub.findChild(OFFICER, 'DEMO-1');
    const fields = 'record { ... on MissingEpisode { id } }';
    const variables = { types: ['MISSING_REPORTED'] };
    subscriber = await follow({ url: second.url, hub: second, person: SOCIAL_WORKER, fields, variables });
  }, 60_000);
  afterAll(async () => {
    subscriber?.stop();
    await second?.end();
    await hub?.stop();
    await nats?.stop();
  });

  async function report(): Promise<string> {
    number += 1;
    const missingSince = new Date(Date.now() - 3_600_000).toISOString();
    const input = { childId, missingSince, risk: 'HIGH', circumstances: 'words' };
    const { data, text } = await hub.ask(OFFICER, REPORT, { input, key: `report-${number}` });
    if (!data?.reportMissing) throw new Error(text);
    return data.reportMissing.id;
  }
  const records = (): unknown[] => subscriber.events.map(({ record }) => record?.id);

  it('reach a subscriber of another gateway', async () => {
    const id = await report();
    await until(() => subscriber.events.length >= 1);
    expect(records()).toEqual([id]);
  });

  it('reach it while the server is gone, and when it is back and knows nothing', async () => {
    await nats.restart();
    const ids = [await report(), await report()];
    await until(() => subscriber.events.length >= 3);
    await until(async () => {
      ids.push(await report());
      await until(() => subscriber.events.length >= 1 + ids.length);
      return ids.length >= 4;
    });
    expect(records().slice(1)).toEqual(ids);
    expect(subscriber.errors).toEqual([]);
  });
});
