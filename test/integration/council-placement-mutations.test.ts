import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { goRound } from '../../subgraphs/kit/clock-round';
import { refusalOf, stateOf, type Row } from '../support/mutations';
import {
  HOST_COUNCIL,
  HOST_FORCE,
  OTHER_COUNCIL,
  PLACER,
  startPlacing,
  TABLES,
  type Ask,
  type Placing,
} from '../support/placing';
import type { TestSubgraph } from '../support/subgraph';

/** A Wednesday. */
let now = new Date('2026-06-10T12:00:00Z');

let council: TestSubgraph;
let placing: Placing;
beforeAll(async () => {
  placing = await startPlacing(() => now);
  ({ council } = placing);
});
afterAll(() => council.close());
const record: Ask = (...call) => placing.record(...call);
const end: Ask = (...call) => placing.end(...call);
const acknowledge: Ask = (...call) => placing.acknowledge(...call);

/** What each mutation is tried with: a call that is good each time it is prepared. */
const MUTATIONS: { name: string; ask: Ask; prepare: () => Promise<object>; other: object; bad: object }[] = [
  {
    name: 'recordPlacement',
    ask: record,
    prepare: async () => ({}),
    other: { provider: 'Other' },
    bad: { childId: 'child-9' },
  },
  {
    name: 'endPlacement',
    ask: end,
    prepare: async () => ({ placementId: (await placing.aStarted()).id }),
    other: { reason: 'OTHER' },
    bad: { placementId: 'placement-none' },
  },
  {
    name: 'acknowledgePlacement',
    ask: acknowledge,
    prepare: async () => ({ notificationId: (await placing.aNotice()).id }),
    other: { notificationId: 'notification-other' },
    bad: { notificationId: 'notification-none' },
  },
];

describe('acknowledging', () => {
  test('is the recipient’s: it stops the clock and says who', async () => {
    const { id } = await placing.aNotice();
    const { data, errors } = await acknowledge({ notificationId: id });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({
      acknowledgedAt: now.toISOString(),
      acknowledgedBy: 'Ola Penn',
      clock: { stoppedAt: now.toISOString(), overdue: false },
    });
    expect((await placing.signalsOf([id])).map(({ type }) => type)).toEqual([
      'PLACEMENT_NOTIFIED',
      'PLACEMENT_ACKNOWLEDGED',
    ]);
  });

  test('a second time, by whomever of the recipient, changes nothing', async () => {
    const { id } = await placing.aNotice();
    const first = await acknowledge({ notificationId: id });
    const state = await stateOf(council, [...TABLES]);
    const second = await acknowledge({ notificationId: id }, 'second', { subject: 'officer-2', name: 'Another' });
    expect(second.data).toEqual(first.data);
    const [, notifications, outbox] = await stateOf(council, TABLES);
    expect([notifications, outbox]).toEqual([state[1], state[2]]);
  });

  test('too late still stops the clock, and stays late', async () => {
    const { id } = await placing.aNotice();
    now = new Date('2026-06-12T09:00:00Z');
    const { data } = await acknowledge({ notificationId: id });
    expect(data.done.clock).toMatchObject({ stoppedAt: now.toISOString(), overdue: true });
    now = new Date('2026-06-10T12:00:00Z');
  });

  test.each([
    ['the host council', HOST_COUNCIL],
    ['the placing council', PLACER],
    ['another force', { organisation: 'E23000001', agency: 'POLICE' as const }],
    ['another council', OTHER_COUNCIL],
  ])('finds nothing for %s when the force was told', async (_, principal) => {
    const { id } = await placing.aNotice();
    expect(refusalOf(await acknowledge({ notificationId: id }, undefined, principal))).toEqual({
      code: 'NOT_FOUND',
      argument: 'notificationId',
      expected: 'an id of a record',
    });
  });

  test('has one effect when several people do it at once', async () => {
    const { id } = await placing.aNotice();
    const people = Array.from({ length: 8 }, (_, n) => acknowledge({ notificationId: id }, 'k', { subject: `p-${n}` }));
    const answers = await Promise.all(people);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await placing.signalsOf([id])).toHaveLength(2);
  });
});

