import { HARBOUR, KENT_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, OPEN_DOOR, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const OFFICER: Person = worker(NORFOLK_FORCE, 'SUPPORT_SERVICE');
const SOCIAL_WORKER: Person = worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED');
const YOUTH_WORKER: Person = worker(HARBOUR, 'SUPPORT_SERVICE');

const SERVICES =
  'query($area: ID) { supportServices(area: $area, kind: "MENTORING") { id owner { id } capacity available } }';
const CAPACITY = `mutation($id: ID!, $capacity: Int!, $available: Int!, $key: ID!) {
  setServiceCapacity(serviceId: $id, capacity: $capacity, available: $available, idempotencyKey: $key) {
    capacity available } }`;
const REQUEST = `mutation($childId: ID!, $serviceId: ID!, $key: ID!) {
  requestSupport(childId: $childId, serviceId: $serviceId, idempotencyKey: $key) {
    id owner { name } requester { name } status service { name available } } }`;
const ANSWER = `mutation($id: ID!, $status: SupportStatus!, $reason: String, $key: ID!) {
  answerSupportRequest(episodeId: $id, status: $status, reason: $reason, idempotencyKey: $key) {
    id status reason startedOn service { available } } }`;
const STATUS = 'query($id: ID!) { child(id: $id) { supportEpisodes { id status reason answeredAt } } }';
const INBOX = `query($service: ID) { supportRequests(service: $service, status: REQUESTED) {
  nodes { id status requester { name } } } }`;

describe('support', () => {
  let hub: TestHub;
  let childId: string;
  let serviceId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(OFFICER, 'DEMO-1');
    const { data } = await hub.ask(OFFICER, SERVICES, { area: NORFOLK_COUNCIL });
    serviceId = data.supportServices.find((one: { owner: { id: string } }) => one.owner.id === HARBOUR).id;
  }, 60_000);
  afterAll(() => hub.stop());

  const setPlaces = (capacity: number, available: number, person = YOUTH_WORKER): Promise<HubAnswer> =>
    hub.ask(person, CAPACITY, { id: serviceId, capacity, available, key: crypto.randomUUID() });
  const request = (person = OFFICER, over: object = {}): Promise<HubAnswer> =>
    hub.ask(person, REQUEST, { childId, serviceId, key: crypto.randomUUID(), ...over });
  const answer = (id: string, status: string, over: object = {}): Promise<HubAnswer> =>
    hub.ask(YOUTH_WORKER, ANSWER, { id, status, key: crypto.randomUUID(), ...over });
  const statusOf = async (person: Person, id: string): Promise<unknown> => {
    const { data } = await hub.ask(person, STATUS, { id: childId });
    return data.child.supportEpisodes.find((one: { id: string }) => one.id === id);
  };

  it('is asked for by any agency that works with the child, and its answer is seen by who asked', async () => {
    expect((await setPlaces(2, 1)).data.setServiceCapacity).toEqual({ capacity: 2, available: 1 });
    const { data, errors } = await request();
    expect(errors).toEqual([]);
    expect(data.requestSupport).toEqual({
      id: expect.any(String),
      owner: { name: 'Harbour Youth Trust (demonstration)' },
      requester: { name: 'Norfolk Constabulary' },
      status: 'REQUESTED',
      service: { name: expect.stringContaining('mentoring'), available: 1 },
    });
    const { id } = data.requestSupport;
    const { data: inbox } = await hub.ask(YOUTH_WORKER, INBOX, { service: serviceId });
    expect(inbox.supportRequests.nodes).toContainEqual({
      id,
      status: 'REQUESTED',
      requester: { name: 'Norfolk Constabulary' },
    });
    const offered = await answer(id, 'OFFERED');
    expect(offered.data.answerSupportRequest).toMatchObject({ status: 'OFFERED', service: { available: 0 } });
    for (const person of [OFFICER, SOCIAL_WORKER])
      expect(await statusOf(person, id)).toMatchObject({ status: 'OFFERED', answeredAt: expect.any(String) });
    await answer(id, 'ENDED');
  });

  it('is not refused without a reason, and the reason reaches who asked', async () => {
    const { data } = await request(SOCIAL_WORKER);
    const { id } = data.requestSupport;
    const without = await answer(id, 'DECLINED_NO_CAPACITY');
    expect(without.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'reason' });
    const reason = 'both mentors are on leave until August';
    expect((await answer(id, 'DECLINED_NO_CAPACITY', { reason })).errors).toEqual([]);
    expect(await statusOf(SOCIAL_WORKER, id)).toMatchObject({ status: 'DECLINED_NO_CAPACITY', reason });
  });

  it('with one place and 50 answers at once is given to one child', async () => {
    expect((await setPlaces(1, 1)).errors).toEqual([]);
    const requests = await Promise.all(Array.from({ length: 50 }, () => request()));
    const ids = requests.map(({ data }) => data.requestSupport.id as string);
    const offers = await Promise.all(ids.map((id) => answer(id, 'OFFERED')));
    const offered = offers.filter(({ errors }) => errors.length === 0);
    expect(offered).toHaveLength(1);
    for (const { errors } of offers.filter(({ errors: told }) => told.length > 0))
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'status' });
    const active = await Promise.all(ids.map((id) => answer(id, 'ACTIVE')));
    expect(active.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const { data } = await hub.ask(OFFICER, SERVICES, { area: NORFOLK_COUNCIL });
    expect(data.supportServices).toContainEqual({ id: serviceId, owner: { id: HARBOUR }, capacity: 1, available: 0 });
    const all = await hub.ask(OFFICER, STATUS, { id: childId });
    const running = all.data.child.supportEpisodes.filter(
      (one: { id: string; status: string }) => ids.includes(one.id) && one.status === 'ACTIVE',
    );
    expect(running).toHaveLength(1);
    expect((await setPlaces(1, 1)).errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'available' });
  });

  it('is not asked for a child with whom the caller does not work, nor for one that nobody knows', async () => {
    const stranger = worker(KENT_FORCE, 'SUPPORT_SERVICE');
    const refused = await request(stranger);
    const unknown = await request(stranger, { childId: '00000000-0000-4000-8000-000000000000' });
    const told = ({ data, errors, status }: HubAnswer): unknown => ({
      status,
      data,
      errors: errors.map(({ message, extensions }) => ({ message, extensions: { ...extensions, id: '' } })),
    });
    expect(told(refused)).toEqual(told(unknown));
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', at: 'childId' });
  });

  it('is answered, and its places are set, by the charity alone', async () => {
    const { data } = await request();
    const other = worker(OPEN_DOOR, 'SUPPORT_SERVICE');
    const variables = { id: data.requestSupport.id, status: 'OFFERED', key: 'other-1' };
    for (const person of [OFFICER, SOCIAL_WORKER])
      expect((await hub.ask(person, ANSWER, variables)).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect((await hub.ask(other, ANSWER, variables)).errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    for (const person of [other, OFFICER])
      expect((await setPlaces(9, 9, person)).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
