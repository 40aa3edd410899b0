import { ADVOCATE, HARBOUR, KENT_COUNCIL, KENT_FORCE, OPEN_DOOR, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const SOCIAL_WORKER: Person = worker(KENT_COUNCIL, 'CHILD_IN_NEED');
const ADVOCACY_DESK: Person = worker(OPEN_DOOR, 'SUPPORT_SERVICE');
const OFFICER: Person = worker(KENT_FORCE, 'MISSING_CHILD');
const WORDS = '  I dont want to move again.\n\nI want to finish Y11 here  ';

const REQUEST = `mutation($childId: ID!, $key: ID!) { requestAdvocate(childId: $childId, idempotencyKey: $key) {
  id owner { name } status requester { name } advocate { name } clock { rule dueAt stoppedAt overdue } } }`;
const ANSWER = `mutation($id: ID!, $status: SupportStatus!, $name: String, $key: ID!) {
  answerAdvocacyRequest(requestId: $id, status: $status, advocateName: $name, idempotencyKey: $key) {
    status advocate { name } clock { stoppedAt overdue } } }`;
const INBOX = 'query($status: SupportStatus) { advocacyRequests(status: $status) { nodes { id clock { rule } } } }';
const ADVOCACY = 'query($id: ID!) { child(id: $id) { advocacy { id status advocate { name } } } }';
const WISH = `mutation($childId: ID!, $words: String!, $heardOn: Date!, $key: ID!) {
  recordWish(childId: $childId, words: $words, heardOn: $heardOn, idempotencyKey: $key) { id words heardOn } }`;
const WISHES = 'query($id: ID!) { child(id: $id) { wishes { id owner { id } words heardOn } } }';
const TODAY = new Date().toISOString().slice(0, 10);

describe('a child', () => {
  let hub: TestHub;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(SOCIAL_WORKER, 'DEMO-8');
  }, 60_000);
  afterAll(() => hub.stop());

  const wish = (person: Person, over: object = {}): Promise<HubAnswer> =>
    hub.ask(person, WISH, { childId, words: WORDS, heardOn: TODAY, key: crypto.randomUUID(), ...over });
  const wishesOf = async (person: Person): Promise<Record<string, unknown>[] | null> =>
    (await hub.ask(person, WISHES, { id: childId })).data.child.wishes;

  it('gets an advocate: asked for by its council, found by the charity, within a clock', async () => {
    const { data, errors } = await hub.ask(SOCIAL_WORKER, REQUEST, { childId, key: 'advocate-1' });
    expect(errors).toEqual([]);
    expect(data.requestAdvocate).toEqual({
      id: expect.any(String),
      owner: { name: 'Open Door Advocacy (demonstration)' },
      status: 'REQUESTED',
      requester: { name: 'Kent County Council' },
      advocate: null,
      clock: { rule: 'ADVOCATE_RESPONSE', dueAt: expect.any(String), stoppedAt: null, overdue: false },
    });
    const { id } = data.requestAdvocate;
    const { data: inbox } = await hub.ask(ADVOCACY_DESK, INBOX, { status: 'REQUESTED' });
    expect(inbox.advocacyRequests.nodes).toContainEqual({ id, clock: { rule: 'ADVOCATE_RESPONSE' } });
    const { data: places } = await hub.ask(
      ADVOCACY_DESK,
      'query { supportServices(kind: "ADVOCACY") { id capacity owner { id } } }',
    );
    const [service] = places.supportServices.filter((one: { owner: { id: string } }) => one.owner.id === OPEN_DOOR);
    await hub.ask(
      ADVOCACY_DESK,
      'mutation($id: ID!) { setServiceCapacity(serviceId: $id, capacity: 5, available: 5, idempotencyKey: "p") { id } }',
      { id: service.id },
    );
    const variables = { id, status: 'ACTIVE', name: 'Noor Penhale', key: 'answer-1' };
    const answered = await hub.ask(ADVOCACY_DESK, ANSWER, variables);
    expect(answered.errors).toEqual([]);
    expect(answered.data.answerAdvocacyRequest).toEqual({
      status: 'ACTIVE',
      advocate: { name: 'Noor Penhale' },
      clock: { stoppedAt: expect.any(String), overdue: false },
    });
    const { data: read } = await hub.ask(SOCIAL_WORKER, ADVOCACY, { id: childId });
    expect(read.child.advocacy).toContainEqual({ id, status: 'ACTIVE', advocate: { name: 'Noor Penhale' } });
  });

  it('is heard by its advocate, and read in its own words by those whom it lets', async () => {
    const { data, errors } = await wish(ADVOCATE);
    expect(errors).toEqual([]);
    expect(data.recordWish).toEqual({ id: expect.any(String), words: WORDS, heardOn: TODAY });
    const written = { id: data.recordWish.id, owner: { id: OPEN_DOOR }, words: WORDS, heardOn: TODAY };
    expect(await wishesOf(ADVOCATE)).toContainEqual(written);
    // The child agreed to everything: the council reads its words, the police that and when it was heard.
    expect(await wishesOf(SOCIAL_WORKER)).toContainEqual(written);
    expect(await wishesOf(OFFICER)).toContainEqual({ ...written, words: null });
  });

  it('is not spoken for by those who do not work with it', async () => {
    const stranger: Person = { ...ADVOCATE, subject: 'advocate-2' };
    for (const person of [stranger, worker(HARBOUR, 'SUPPORT_SERVICE')])
      expect((await wish(person)).errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', at: 'childId' });
    expect((await wish(SOCIAL_WORKER)).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const later = await wish(ADVOCATE, { heardOn: '2999-01-01', words: ' ' });
    expect(later.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'words; heardOn' });
  });
});
