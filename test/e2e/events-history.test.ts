import { runHistory } from '../support/event-history';
import { startHub, type TestHub } from '../support/running-hub';

/** EVENTS gives another size: `npm run soak` runs 223,000, of which a tenth is undone, with ten kills of a gateway and five of a subgraph. */
const EVENTS = Number(process.env['EVENTS'] ?? 1_500);
const IS_SOAK = EVENTS >= 5_000;
const [GATEWAY_KILLS, SUBGRAPH_KILLS] = IS_SOAK ? [10, 5] : [2, 1];
const LIMIT_MS = 60_000 + EVENTS * 20 + (IS_SOAK ? 600_000 : 0);

describe('the history of every subscriber', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub({ children: 8 })), 60_000);
  afterAll(() => hub.stop());

  it(
    `has what it may know of, once and in order, after ${EVENTS} events of concurrent writers and kills of processes`,
    async () => {
      const history = await runHistory(hub, {
        events: EVENTS,
        writers: 24,
        gatewayKills: GATEWAY_KILLS,
        subgraphKills: SUBGRAPH_KILLS,
        ms: LIMIT_MS,
        ...(IS_SOAK ? { report: (line: string) => void process.stderr.write(`${line}\n`) } : {}),
      });
      expect(history).toMatchObject({
        committed: EVENTS - Math.floor(EVENTS / 10),
        logged: EVENTS - Math.floor(EVENTS / 10),
        faults: [],
        gatewayKills: GATEWAY_KILLS,
        subgraphKills: SUBGRAPH_KILLS,
      });
      expect(history.subscribers.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`))).toEqual([]);
      const due = history.subscribers.map((each) => each.due);
      expect(Math.min(...due)).toBeGreaterThan(0);
      expect(Math.max(...due)).toBeLessThan(history.logged);
    },
    LIMIT_MS * 2,
  );
});
