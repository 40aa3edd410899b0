import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { aCouncilProfile, aPlacement } from '../support/council-lines';
import { refusalOf, stateOf, type Row } from '../support/mutations';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

/** A Wednesday. */
let now = new Date('2026-06-10T12:00:00Z');
const PLACER: Partial<Principal> = { organisation: 'E10000020', agency: 'COUNCIL' };
const OTHER_COUNCIL: Partial<Principal> = { organisation: 'E09000023', agency: 'COUNCIL' };
const HOST_COUNCIL: Partial<Principal> = { organisation: 'E10000016', agency: 'COUNCIL' };
const HOST_FORCE: Partial<Principal> = { organisation: 'E23000032', agency: 'POLICE', name: 'Ola Penn' };
const KEY = 'id subjectId ownerId handling';
const NOTICE = `${KEY} change recipient { id } sentAt clock { rule dueAt stoppedAt overdue calendar }
  noticeClock { rule dueAt stoppedAt overdue } reminders escalatedAt acknowledgedAt acknowledgedBy`;
const PLACED = `${KEY} placementType startedOn endedOn endReason hostArea { code } outOfArea emergency provider address
  postcode notifications { ${NOTICE} }`;
const RECORD = `mutation($input: RecordPlacementInput!, $key: ID!) {
  done: recordPlacement(input: $input, idempotencyKey: $key) { ${PLACED} } }`;
const END = `mutation($placementId: ID!, $endedOn: Date!, $reason: String!, $key: ID!) {
  done: endPlacement(placementId: $placementId, endedOn: $endedOn, reason: $reason, idempotencyKey: $key) { ${PLACED} } }`;
const ACKNOWLEDGE = `mutation($notificationId: ID!, $key: ID!) {
  done: acknowledgePlacement(notificationId: $notificationId, idempotencyKey: $key) { ${NOTICE} } }`;
const INBOX = `query($recipient: ID, $acknowledged: Boolean, $overdue: Boolean) {
  placementNotifications(recipient: $recipient, acknowledged: $acknowledged, overdue: $overdue) { nodes { id } } }`;
const TABLES = ['placements', 'placement_notifications'];

const INPUT = {
  childId: 'child-1',
  placementType: 'K2',
  startedOn: '2026-06-15',
  provider: 'Invented Homes',
  address: '2 Invented Row',
  postcode: 'ct1 1aa',
  hostArea: 'E10000016',
};

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => now);
  await council.load([
    aCouncilProfile(1),
    aCouncilProfile(2, { ownerId: 'E09000023' }),
    aPlacement(1),
    aPlacement(2, { ownerId: 'E09000023' }),
    aPlacement(3, { ownerId: 'E09000023', handling: 'HIDDEN' }),
  ]);
  await council.dataSource.query(
    `insert into postcodes values ('CT1 1AA', 'E10000016'), ('ME1 1AA', 'E06000035'), ('ZZ1 1ZZ', 'S12000033')`,
  );
});
afterAll(() => council.close());

type Ask = (over?: object, key?: string, principal?: Partial<Principal>) => Promise<Answer>;
const record: Ask = (over = {}, key = crypto.randomUUID(), principal = {}) =>
  council.ask(RECORD, { input: { ...INPUT, ...over }, key }, { ...PLACER, ...principal });
const end: Ask = (over = {}, key = crypto.randomUUID(), principal = {}) =>
  council.ask(END, { endedOn: '2026-06-10', reason: 'CARPL', ...over, key }, { ...PLACER, ...principal });
const acknowledge: Ask = (over = {}, key = crypto.randomUUID(), principal = {}) =>
  council.ask(ACKNOWLEDGE, { ...over, key }, { ...HOST_FORCE, ...principal });

const rows = (text: string, values: unknown[] = []): Promise<Row[]> => council.dataSource.query<Row[]>(text, values);
const signalsOf = (ids: string[]): Promise<Row[]> =>
  rows('select type, record_type, record_id, handling from outbox where record_id = any($1) order by seq', [ids]);
const aStarted = async (over: object = {}): Promise<Answer['data']> =>
  (await record({ startedOn: '2026-06-01', emergency: true, ...over })).data.done;
const aNotice = async (over: object = {}): Promise<{ id: string }> =>
  (await aStarted(over)).notifications.find((each: Answer['data']) => each.recipient.id === 'E23000032');

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
    prepare: async () => ({ placementId: (await aStarted()).id }),
    other: { reason: 'OTHER' },
    bad: { placementId: 'placement-none' },
  },
  {
    name: 'acknowledgePlacement',
    ask: acknowledge,
    prepare: async () => ({ notificationId: (await aNotice()).id }),
    other: { notificationId: 'notification-other' },
    bad: { notificationId: 'notification-none' },
  },
];

