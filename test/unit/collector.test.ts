import { startCollector } from '../../gateway/events/collector';
import type { Outbox } from '../../gateway/events/outbox';
import { ORIGIN } from '../../gateway/events/signal';
import { until } from '../support/subscriber';

describe('the collector', () => {
  it('tells the operator of an outbox that counts anew, once however often it says so, and goes on with the others', async () => {
    const nothing = { entries: [], heldBy: null };
    let asked = 0;
    const restored: Outbox = {
      sector: 'police',
      read: async () => ({ ...nothing, end: null, isElsewhere: (asked += 1) > 0 }),
    };
    const end = { xid: '7', seq: '7' };
    const honest: Outbox = { sector: 'council', read: async () => ({ ...nothing, end, isElsewhere: false }) };
    const [again, collected, told]: [string[], string[], unknown[]] = [[], [], []];
    const collector = startCollector({
      log: {
        collectedTo: async () => ORIGIN,
        collect: async ({ sector }) => collected.push(sector) > 0,
        collectAgain: async (sector) => void again.push(sector),
        removeOlderThan: async () => 0,
      },
      outboxes: [restored, honest],
      lease: { acquire: async () => ({ lost: new AbortController().signal, release: async () => undefined }) },
      wakeUps: { publish: () => undefined },
      watch: { note: () => undefined, warnings: () => [] },
      retentionMs: 1,
      now: () => 0,
      report: (error) => void told.push(error),
      alarm: (line) => void told.push(line),
    });
    await until(() => asked > 2 && collected.length > 2);
    await collector.close();
    expect(again.length).toBeGreaterThan(1);
    expect(new Set([...again, ...collected])).toEqual(new Set(['police', 'council']));
    expect(told).toEqual([
      'events: the outbox of police is of an earlier state or from a dump: it is collected from its beginning',
    ]);
  });
});
