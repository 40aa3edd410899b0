import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { startClock } from '../../subgraphs/kit/clock';
import { openClockBook, type ClockBook } from '../../subgraphs/kit/clock-book';
import { goRound } from '../../subgraphs/kit/clock-round';
import { createDataSource } from '../../subgraphs/kit/database';
import type { OverdueKind } from '../../subgraphs/kit/overdue';
import { aChallenge, anInterview, aNotification, aPlacement, aReferral } from '../support/council-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const KINDS = COUNCIL.overdue ?? [];
const DUE = '2026-03-03T23:59:59.000Z';
const NOW = new Date(DUE);
const justAfter = new Date('2026-03-04T00:00:00Z');

interface Signal {
  type: string;
  category: string;
  record_type: string;
  record_id: string;
  subject_id: string;
  owner_id: string;
  handling: string;
  occurred_at: Date;
}

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
});
beforeEach(async () => {
  await council.dataSource.query(
    'truncate referrals, referral_challenges, referral_earlier_decisions, placements, placement_notifications, return_home_interviews, outbox, ' +
      'overdue_signals, clock_moves',
  );
  await council.dataSource.query("delete from proclaimed_days where announced_on > '2026-01-01'");
  await council.book.refresh();
});
afterAll(() => council.close());

const signals = (): Promise<Signal[]> => council.dataSource.query<Signal[]>('select * from outbox order by seq');
const signalled = async (): Promise<string[]> => (await signals()).map(({ record_id: id }) => id);

/** One process's round; `kinds` stands for what that process would do besides. */
async function round(at: Date, kinds: readonly OverdueKind[] = KINDS, signal?: AbortSignal): Promise<string[]> {
  const failures: string[] = [];
  const { dataSource, book } = council;
  await goRound({ dataSource, book, kinds, log: ({ error }) => void failures.push(error) }, at, signal);
  return failures;
}

/** Another process of the same subgraph: its own connections, its own copy of the rules. */
async function inAnotherProcess(
  work: (round: (at: Date) => Promise<void>, book: ClockBook) => Promise<void>,
): Promise<void> {
  const { url } = council.dataSource.options as { url: string };
  const dataSource = await createDataSource({ url, entities: COUNCIL.entities }).initialize();
  try {
    const book = await openClockBook(dataSource.manager);
    await work((at) => goRound({ dataSource, book, kinds: KINDS, log: () => undefined }, at), book);
  } finally {
    await dataSource.destroy();
  }
}

/** A referral as the council's mutation would keep it: due by the calendar as it is known now. */
async function startReferral(n: number, receivedAt: string): Promise<void> {
  const { dueAt, calendar } = startClock(council.book.settings, 'REFERRAL_DECISION', new Date(receivedAt));
  await council.load([aReferral(n, { receivedAt, clockDueAt: dueAt.toISOString() })]);
  await council.dataSource.query('update referrals set clock_calendar = $2 where id = $1', [`referral-${n}`, calendar]);
}

const proclaim = (day: string, over: object = {}): Promise<number> =>
  council.load([
    {
      kind: 'ProclaimedDay',
      day,
      division: 'ENGLAND_AND_WALES',
      isHoliday: true,
      announcedOn: '2026-03-02',
      reason: 'an invented jubilee',
      ...over,
    },
  ]);

const dueOf = async (n: number): Promise<string> => {
  const { data } = await council.ask(`{ referrals { nodes { id decisionClock { dueAt calendar } } } }`);
  return data.referrals.nodes.find(({ id }: { id: string }) => id === `referral-${n}`).decisionClock.dueAt;
};