describe('recording a placement', () => {
  test('tells the council and the force of the host area, and starts their clocks', async () => {
    const { data, errors } = await record();
    expect(errors).toBeUndefined();
    const { notifications, ...placement } = data.done;
    expect(placement).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      subjectId: 'child-1',
      ownerId: 'E10000020',
      handling: 'OPEN',
      placementType: 'K2',
      startedOn: '2026-06-15',
      endedOn: null,
      endReason: null,
      hostArea: { code: 'E10000016' },
      outOfArea: true,
      emergency: false,
      provider: 'Invented Homes',
      address: '2 Invented Row',
      postcode: 'CT1 1AA',
    });
    const told = (recipient: string): object => ({
      id: expect.any(String),
      subjectId: 'child-1',
      ownerId: 'E10000020',
      handling: 'OPEN',
      change: 'STARTED',
      recipient: { id: recipient },
      sentAt: now.toISOString(),
      clock: {
        rule: 'PLACEMENT_ACKNOWLEDGE',
        dueAt: '2026-06-11T22:59:59.000Z',
        stoppedAt: null,
        overdue: false,
        calendar: expect.stringContaining('ENGLAND_AND_WALES'),
      },
      noticeClock: {
        rule: 'PLACEMENT_NOTIFY',
        dueAt: '2026-06-14T22:59:59.000Z',
        stoppedAt: now.toISOString(),
        overdue: false,
      },
      reminders: 0,
      escalatedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
    });
    expect(notifications).toHaveLength(2);
    expect(notifications).toEqual(expect.arrayContaining([told('E10000016'), told('E23000032')]));
    const ids: string[] = notifications.map(({ id }: { id: string }) => id);
    expect(await signalsOf([...ids, placement.id])).toEqual(
      expect.arrayContaining(
        ids.map((id) => ({
          type: 'PLACEMENT_NOTIFIED',
          record_type: 'PlacementNotification',
          record_id: id,
          handling: 'OPEN',
        })),
      ),
    );
    expect(await signalsOf([...ids, placement.id])).toHaveLength(2);
  });

  test('in the own area tells the force alone', async () => {
    const { data } = await record({ hostArea: 'E10000020', postcode: 'NR1 1AA' });
    expect(data.done).toMatchObject({ outOfArea: false, notifications: [{ recipient: { id: 'E23000024' } }] });
    expect(data.done.notifications).toHaveLength(1);
  });

  test.each([
    ['planned, told after its start', { startedOn: '2026-06-10' }, 'PLACEMENT_NOTIFY', true],
    [
      'in an emergency, told within five working days',
      { emergency: true, startedOn: '2026-06-03' },
      'PLACEMENT_NOTIFY_EMERGENCY',
      false,
    ],
    [
      'in an emergency, told after them',
      { emergency: true, startedOn: '2026-06-02' },
      'PLACEMENT_NOTIFY_EMERGENCY',
      true,
    ],
  ])('%s is taken, and shows whether it was late', async (_, over, rule, overdue) => {
    const { data, errors } = await record(over);
    expect(errors).toBeUndefined();
    for (const { noticeClock } of data.done.notifications) expect(noticeClock).toMatchObject({ rule, overdue });
  });

  test('by a postcode that the table puts elsewhere is refused, naming both', async () => {
    const before = await stateOf(council, TABLES);
    expect(refusalOf(await record({ postcode: 'ME1 1AA' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'input.hostArea; input.postcode',
      expected: 'the area in which the postcode lies; a postcode in the host area',
    });
    expect(await stateOf(council, TABLES)).toEqual(before);
    // Neither one that the table does not know nor one of another nation speaks against what is given.
    for (const postcode of ['CT9 9ZZ', 'ZZ1 1ZZ']) expect((await record({ postcode })).errors).toBeUndefined();
  });

  test('tells of every fault at once', async () => {
    const bad = {
      childId: 'no id',
      placementType: 'X9',
      startedOn: '2031-01-01',
      provider: ' ',
      address: 'a'.repeat(501),
      postcode: 'nowhere',
      hostArea: 'E23000032',
    };
    expect(refusalOf(await record(bad))).toEqual({
      code: 'BAD_USER_INPUT',
      argument:
        'input.childId; input.placementType; input.startedOn; input.provider; input.address; input.postcode; input.hostArea',
      expected:
        "an id; an SSDA903 placement type; a date from 2011-04-01 to 2027-06-11; text of 1 to 200 characters; text of 1 to 500 characters; a postcode of the United Kingdom; the GSS code of an area with children's services",
    });
    expect(refusalOf(await record({ startedOn: '2011-03-31' }))).toMatchObject({ argument: 'input.startedOn' });
  });

  test.each(['child-2', 'child-none'])(
    'of a child that only others know, or nobody, finds none: %s',
    async (childId) => {
      expect(refusalOf(await record({ childId }))).toEqual({
        code: 'NOT_FOUND',
        argument: 'input.childId',
        expected: "a child of whom the caller's organisation keeps a profile",
      });
    },
  );

  test('passes its marking on to the notifications and their signals', async () => {
    const { data } = await record({ handling: 'SEALED' });
    expect(data.done.notifications.map(({ handling }: Row) => handling)).toEqual(['SEALED', 'SEALED']);
    const signals = await signalsOf(data.done.notifications.map(({ id }: { id: string }) => id));
    expect(signals.map(({ handling }) => handling)).toEqual(['SEALED', 'SEALED']);
  });
});