describe('a notification that is not acknowledged', () => {
  const round = (at: Date): Promise<void> =>
    goRound(
      { dataSource: council.dataSource, book: council.book, kinds: COUNCIL.overdue ?? [], log: () => undefined },
      at,
    );
  const overdueOf = async (id: string): Promise<Row[]> =>
    (await placing.signalsOf([id])).filter(({ type }) => type === 'PLACEMENT_OVERDUE');
  const noticed = async (id: string): Promise<Row | undefined> =>
    (await placing.inbox({ recipient: 'E23000032' }, HOST_FORCE)).find((each) => each['id'] === id);

  test('is in its recipient\u2019s inbox with who the child is, reminded of once it is overdue, and escalated', async () => {
    const { id } = await placing.aNotice();
    expect(await noticed(id)).toMatchObject({ reminders: 0, profile: { id: 'profile-1' } });
    await round(new Date('2026-06-11T22:59:59Z'));
    expect(await overdueOf(id)).toEqual([]);
    await round(new Date('2026-06-11T23:00:00Z'));
    expect(await noticed(id)).toMatchObject({ reminders: 1, escalatedAt: null });
    // 12 June is a Friday: the next working day ends on the Monday.
    await round(new Date('2026-06-15T22:59:59Z'));
    expect(await overdueOf(id)).toHaveLength(1);
    const escalatedAt = new Date('2026-06-15T23:00:00Z');
    await round(escalatedAt);
    await round(new Date('2026-06-20T09:00:00Z'));
    expect(await noticed(id)).toMatchObject({ reminders: 2, escalatedAt: escalatedAt.toISOString() });
    expect(await overdueOf(id)).toHaveLength(2);
  });

  test('is neither reminded of nor escalated once it is acknowledged', async () => {
    const [late, never] = [await placing.aNotice(), await placing.aNotice()];
    await acknowledge({ notificationId: never.id });
    await round(new Date('2026-06-12T09:00:00Z'));
    await acknowledge({ notificationId: late.id });
    await round(new Date('2026-06-30T09:00:00Z'));
    expect(await noticed(never.id)).toMatchObject({ reminders: 0, escalatedAt: null });
    expect(await noticed(late.id)).toMatchObject({ reminders: 1, escalatedAt: null });
  });

  test('is found by what it is still owed, on both sides', async () => {
    const { id } = await placing.aNotice();
    now = new Date('2026-06-12T09:00:00Z');
    const ids = async (filter: object, principal = HOST_FORCE): Promise<unknown[]> =>
      (await placing.inbox(filter, principal)).map((each) => each['id']);
    for (const principal of [HOST_FORCE, PLACER])
      expect(await ids({ acknowledged: false, overdue: true }, principal)).toContain(id);
    expect(await ids({ acknowledged: true })).not.toContain(id);
    expect(await ids({ overdue: false })).not.toContain(id);
    now = new Date('2026-06-10T12:00:00Z');
  });
});

describe.each(MUTATIONS)('$name', ({ name, ask, prepare, other, bad }) => {
  const isRead = name === 'acknowledgePlacement';

  test.each(['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const)('is forbidden to a(n) %s', async (role) => {
    const over = await prepare();
    const before = await stateOf(council, TABLES);
    for (const input of [over, bad])
      expect(refusalOf(await ask(input, 'forbidden', { role }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await stateOf(council, TABLES)).toEqual(before);
  });

  test('is forbidden to agencies whose part it never is', async () => {
    const over = await prepare();
    const principal = isRead
      ? { agency: 'CHARITY' as const, organisation: 'harbour-youth-trust' }
      : { agency: 'POLICE' as const, organisation: 'E23000032' };
    const expected = `an organisation of the agency ${isRead ? 'POLICE or COUNCIL' : 'COUNCIL'}`;
    for (const input of [over, bad])
      expect(refusalOf(await ask(input, 'forbidden', principal))).toEqual({ code: 'FORBIDDEN', expected });
  });

  test('is open to practitioners and supervisors, and to a system unless a person must have read', async () => {
    for (const role of ['PRACTITIONER', 'SUPERVISOR'] as const)
      expect((await ask(await prepare(), undefined, { role })).errors).toBeUndefined();
    const system = refusalOf(await ask(await prepare(), undefined, { role: 'PARTNER_SYSTEM' }));
    expect(system).toEqual(isRead ? { code: 'FORBIDDEN', expected: 'one of PRACTITIONER, SUPERVISOR' } : {});
  });

  test('gives the first answer again, and refuses its key to another input', async () => {
    const over = await prepare();
    const first = await ask(over, `again-${name}`);
    const after = await stateOf(council, TABLES);
    expect((await ask(over, `again-${name}`)).data).toEqual(first.data);
    expect(refusalOf(await ask({ ...over, ...other }, `again-${name}`))).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(await stateOf(council, TABLES)).toEqual(after);
  });

  test('has one effect when 20 call it at once with one key', async () => {
    const over = await prepare();
    const counts = async (): Promise<Row> =>
      (
        await placing.rows(`select (select count(*) from placements)::int as placements, (select count(*) from outbox)::int as
        signals, (select count(*) from placement_notifications)::int as notifications`)
      )[0]!;
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(over, `at-once-${name}`)));
    expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    const grown = { recordPlacement: [1, 2, 2], endPlacement: [0, 2, 2], acknowledgePlacement: [0, 1, 0] }[name]!;
    const [placements, signals, notifications] = ['placements', 'signals', 'notifications'].map((each, n) => {
      return Number(before[each]) + grown[n]!;
    });
    expect(await counts()).toEqual({ placements, signals, notifications });
  });

  test('leaves the key of a refused call free', async () => {
    const key = `better-${name}`;
    expect(refusalOf(await ask(bad, key))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await ask(await prepare(), key)).errors).toBeUndefined();
  });
});