describe('an overdue clock', () => {
  it('is signalled as soon as its due time has passed, and not before', async () => {
    await council.load([aReferral(1)]);
    await round(new Date(DUE));
    expect(await signalled()).toEqual([]);
    await round(new Date(Date.parse(DUE) + 1));
    expect(await signals()).toMatchObject([
      {
        type: 'REFERRAL_OVERDUE',
        category: 'REFERRAL',
        record_type: 'Referral',
        record_id: 'referral-1',
        subject_id: 'child-1',
        owner_id: 'E10000020',
        handling: 'OPEN',
        occurred_at: new Date(DUE),
      },
    ]);
  });

  it('is signalled once, by however many rounds, and after a restart', async () => {
    await council.load([aReferral(1), aReferral(2)]);
    await round(justAfter);
    await round(new Date('2026-03-05T00:00:00Z'));
    await inAnotherProcess((again) => again(new Date('2026-03-06T00:00:00Z')));
    expect((await signalled()).sort()).toEqual(['referral-1', 'referral-2']);
  });

  it('is signalled once by two processes that look at the same moment', async () => {
    await council.load(Array.from({ length: 60 }, (_, n) => aReferral(n)));
    await inAnotherProcess(async (other) => {
      await Promise.all([round(justAfter), other(justAfter), round(justAfter), other(justAfter)]);
      // What one skipped because the other was at it is the next round's.
      await Promise.all([round(justAfter), other(justAfter)]);
    });
    const ids = await signalled();
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
  });

  it('is not signalled when it stopped, late or in time, nor before it starts', async () => {
    await council.load([
      aReferral(1, { clockStoppedAt: '2026-03-03T16:00:00Z' }),
      aReferral(2, { clockStoppedAt: '2026-03-05T16:00:00Z' }),
      anInterview(3, { clockStartedAt: undefined, clockDueAt: undefined, clockStoppedAt: undefined }),
    ]);
    await round(new Date('2026-04-01T00:00:00Z'));
    expect(await signalled()).toEqual([]);
  });

  it('is signalled by its kind: a decision, a challenge, an acknowledgement, an interview', async () => {
    await council.load([
      aPlacement(1),
      aNotification(1),
      aReferral(1),
      aChallenge(1, { clockStoppedAt: undefined, outcome: 'PENDING' }),
      anInterview(1, { clockStoppedAt: undefined, completedAt: undefined }),
    ]);
    await round(new Date('2026-03-10T00:00:00Z'));
    const kinds = (await signals()).map(({ type, category, record_type: of }) => [type, category, of].join(' '));
    expect(kinds.sort()).toEqual([
      'INTERVIEW_OVERDUE MISSING ReturnHomeInterview',
      'PLACEMENT_OVERDUE PLACEMENT PlacementNotification',
      'REFERRAL_CHALLENGED REFERRAL ReferralChallenge',
      'REFERRAL_OVERDUE REFERRAL Referral',
      'REFERRAL_OVERDUE REFERRAL ReferralChallenge',
    ]);
  });

  it('is dealt with in the transaction that signals it: all of it happens, once, or none', async () => {
    await council.load([aReferral(1), aReferral(2)]);
    let isBroken = true;
    const escalating = KINDS.map((kind) => ({
      ...kind,
      onOverdue: async ({ manager, record }: Parameters<NonNullable<OverdueKind['onOverdue']>>[0]) => {
        await manager.query("update referrals set status = 'ESCALATED' where id = $1", [record.id]);
        if (isBroken && record.id === 'referral-1') throw new TypeError('a fault');
      },
    }));
    const statuses = async (): Promise<string[]> =>
      (await council.dataSource.query<{ status: string }[]>('select status from referrals order by id')).map(
        ({ status }) => status,
      );

    expect(await round(justAfter, escalating)).toEqual(['TypeError']);
    expect(await signalled()).toEqual(['referral-2']);
    expect(await statuses()).toEqual(['RECEIVED', 'ESCALATED']);

    isBroken = false;
    expect(await round(justAfter, escalating)).toEqual([]);
    expect(await signalled()).toEqual(['referral-2', 'referral-1']);
    expect(await statuses()).toEqual(['ESCALATED', 'ESCALATED']);
  });

  it('waits for the next round while a mutation holds its record, and is not signalled if that stops it', async () => {
    await council.load([aReferral(1)]);
    await council.dataSource.transaction(async (manager) => {
      await manager.query("update referrals set clock_stopped_at = '2026-03-04T00:00:01Z' where id = 'referral-1'");
      await round(justAfter);
    });
    await round(justAfter);
    expect(await signalled()).toEqual([]);
  });

  it('is left to the next round by one that is told to stop', async () => {
    await council.load([aReferral(1)]);
    const stopping = new AbortController();
    stopping.abort();
    await round(justAfter, KINDS, stopping.signal);
    expect(await signalled()).toEqual([]);
  });
});

