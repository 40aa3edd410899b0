import { setTimeout as sleep } from 'node:timers/promises';
import { KENT_FORCE, NORFOLK_COUNCIL, told, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const MANCHESTER_COUNCIL = 'E08000003';
const MANCHESTER_FORCE = 'E23000005';
const PLACER: Person = worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED');
const HOST_FORCE: Person = worker(MANCHESTER_FORCE, 'CHILD_IN_NEED');
const HOST_COUNCIL: Person = worker(MANCHESTER_COUNCIL, 'CHILD_IN_NEED');

const PLACE = `mutation($input: RecordPlacementInput!, $key: ID!) {
  placed: recordPlacement(input: $input, idempotencyKey: $key) {
    id outOfArea hostArea { name } notifications { id recipient { id } acknowledgedAt noticeClock { rule overdue } } } }`;
const END = `mutation($id: ID!, $on: Date!, $key: ID!) {
  ended: endPlacement(placementId: $id, endedOn: $on, reason: "CARPL", idempotencyKey: $key) {
    endedOn notifications { change recipient { id } noticeClock { rule overdue } } } }`;
const ACKNOWLEDGE = `mutation($id: ID!, $key: ID!) {
  told: acknowledgePlacement(notificationId: $id, idempotencyKey: $key) {
    id acknowledgedAt acknowledgedBy clock { stoppedAt overdue } } }`;
const INBOX = `query($recipient: ID, $acknowledged: Boolean) {
  inbox: placementNotifications(recipient: $recipient, acknowledged: $acknowledged) { nodes {
    id change owner { id } recipient { id } clock { rule overdue }
    placement { placementType startedOn hostArea { code } outOfArea address }
    profile { initials ageBand familyName } child { id placements { id } involvements { organisation { id } } } } } }`;

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('a child placed in another area', () => {
  let hub: TestHub;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(PLACER, 'DEMO-1');
  }, 60_000);
  afterAll(() => hub.stop());

  async function place(over: object = {}): Promise<HubAnswer['data']> {
    const input = {
      childId,
      placementType: 'K2',
      startedOn: inDays(14),
      provider: 'Invented Homes',
      address: '2 Invented Row',
      postcode: 'M1 1AA',
      hostArea: MANCHESTER_COUNCIL,
      ...over,
    };
    const { data, errors } = await hub.ask(PLACER, PLACE, { input, key: crypto.randomUUID() });
    expect(errors).toEqual([]);
    return data.placed;
  }

  const inbox = async (person: Person, filter: object = {}): Promise<HubAnswer['data'][]> =>
    (await hub.ask(person, INBOX, { recipient: person.organisation, ...filter })).data.inbox.nodes;

  /** A recipient is named as soon as the hub has collected the council's signal. */
  async function noticed(person: Person, id: string): Promise<HubAnswer['data']> {
    for (let attempt = 0; attempt < 300; attempt++) {
      const found = (await inbox(person)).find((each) => each.id === id);
      if (found?.placement?.placementType && found.profile) return found;
      await sleep(50);
    }
    throw new Error('the recipient was never named');
  }
  const noticeTo = (placed: HubAnswer['data'], recipient: string): string =>
    placed.notifications.find((each: HubAnswer['data']) => each.recipient.id === recipient).id;

  it('tells the police force and the council there by itself, who read it though they have nothing to do with the child', async () => {
    const placed = await place();
    expect(placed).toMatchObject({ outOfArea: true, hostArea: { name: 'Manchester' } });
    expect(placed.notifications).toHaveLength(2);
    for (const { noticeClock } of placed.notifications)
      expect(noticeClock).toEqual({ rule: 'PLACEMENT_NOTIFY', overdue: false });
    const notice = {
      change: 'STARTED',
      owner: { id: NORFOLK_COUNCIL },
      clock: { rule: 'PLACEMENT_ACKNOWLEDGE', overdue: false },
      placement: {
        placementType: 'K2',
        startedOn: inDays(14),
        hostArea: { code: MANCHESTER_COUNCIL },
        outOfArea: true,
      },
      // Named readers of these records they are, and nothing more: of the child they learn nothing else.
      child: { id: childId, placements: null, involvements: null },
    };
    expect(await noticed(HOST_FORCE, noticeTo(placed, MANCHESTER_FORCE))).toMatchObject({
      ...notice,
      recipient: { id: MANCHESTER_FORCE },
      placement: { ...notice.placement, address: null },
      profile: { initials: expect.any(String), ageBand: expect.any(String), familyName: expect.any(String) },
    });
    expect(await noticed(HOST_COUNCIL, noticeTo(placed, MANCHESTER_COUNCIL))).toMatchObject({
      ...notice,
      recipient: { id: MANCHESTER_COUNCIL },
      placement: { ...notice.placement, address: '2 Invented Row' },
    });
  });

  it('is nobody else’s to read or to acknowledge', async () => {
    const placed = await place();
    const id = noticeTo(placed, MANCHESTER_FORCE);
    await noticed(HOST_FORCE, id);
    const other = worker(KENT_FORCE, 'CHILD_IN_NEED');
    const { data, withheld } = await hub.ask(other, INBOX, { recipient: MANCHESTER_FORCE });
    expect({ nodes: data.inbox.nodes, withheld }).toEqual({ nodes: [], withheld: [] });
    for (const person of [other, HOST_COUNCIL, PLACER]) {
      const { data: none, errors } = await hub.ask(person, ACKNOWLEDGE, { id, key: 'not-mine' });
      expect(none).toBeNull();
      expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await inbox(HOST_FORCE)).map((each) => each.recipient.id)).not.toContain(MANCHESTER_COUNCIL);
  });

  it('stays on the list until it is acknowledged, of which the placing council learns who and when', async () => {
    const placed = await place();
    const id = noticeTo(placed, MANCHESTER_FORCE);
    await noticed(HOST_FORCE, id);
    const ids = async (filter: object): Promise<string[]> => (await inbox(HOST_FORCE, filter)).map((each) => each.id);
    expect(await ids({ acknowledged: false })).toContain(id);
    const { data, errors } = await hub.ask(HOST_FORCE, ACKNOWLEDGE, { id, key: 'ack-1' });
    expect(errors).toEqual([]);
    expect(data.told).toMatchObject({ id, acknowledgedBy: expect.any(String), clock: { overdue: false } });
    expect((await hub.ask(HOST_FORCE, ACKNOWLEDGE, { id, key: 'ack-1' })).data).toEqual(data);
    expect(await ids({ acknowledged: false })).not.toContain(id);
    const query = `query($id: ID!) { child(id: $id) { placements { notifications { id acknowledgedAt acknowledgedBy } } } }`;
    const { data: seen } = await hub.ask(PLACER, query, { id: childId });
    const { acknowledgedAt, acknowledgedBy } = data.told;
    const notices = seen.child.placements.flatMap((each: HubAnswer['data']) => each.notifications);
    expect(notices).toContainEqual({ id, acknowledgedAt, acknowledgedBy });
  });

  it('tells them again when the placement ends', async () => {
    const placed = await place({ startedOn: inDays(-3), emergency: true });
    const { data, errors } = await hub.ask(PLACER, END, { id: placed.id, on: inDays(-1), key: 'end-1' });
    expect(errors).toEqual([]);
    const ended = data.ended.notifications.filter((each: HubAnswer['data']) => each.change === 'ENDED');
    expect(ended.map((each: HubAnswer['data']) => each.recipient.id).sort()).toEqual([
      MANCHESTER_COUNCIL,
      MANCHESTER_FORCE,
    ]);
    for (const { noticeClock } of ended) expect(noticeClock).toEqual({ rule: 'PLACEMENT_ENDED', overdue: false });
  });

  it('shows that it was told too late, and is recorded all the same', async () => {
    const placed = await place({ startedOn: inDays(-1) });
    for (const { noticeClock } of placed.notifications)
      expect(noticeClock).toEqual({ rule: 'PLACEMENT_NOTIFY', overdue: true });
  });

  it('when SEALED, tells them that there is one and whom to ask, and nothing of it', async () => {
    const placed = await place({ handling: 'SEALED' });
    const id = noticeTo(placed, MANCHESTER_FORCE);
    const query = `{ inbox: placementNotifications(first: 100) { nodes {
      id owner { id } change placement { id placementType } } } }`;
    let answer = await hub.ask(HOST_FORCE, query);
    for (let attempt = 0; attempt < 300; attempt++) {
      answer = await hub.ask(HOST_FORCE, query);
      if (answer.data.inbox.nodes.some((each: HubAnswer['data']) => each.id === id)) break;
      await sleep(50);
    }
    const found = answer.data.inbox.nodes.find((each: HubAnswer['data']) => each.id === id);
    expect(found).toEqual({
      id,
      owner: { id: NORFOLK_COUNCIL },
      change: null,
      placement: { id: placed.id, placementType: null },
    });
    expect(told(answer)).toContain(`inbox.nodes.*.change ${NORFOLK_COUNCIL} PLACEMENT SUMMARY>EXISTENCE SEALED`);
    const { data, errors } = await hub.ask(HOST_FORCE, ACKNOWLEDGE, { id, key: 'ack-sealed' });
    expect(errors).toEqual([]);
    expect(data.told).toMatchObject({ id, acknowledgedAt: null });
  });

  it('when HIDDEN, is told to nobody by the hub', async () => {
    const placed = await place({ handling: 'HIDDEN' });
    // Whatever is named after it was signalled later.
    await noticed(HOST_FORCE, noticeTo(await place(), MANCHESTER_FORCE));
    const ids = (await inbox(HOST_FORCE)).map((each) => each.id);
    expect(ids).not.toContain(noticeTo(placed, MANCHESTER_FORCE));
  });
});