describe('a hidden placement', () => {
  test('is told to nobody by the hub: the placing council tells, and records the receipt', async () => {
    const { data } = await record({ handling: 'HIDDEN' });
    const [one] = data.done.notifications;
    expect(one).toMatchObject({ handling: 'HIDDEN', noticeClock: { stoppedAt: null } });
    const inbox = await council.ask(INBOX, { recipient: one.recipient.id }, HOST_FORCE);
    expect(inbox.data.placementNotifications.nodes).not.toContainEqual({ id: one.id });
    for (const principal of [HOST_FORCE, HOST_COUNCIL])
      expect(refusalOf(await acknowledge({ notificationId: one.id }, undefined, principal))).toMatchObject({
        code: 'NOT_FOUND',
      });
    const told = await acknowledge({ notificationId: one.id }, undefined, { ...PLACER, name: 'Bea Winter' });
    expect(told.data.done).toMatchObject({
      acknowledgedBy: 'Bea Winter',
      clock: { stoppedAt: now.toISOString() },
      noticeClock: { stoppedAt: now.toISOString() },
    });
  });
});

describe('ending a placement', () => {
  test('tells the same recipients again', async () => {
    const { id, notifications: started } = await aStarted();
    const { data, errors } = await end({ placementId: id, reason: 'ALLEG' });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({ id, endedOn: '2026-06-10', endReason: 'ALLEG' });
    const ended = data.done.notifications.filter(({ change }: Row) => change === 'ENDED');
    expect(data.done.notifications).toHaveLength(4);
    const recipients = (notices: { recipient: { id: string } }[]): string[] =>
      notices.map(({ recipient }) => recipient.id).sort();
    expect(recipients(ended)).toEqual(recipients(started));
    for (const notice of ended)
      expect(notice).toMatchObject({
        noticeClock: { rule: 'PLACEMENT_ENDED', dueAt: '2026-06-24T22:59:59.000Z', overdue: false },
        clock: { rule: 'PLACEMENT_ACKNOWLEDGE', stoppedAt: null },
      });
  });

  test('that was loaded without notifications tells whoever should have been told', async () => {
    const { data } = await end({ placementId: 'placement-1' });
    const told = data.done.notifications.map(({ recipient }: Answer['data']) => recipient.id).sort();
    expect(told).toEqual(['E10000016', 'E23000032']);
  });

  test('tells of every fault at once, on its face and beyond', async () => {
    const bad = { placementId: 'no id', endedOn: '2026-06-11', reason: 'X' };
    expect(refusalOf(await end(bad))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'placementId; endedOn; reason',
    });
    const { id } = await aStarted();
    await end({ placementId: id });
    expect(refusalOf(await end({ placementId: id, endedOn: '2026-05-31' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'placementId; endedOn',
      expected: 'a placement that has not ended; a date not before its start',
    });
  });

  test('of another council is forbidden, and of a concealed one it finds none', async () => {
    expect(refusalOf(await end({ placementId: 'placement-2' }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(refusalOf(await end({ placementId: 'placement-3' }))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('acknowledging', () => {
  test('is the recipient’s: it stops the clock and says who', async () => {
    const { id } = await aNotice();
    const { data, errors } = await acknowledge({ notificationId: id });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({
      acknowledgedAt: now.toISOString(),
      acknowledgedBy: 'Ola Penn',
      clock: { stoppedAt: now.toISOString(), overdue: false },
    });
    expect((await signalsOf([id])).map(({ type }) => type)).toEqual(['PLACEMENT_NOTIFIED', 'PLACEMENT_ACKNOWLEDGED']);
  });

  test('a second time, by whomever of the recipient, changes nothing', async () => {
    const { id } = await aNotice();
    const first = await acknowledge({ notificationId: id });
    const state = await stateOf(council, [...TABLES]);
    const second = await acknowledge({ notificationId: id }, 'second', { subject: 'officer-2', name: 'Another' });
    expect(second.data).toEqual(first.data);
    const [, notifications, outbox] = await stateOf(council, TABLES);
    expect([notifications, outbox]).toEqual([state[1], state[2]]);
  });

  test('too late still stops the clock, and stays late', async () => {
    const { id } = await aNotice();
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
    const { id } = await aNotice();
    expect(refusalOf(await acknowledge({ notificationId: id }, undefined, principal))).toEqual({
      code: 'NOT_FOUND',
      argument: 'notificationId',
      expected: 'an id of a record',
    });
  });

  test('has one effect when several people do it at once', async () => {
    const { id } = await aNotice();
    const people = Array.from({ length: 8 }, (_, n) => acknowledge({ notificationId: id }, 'k', { subject: `p-${n}` }));
    const answers = await Promise.all(people);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await signalsOf([id])).toHaveLength(2);
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
        await rows(`select (select count(*) from placements)::int as placements, (select count(*) from outbox)::int as
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
