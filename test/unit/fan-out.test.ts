import type { EventLog, LogEntry } from '../../gateway/events/event-log';
import { createCursorCodec } from '../../gateway/events/cursor';
import { createEventSource } from '../../gateway/events/event-source';
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

describe('those who subscribe without end', () => {
  it('have few of their places looked up at once, and each its own answer', async () => {
    const looking = { now: 0, most: 0 };
    const look = async <T>(answer: T): Promise<T> => {
      looking.most = Math.max(looking.most, ++looking.now);
      await new Promise(setImmediate);
      looking.now -= 1;
      return answer;
    };
    const unused = (): never => {
      throw new Error('not expected to be asked');
    };
    const silent = { head: unused, knows: unused, holds: unused, read: unused };
    const source = createEventSource({
      log: { ...silent, head: () => look(ORIGIN), knows: ({ seq }) => look(seq !== '7') },
      fanOut: createFanOut({ log: silent, wakeUps: { subscribe: () => () => undefined }, report: unused }),
      cursors: createCursorCodec('a secret'),
    });
    const everything = { types: null, children: null, owners: null };
    const opened = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const after = index % 2 === 0 ? { xid: '9', seq: String(index + 1) } : null;
        return source.follow(after, everything, `person ${index % 3}`);
      }),
    );
    expect(opened.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([6]);
    expect(looking.most).toBeLessThanOrEqual(2);
  });
});
