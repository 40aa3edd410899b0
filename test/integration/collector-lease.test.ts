import 'reflect-metadata';
import { Pool } from 'pg';
import type { Held } from '../../gateway/events/lease';
import { createCollectorLease } from '../../gateway/store/lease';
import { startHub, type TestHub } from '../support/hub';
import { startRelay } from '../support/relay';
import { until } from '../support/subscriber';

describe('the right to collect', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub()));
  afterAll(() => hub.close());

  it('is taken from one that stands still or is cut off, though its connection is not closed', async () => {
    const url = new URL(hub.pool.options.connectionString ?? '');
    const relay = await startRelay(Number(url.port || '5432'));
    url.host = `127.0.0.1:${relay.port}`;
    const far = new Pool({ connectionString: url.href });
    const silent = await createCollectorLease(far).acquire();
    const other = createCollectorLease(hub.pool);
    expect([silent?.lost.aborted, await other.acquire()]).toEqual([false, null]);
    relay.set('HANG');
    let taken: Held | null = null;
    await until(async () => (taken = await other.acquire()) !== null, 15_000);
    await until(() => silent?.lost.aborted === true, 15_000);
    await Promise.all([silent?.release(), taken!.release(), far.end(), relay.close()]);
  }, 40_000);
});