describe('a holiday that is proclaimed', () => {
  it('moves what was due on it, before it is called overdue, and the old due time is kept', async () => {
    await startReferral(1, '2026-03-02T09:30:00Z');
    await startReferral(2, '2026-02-26T09:30:00Z');
    await proclaim('2026-03-03');
    await round(justAfter);
    expect(await signalled()).toEqual(['referral-2']);
    expect(await dueOf(1)).toBe('2026-03-04T23:59:59.000Z');
    expect(await dueOf(2)).toBe('2026-02-27T23:59:59.000Z');
    const moves = await council.dataSource.query('select record_id, rule, previous_due_at, due_at from clock_moves');
    expect(moves).toEqual([
      {
        record_id: 'referral-1',
        rule: 'REFERRAL_DECISION',
        previous_due_at: new Date(DUE),
        due_at: new Date('2026-03-04T23:59:59Z'),
      },
    ]);
    await round(new Date('2026-03-05T00:00:00Z'));
    expect(await signalled()).toEqual(['referral-2', 'referral-1']);
  });

  it('counts for clocks that start from the next round on, and reaches every process', async () => {
    const dueBy = (book: ClockBook): string =>
      startClock(book.settings, 'REFERRAL_DECISION', new Date('2026-03-02T09:30:00Z')).dueAt.toISOString();
    await inAnotherProcess(async (other, book) => {
      await proclaim('2026-03-03');
      expect([dueBy(council.book), dueBy(book)]).toEqual([DUE, DUE]);
      await Promise.all([round(NOW), other(NOW)]);
      const moved = '2026-03-04T23:59:59.000Z';
      expect([dueBy(council.book), dueBy(book)]).toEqual([moved, moved]);
    });
  });

  it('is taken back by a later word on the same day', async () => {
    await startReferral(1, '2026-03-02T09:30:00Z');
    await proclaim('2026-03-03', { announcedOn: '2026-03-01' });
    await round(new Date('2026-03-02T12:00:00Z'));
    await proclaim('2026-03-03', { isHoliday: false, announcedOn: '2026-03-02' });
    await round(new Date('2026-03-02T13:00:00Z'));
    expect(await dueOf(1)).toBe(DUE);
    const [{ count }] = await council.dataSource.query('select count(*)::int from clock_moves');
    expect(count).toBe(2);
  });

  it('leaves alone what has stopped, what counts hours, and what its owner reckoned itself', async () => {
    await council.load([
      aReferral(1),
      aReferral(2, { clockStoppedAt: '2026-03-02T16:00:00Z' }),
      anInterview(3, { clockDueAt: '2026-03-03T06:00:00Z', clockStoppedAt: undefined }),
    ]);
    const { version } = council.book.settings.calendars.ENGLAND_AND_WALES;
    await council.dataSource.query("update referrals set clock_calendar = $1 where id = 'referral-2'", [version]);
    await proclaim('2026-03-03');
    await round(new Date('2026-03-02T20:00:00Z'));
    expect([await dueOf(1), await dueOf(2)]).toEqual([DUE, DUE]);
    expect(await council.dataSource.query('select 1 from clock_moves')).toEqual([]);
  });

  it('is refused when it is known already', () => {
    const state = { announcedOn: '2022-09-10', reason: 'State Funeral of Queen Elizabeth II' };
    return expect(proclaim('2022-09-19', state)).rejects.toThrow('expected a new one');
  });
});
