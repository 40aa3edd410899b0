import 'reflect-metadata';
import { refusalOf, stateOf, type Row } from '../support/mutations';
import { HOST_COUNCIL, HOST_FORCE, PLACER, startPlacing, TABLES, type Ask, type Placing } from '../support/placing';
import type { Answer, TestSubgraph } from '../support/subgraph';

/** A Wednesday. */
const now = new Date('2026-06-10T12:00:00Z');

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
    expect(await placing.signalsOf([...ids, placement.id])).toEqual(
      expect.arrayContaining(
        ids.map((id) => ({
          type: 'PLACEMENT_NOTIFIED',
          record_type: 'PlacementNotification',
          record_id: id,
          handling: 'OPEN',
        })),
      ),
    );
    expect(await placing.signalsOf([...ids, placement.id])).toHaveLength(2);
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
        expected: "a child of whom the caller's organisation keeps a profile or with whom it is involved",
      });
    },
  );

  test('of a child whom the council has only registered is told like any other, without a profile', async () => {
    const { data, errors } = await record({ childId: 'child-9' }, undefined, { involvedWith: ['child-9'] });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({ subjectId: 'child-9', ownerId: 'E10000020' });
    expect(data.done.notifications).toHaveLength(2);
    const inbox = await placing.inbox({ recipient: 'E23000032' }, HOST_FORCE);
    expect(inbox).toContainEqual(expect.objectContaining({ subjectId: 'child-9', profile: null }));
    for (const involvedWith of [[], ['child-1']])
      expect(refusalOf(await record({ childId: 'child-9' }, undefined, { involvedWith }))).toMatchObject({
        code: 'NOT_FOUND',
      });
  });

  test('passes its marking on to the notifications and their signals', async () => {
    const { data } = await record({ handling: 'SEALED' });
    expect(data.done.notifications.map(({ handling }: Row) => handling)).toEqual(['SEALED', 'SEALED']);
    const signals = await placing.signalsOf(data.done.notifications.map(({ id }: { id: string }) => id));
    expect(signals.map(({ handling }) => handling)).toEqual(['SEALED', 'SEALED']);
  });
});

describe('a hidden placement', () => {
  test('is told to nobody by the hub: the placing council tells, and records the receipt', async () => {
    const { data } = await record({ handling: 'HIDDEN' });
    const [one] = data.done.notifications;
    expect(one).toMatchObject({ handling: 'HIDDEN', noticeClock: { stoppedAt: null } });
    const inbox = await placing.inbox({ recipient: one.recipient.id }, HOST_FORCE);
    expect(inbox.map(({ id }) => id)).not.toContain(one.id);
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
    const { id, notifications: started } = await placing.aStarted();
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
    const { id } = await placing.aStarted();
    await end({ placementId: id });
    expect(refusalOf(await end({ placementId: id, endedOn: '2026-05-31' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'placementId; endedOn',
      expected: 'a placement that has not ended; a date not before its start',
    });
  });

  test('of another council, concealed or not, finds none', async () => {
    for (const placementId of ['placement-2', 'placement-3', 'placement-none'])
      expect(refusalOf(await end({ placementId }))).toEqual({
        code: 'NOT_FOUND',
        argument: 'placementId',
        expected: "an id of a record of the caller's organisation",
      });
  });
});
