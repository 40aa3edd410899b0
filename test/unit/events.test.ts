import { createCursorCodec } from '../../gateway/events/cursor';
import { createEventSource } from '../../gateway/events/event-source';
import { createHoldWatch } from '../../gateway/events/hold-watch';
import { createAudience } from '../../gateway/events/audience';
import { createQueue, type Queue } from '../../gateway/events/queue';
import { createSeats } from '../../gateway/events/transports/seats';
import type { LogEntry } from '../../gateway/events/event-log';
import { isBefore, ORIGIN } from '../../gateway/events/signal';
import { createTurns } from '../../gateway/events/turns';
import { createSharing } from '../../gateway/fetch/sharing';
import { createGrouped } from '../../gateway/grouped';
import { watchLine } from '../../gateway/events/watch-line';

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

describe('a cursor', () => {
  const cursors = createCursorCodec('a secret that the gateways of one hub have');
  const place = { xid: '18446744073709551615', seq: '9223372036854775807' };

  it('is read back by every gateway of the hub, and by no other', () => {
    const text = cursors.write(place);
    expect(createCursorCodec('a secret that the gateways of one hub have').parse(text)).toEqual(place);
    expect(() => createCursorCodec('another').parse(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it('is looked up once for all who are welcomed at the same time, and anew for who comes later', async () => {
    let heads = 0;
    const head = async () => ({ xid: String((heads += 1)), seq: '0' });
    const unused = async () => Promise.reject(new Error('not expected to be asked'));
    const follow = (): never => {
      throw new Error('not expected to be followed');
    };
    const source = createEventSource({
      log: { head, holds: unused, knows: unused, read: unused },
      fanOut: { follow },
      cursors,
    });
    const xids = async (count: number): Promise<string[]> =>
      (await Promise.all(Array.from({ length: count }, () => source.cursorNow()))).map(
        (text) => cursors.parse(text).xid,
      );
    expect(await xids(3)).toEqual(['1', '1', '1']);
    expect(await xids(1)).toEqual(['2']);
  });

  it('is refused after any change of a bit', () => {
    const bytes = Buffer.from(cursors.write(place), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(() => cursors.parse(changed.toString('base64url'))).toThrow('`after`');
    }
    for (const text of ['', 'AAAA', '\u0000', 'x'.repeat(10_000)]) expect(() => cursors.parse(text)).toThrow('`after`');
  });

  it('does not tell how far two places are apart', () => {
    const [one, next] = [cursors.write(ORIGIN), cursors.write({ xid: '0', seq: '1' })];
    expect(cursors.write(ORIGIN)).not.toBe(one);
    const same = Buffer.from(one, 'base64url').filter((byte, at) => byte === Buffer.from(next, 'base64url')[at]);
    expect(same.length).toBeLessThan(12);
  });

  it('orders places by transaction as a number, then by number', () => {
    expect(isBefore({ xid: '9', seq: '5' }, { xid: '10', seq: '1' })).toBe(true);
    expect(isBefore({ xid: '10', seq: '9' }, { xid: '10', seq: '10' })).toBe(true);
    expect(isBefore({ xid: '10', seq: '9' }, { xid: '10', seq: '9' })).toBe(false);
  });
});

describe('the watch over held events', () => {
  it('warns once a transaction has held events back for ten seconds, and of each such transaction once', () => {
    let now = 0;
    const alarms: string[] = [];
    const watch = createHoldWatch({
      now: () => now,
      alarm: (warning) => alarms.push(warning),
    });
    const note = (at: number, heldBy: string | null): void => {
      now = at;
      watch.note('police', heldBy);
    };
    note(0, '7');
    note(9_999, '7');
    expect(watch.warnings()).toEqual([]);
    note(10_000, '7');
    note(11_000, '7');
    expect(alarms).toEqual(['events of police have waited for 10 s for transaction 7, which still runs']);
    expect(watch.warnings()).toHaveLength(1);
    note(12_000, '8');
    expect(watch.warnings()).toEqual([]);
    note(30_000, '8');
    expect(alarms).toHaveLength(2);
    note(31_000, null);
    expect(watch.warnings()).toEqual([]);
  });
});

describe("a subscriber's queue", () => {
  it('gives what was pushed in order, and ends when it was overrun', async () => {
    const queue = createQueue();
    const over = new AbortController();
    queue.push([entry(1), entry(2)]);
    queue.push([entry(3)]);
    const batches = queue.batches(over.signal);
    expect((await batches.next()).value?.map(({ id }) => id)).toEqual(['event-1', 'event-2', 'event-3']);
    const waiting = batches.next();
    queue.push([entry(4)]);
    expect((await waiting).value?.map(({ id }) => id)).toEqual(['event-4']);
    for (let number = 5; number < 2_000; number += 100) {
      queue.push(Array.from({ length: 100 }, (_, n) => entry(number + n)));
    }
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('is idle once everything that was pushed has been taken and handled', async () => {
    const queue = createQueue();
    const batches = queue.batches(new AbortController().signal);
    expect(queue.isIdle()).toBe(false);
    queue.push([entry(1)]);
    await batches.next();
    expect(queue.isIdle()).toBe(false);
    const waiting = batches.next();
    await Promise.resolve();
    expect(queue.isIdle()).toBe(true);
    queue.push([entry(2)]);
    expect(queue.isIdle()).toBe(false);
    await waiting;
    expect(queue.isIdle()).toBe(false);
  });

  it('ends with its signal, also while it waits', async () => {
    const over = new AbortController();
    const waiting = createQueue().batches(over.signal).next();
    over.abort();
    expect((await waiting).done).toBe(true);
  });
});

describe('an audience', () => {
  it('hands to each what it wants of the children that it named, in order, and nothing after it left', () => {
    const audience = createAudience();
    const got: string[][] = [[], [], []];
    const queueOf = (number: number): Queue => ({
      ...createQueue(),
      push: (entries) => void got[number]!.push(entries.map(({ id }) => id).join(' ')),
    });
    const even = ({ position }: LogEntry): boolean => Number(position.seq) % 2 === 0;
    const ofChild = (number: number): LogEntry => ({ ...entry(number), childId: `child-${number % 3}` });
    const leave = [
      audience.add(queueOf(0), { wants: () => true, children: null }),
      audience.add(queueOf(1), { wants: even, children: new Set(['child-0', 'child-1']) }),
      audience.add(queueOf(2), { wants: () => true, children: new Set(['child-9']) }),
    ];
    audience.hand([1, 2, 3, 4, 6].map(ofChild));
    leave[1]!();
    audience.hand([ofChild(12)]);
    expect(got).toEqual([['event-1 event-2 event-3 event-4 event-6', 'event-12'], ['event-4 event-6'], []]);
  });
});

describe('turns', () => {
  it('are so many at once, taken in the order of asking, and free again whatever became of them', async () => {
    const inTurn = createTurns(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (number: number) => async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (number === 1) throw new Error('one fails');
    };
    const all = [1, 2, 3, 4, 5].map((number) => inTurn('one', work(number)).catch(() => 'failed'));
    const pass = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    for (const expected of [
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ]) {
      await pass();
      expect(begun).toEqual(expected);
      ends.shift()!();
    }
    await pass();
    ends.shift()!();
    expect(await Promise.all(all)).toEqual(['failed', undefined, undefined, undefined, undefined]);
    expect(await inTurn('one', async () => 'free')).toBe('free');
  });
});

describe('turns of several', () => {
  it('go round among them, one each time, however much one of them has to do', async () => {
    const inTurn = createTurns(1);
    const begun: string[] = [];
    const take = (who: string, count: number): Promise<unknown>[] =>
      Array.from({ length: count }, (_, index) => inTurn(who, async () => void begun.push(`${who}${index}`)));
    await Promise.all([...take('a', 5), ...take('b', 2), ...take('c', 1)]);
    expect(begun.join(' ')).toBe('a0 a1 b0 c0 a2 b1 a3 a4');
  });
});

describe('questions in groups', () => {
  it('are answered with the next group, each with its own answer, and fail with their group alone', async () => {
    const groups: (readonly number[])[] = [];
    const ask = createGrouped({
      most: 3,
      atOnce: 1,
      answer: async (questions: readonly number[]) => {
        groups.push(questions);
        if (questions.includes(4)) throw new Error('four');
        return questions.map((each) => each * 10);
      },
    });
    const answers = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((each) => ask(each)));
    expect(groups).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'))).toEqual([
      10,
      20,
      30,
      'failed',
      'failed',
      'failed',
      70,
    ]);
  });
});

describe('an answer that is shared', () => {
  it('is asked for once by those who come together, anew later, and never kept when it failed', async () => {
    const sharing = createSharing<number>(20);
    let asked = 0;
    const ask = async (): Promise<number> => (asked += 1);
    const together = [sharing.get('a', ask), sharing.get('a', ask), sharing.get('b', ask)];
    expect(await Promise.all(together)).toEqual([1, 1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await sharing.get('a', ask)).toBe(3);
    await expect(sharing.get('c', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await sharing.get('c', ask)).toBe(4);
  });
});

describe('seats', () => {
  it('are so many for each organisation and so many in all, and free again once', () => {
    const seats = createSeats({ total: 3, perOrganisation: 2 });
    const [first, second] = [seats.take('a'), seats.take('a')];
    expect(seats.take('a')).toBeNull();
    expect(seats.take('b')).not.toBeNull();
    expect(seats.isFull()).toBe(true);
    first?.();
    first?.();
    expect(seats.take('a')).not.toBeNull();
    expect(seats.take('c')).toBeNull();
    second?.();
    expect(seats.take('c')).not.toBeNull();
  });
});

test('a line of the terminal says when, what, of whom and at whom', () => {
  const line = watchLine({
    cursor: 'c',
    type: 'MISSING_REPORTED',
    category: 'MISSING',
    occurredAt: '2026-06-10T12:00:00.000Z',
    owner: { name: 'Norfolk Constabulary' },
    child: { id: 'child-1' },
    record: { __typename: 'MissingEpisode', id: 'episode-1' },
  });
  for (const part of ['2026-06-10 12:00:00', 'MISSING_REPORTED', 'child-1', 'MissingEpisode episode-1', 'Norfolk']) {
    expect(line).toContain(part);
  }
});
