import type { EventLog, LogEntry } from '../../gateway/events/event-log';
import { createFanOut } from '../../gateway/events/fan-out';
import { ORIGIN } from '../../gateway/events/signal';

const entry = (number: number): LogEntry => ({
  position: { xid: '9', seq: String(number) },
  id: `event-${number}`,
  sector: 'police',
  type: 'MISSING_REPORTED',
  category: 'MISSING',
  childId: 'child',
  recordType: 'MissingEpisode',
  recordId: 'episode',
  ownerId: 'E23000024',
  handling: 'OPEN',
  occurredAt: new Date(0),
});

describe('those who are far behind', () => {
  it('read a few at once, round among persons, and leave the rest of the connections to everybody else', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => entry(index + 1));
    const head = all.at(-1)!.position;
    const reading = { now: 0, most: 0 };
    const log: EventLog = {
      holds: () => Promise.resolve(true),
      knows: () => Promise.resolve(true),
      head: () => Promise.resolve(head),
      async read(after, limit) {
        reading.most = Math.max(reading.most, ++reading.now);
        await new Promise(setImmediate);
        reading.now -= 1;
        const from = Number(after.seq);
        return { entries: all.slice(from, from + limit), isHeld: false, isElsewhere: false };
      },
    };
    const wakeUps = { subscribe: () => () => undefined };
    const fanOut = createFanOut({ log, wakeUps, report: (error) => expect(error).toBeUndefined() });
    const arrived: string[] = [];
    const catchUp = async (who: string): Promise<void> => {
      const interest = { who, wants: () => true, children: null };
      for await (const entries of fanOut.follow(ORIGIN, new AbortController().signal, interest).batches) {
        if (entries.at(-1) === all.at(-1)) break;
      }
      arrived.push(who);
    };
    await Promise.all([...Array.from({ length: 30 }, () => catchUp('a crowd')), catchUp('somebody')]);
    expect(arrived.indexOf('somebody')).toBeLessThan(5);
    expect(reading.most).toBeLessThanOrEqual(4);
    await fanOut.close();
  });
});
