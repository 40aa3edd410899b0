import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { createWebhookQueue } from '../../gateway/store/webhook-queue';
import { CHARITY, startHub, type TestHub } from '../support/hub';

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that a statement looked at, or handed from step to step. */
function rowsOf(node: PlanNode): number {
  const own = node['Actual Rows'] * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, each) => sum + rowsOf(each), own);
}

describe('a webhook whose receiver was away', () => {
  let hub: TestHub;
  const webhookId = randomUUID();
  beforeAll(async () => {
    hub = await startHub();
    await hub.pool.query(
      `insert into webhooks (id, organisation, agency, subject, areas, purpose, url, types, created_at, confirmed_at,
                             began_xid, began_seq, xid, seq)
       values ($1, $2, 'CHARITY', 'system', '{}', 'SUPPORT_SERVICE', 'https://partner.example.org/', '{}', now(), now(),
               '0', 0, '0', 0)`,
      [webhookId, CHARITY],
    );
    await hub.pool.query(
      `insert into webhook_deliveries (webhook_id, event_id, child_id, type, xid, seq, next_attempt_at)
       select $1, gen_random_uuid(), case when n = 1000 then 'another' else 'one' end, 'MISSING_REPORTED', '9', n, now()
       from generate_series(1, 4000) as n`,
      [webhookId],
    );
    await hub.pool.query('analyze webhook_deliveries');
  });
  afterAll(() => hub.close());

  it('is given the first of each child, without a look at the thousands behind them', async () => {
    const queue = createWebhookQueue(hub.pool);
    const place = async (eventId: string): Promise<string> => {
      const { rows } = await hub.pool.query('select child_id, seq from webhook_deliveries where event_id = $1', [
        eventId,
      ]);
      return `${rows[0].child_id} ${rows[0].seq}`;
    };
    const claimed = await queue.claim(webhookId, 4);
    expect((await Promise.all(claimed.map(({ eventId }) => place(eventId)))).sort()).toEqual(['another 1000', 'one 1']);
    expect(await queue.claim(webhookId, 4)).toEqual([]);

    const text = hub.statements.find((each) => each.includes('set claim = $3'))!;
    const { rows } = await hub.pool.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `explain (analyze, format json) ${text}`,
      [webhookId, 4, randomUUID()],
    );
    expect(rowsOf(rows[0]!['QUERY PLAN'][0]!.Plan)).toBeLessThan(100);
  });
});
