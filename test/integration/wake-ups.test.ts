import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import { createNatsWakeUps } from '../../gateway/events/nats-wake-ups';
import { createWaiter, type WakeUps } from '../../gateway/events/wake-ups';
import { createDatabase as openPool } from '../../gateway/store/database';
import { createPostgresWakeUps } from '../../gateway/store/postgres-wake-ups';
import { NATS_SERVER, startNats } from '../support/nats';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { until } from '../support/subscriber';

/** How two gateways of one hub get their wake-ups, and how their connections are cut. */
interface Carrier {
  open(): Promise<WakeUps>;
  cut(): Promise<void>;
  close(): Promise<void>;
}

const CARRIERS: Readonly<Record<string, () => Promise<Carrier>>> = {
  async PostgreSQL() {
    const database: TestDatabase = await createDatabase('wake_ups');
    const pools: Pool[] = [];
    return {
      async open() {
        const pool = openPool(database.url);
        pools.push(pool);
        return createPostgresWakeUps(pool, 'events');
      },
      async cut() {
        await pools[0]!.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sightline-hub-events'`,
        );
      },
      async close() {
        for (const pool of pools) await pool.end();
        await database.drop();
      },
    };
  },
  async 'NATS JetStream'() {
    const nats = await startNats();
    const report = (): void => undefined;
    return {
      open: async () => Promise.resolve(createNatsWakeUps({ url: nats.url, channel: 'events', report })),
      cut: () => nats.restart(),
      close: () => nats.stop(),
    };
  },
};

it('are closed soon, though their NATS server takes connections and says nothing', async () => {
  const held: Socket[] = [];
  const server = createServer((socket) => void held.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const wakeUps = createNatsWakeUps({ url, channel: 'events', report: () => undefined });
  await until(() => held.length > 0);
  await wakeUps.close();
  for (const socket of held) socket.destroy();
  server.close();
}, 10_000);

/** INVARIANT: what cannot be tested here says so in its title. */
const isMissing = (name: string): boolean => name === 'NATS JetStream' && NATS_SERVER === null;
const missing = Object.keys(CARRIERS).filter(isMissing);
if (missing.length > 0) {
  describe.skip('wake-ups over NATS JetStream: skipped, no nats-server is found (apt-get install nats-server)', () => {
    it.skip('pass the same tests as wake-ups over PostgreSQL', () => undefined);
  });
}

const onNats = NATS_SERVER === null ? it.skip : it;
onNats(
  'go on over a stream that an operator puts in the place of ours (skipped without a nats-server)',
  async () => {
    const nats = await startNats();
    const options = { url: nats.url, channel: 'events', report: () => undefined };
    const [here, there] = [createNatsWakeUps(options), createNatsWakeUps(options)];
    let heard = 0;
    there.subscribe(() => (heard += 1));
    const isHeard = async (): Promise<boolean> => {
      const before = heard;
      here.publish();
      await sleep(100);
      return heard > before;
    };
    await until(isHeard);
    const connection = await connect({ servers: new URL(nats.url).host });
    const { streams } = await jetstreamManager(connection);
    const { config } = await streams.info('SIGHTLINE_WAKE_UPS');
    await streams.delete('SIGHTLINE_WAKE_UPS');
    await streams.add({ name: config.name, subjects: config.subjects, storage: StorageType.File });
    const before = heard;
    await until(async () => (await isHeard()) && heard > before + 2);
    await connection.close();
    await Promise.all([here.close(), there.close()]);
    await nats.stop();
  },
  30_000,
);

const runnable = Object.entries(CARRIERS).filter(([name]) => !isMissing(name));
describe.each(runnable)('wake-ups over %s', (_name, openCarrier) => {
  let carrier: Carrier;
  let here: WakeUps;
  let there: WakeUps;
  beforeAll(async () => {
    carrier = await openCarrier();
    [here, there] = [await carrier.open(), await carrier.open()];
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await carrier.close();
  });

  it('reach every listener of every gateway, until it listens no more', async () => {
    const heard = { here: 0, there: 0, gone: 0 };
    const ends = [here.subscribe(() => heard.here++), there.subscribe(() => heard.there++)];
    there.subscribe(() => heard.gone++)();
    here.publish();
    await until(() => heard.here > 0 && heard.there > 0);
    for (const end of ends) end();
    expect(heard.gone).toBe(0);
  });

  it('may be many in a row without any that fails, and the last is heard', async () => {
    let heard = 0;
    const end = there.subscribe(() => heard++);
    for (let number = 0; number < 500; number++) here.publish();
    await until(() => heard > 0);
    end();
  });

  it('wake who waits, and who looked before and waits after', async () => {
    const waiter = createWaiter(there);
    const before = waiter.count();
    here.publish();
    await until(() => waiter.count() > before);
    await waiter.wait(before, 60_000);
    const waiting = waiter.wait(waiter.count(), 60_000);
    here.publish();
    await waiting;
    await waiter.wait(waiter.count(), 1);
    const stop = new AbortController();
    const stopped = waiter.wait(waiter.count(), 60_000, stop.signal);
    stop.abort();
    await stopped;
    waiter.close();
  });

  it('come again after the connection was lost, and one comes for what was missed meanwhile', async () => {
    let heard = 0;
    const end = there.subscribe(() => heard++);
    await carrier.cut();
    await until(() => heard > 0);
    heard = 0;
    await until(async () => {
      here.publish();
      return heard > 0;
    });
    end();
  });
});
