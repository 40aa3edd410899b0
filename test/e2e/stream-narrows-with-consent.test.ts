import { Client } from 'pg';
import { DATA_OFFICER, HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { referralCalls } from '../support/referral-people';
import type { Relay } from '../support/relay';
import { startRelayedHub } from '../support/relayed-hub';
import type { TestHub } from '../support/running-hub';
import { follow, followStream, until, type Subscriber } from '../support/subscriber';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const CASEWORKER: Person = { ...worker(HARBOUR), purpose: 'SUPPORT_SERVICE' };
const SOCIAL_WORKER: Person = { ...worker(NORFOLK_COUNCIL), purpose: 'SECTION_47_ENQUIRY' };
const FIELDS = 'record { ... on MissingEpisode { id missingSince } }';
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;
const CONSENT = `mutation($id: ID!, $state: ConsentState!, $key: ID!) {
  recordConsent(idempotencyKey: $key, input: { childId: $id, categories: [MISSING], recipients: [CHARITY],
    state: $state, givenBy: CHILD, capacity: "Gillick-assessed", evidence: "a note", reason: "said so" }) { id } }`;
const BREAK_GLASS = `mutation($id: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE",
  explanation: "seen with a knife ten minutes ago", minutes: 60, idempotencyKey: "glass") { id } }`;
const LOGGED = `query($id: ID!) { disclosures(first: 100, filter: { childId: $id, category: MISSING }) {
  nodes { person category level outcome } } }`;
const MISSING = ['MISSING_REPORTED'];

describe('a stream', () => {
  let hub: TestHub;
  let toCouncil: Relay;
  let childId: string;
  let number = 0;
  const open: Subscriber[] = [];
  beforeAll(async () => {
    ({ hub, council: toCouncil } = await startRelayedHub());
    childId = await hub.findChild(OFFICER, 'DEMO-1');
  }, 60_000);
  afterEach(() => open.splice(0).forEach((each) => each.stop()));
  afterAll(() => hub.stop());

  async function report(over: object = {}): Promise<string> {
    number += 1;
    const input = { childId, missingSince: new Date(Date.now() - 3_600_000).toISOString(), risk: 'HIGH' };
    const variables = { input: { ...input, circumstances: 'words', ...over }, key: `report-${number}` };
    const { data, text } = await hub.ask(OFFICER, REPORT, variables);
    if (!data?.reportMissing) throw new Error(text);
    return data.reportMissing.id as string;
  }
  const say = async (state: string, key: string): Promise<void> =>
    expect((await hub.ask(CASEWORKER, CONSENT, { id: childId, state, key })).errors).toEqual([]);
  async function followed(person: Person, over: Partial<Parameters<typeof follow>[0]> = {}): Promise<Subscriber> {
    const usual = { url: hub.url, hub, fields: FIELDS, variables: { types: MISSING } };
    const subscriber = await follow({ ...usual, person, ...over });
    open.push(subscriber);
    return subscriber;
  }
  const records = (subscriber: Subscriber): unknown[] => subscriber.events.map(({ record }) => record?.id);
  async function shortToken(person: Person, seconds: number): Promise<string> {
    const { organisation, role, subject = 'person-1' } = person;
    const response = await fetch(`${hub.url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ organisation, role, subject, seconds }),
    });
    return ((await response.json()) as { token: string }).token;
  }
  const inHubDatabase = (...statements: string[]): Promise<void> => inDatabase('hub', ...statements);
  async function inDatabase(name: 'hub' | 'police', ...statements: string[]): Promise<void> {
    const client = new Client({ connectionString: hub.databases[name] });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  it('never brings the event of a record that is hidden, whatever the subscriber asks for', async () => {
    const everything = { variables: {} };
    const subscribers = [await followed(CASEWORKER, everything), await followed(SOCIAL_WORKER, everything)];
    await report({ handling: 'HIDDEN' });
    const shown = await report();
    await until(() => subscribers.every(({ events }) => events.some(({ type }) => type === 'MISSING_REPORTED')));
    for (const subscriber of subscribers) {
      // What else is signalled of a report, such as a prompt, is as hidden as the report.
      const types = subscriber.events.filter(({ child }) => child.id === childId).map(({ type }) => type);
      expect(new Set(types).size).toBe(types.length);
      expect(records(subscriber).filter(Boolean)).toEqual([shown]);
      expect(subscriber.withheld.flat().filter(({ path }) => path.length < 3)).toEqual([]);
    }
    const cursors = subscribers.map((subscriber) => subscriber.after()!);
    expect(new Set(cursors).size).toBe(2);
  });

  it('brings what an owner says to each organisation in its own name only, like a query', async () => {
    const fields = 'record { ... on MissingEpisode { id returnHomeInterview { id } } }';
    const subscribers = [await followed(OFFICER, { fields }), await followed(SOCIAL_WORKER, { fields })];
    const id = await report();
    await until(() => subscribers.every((subscriber) => records(subscriber).includes(id)));
    for (const { errors, withheld } of subscribers) expect([errors, withheld.flat()]).toEqual([[], []]);
  });

  it('is decided for each subscriber alone, also of one organisation, role and purpose', async () => {
    const protecting: Person = { ...worker(HARBOUR), purpose: 'IMMEDIATE_PROTECTION' };
    const persons = ['with-a-grant', 'without-1', 'without-2'].map((subject) => ({ ...protecting, subject }));
    expect((await hub.ask(persons[0]!, BREAK_GLASS, { id: childId })).errors).toEqual([]);
    const fields = 'record { ... on MissingEpisode { id circumstances } }';
    const subscribers: Subscriber[] = [];
    for (const person of persons) subscribers.push(await followed(person, { fields }));
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push(await report());
    await until(() => subscribers.every(({ events }) => events.length >= 4));
    const [granted, ...others] = subscribers;
    expect(granted!.events.map(({ record }) => record)).toEqual(ids.map((id) => ({ id, circumstances: 'words' })));
    expect(granted!.withheld.flat()).toEqual([]);
    for (const { events, withheld } of others) {
      expect(events.map(({ record }) => record)).toEqual(ids.map((id) => ({ id, circumstances: null })));
      expect(withheld.flat().map(({ level, reason }) => [level, reason])).toEqual(
        ids.map(() => ['FULL', 'NOT_AGREED']),
      );
    }
    const { data } = await hub.ask({ ...DATA_OFFICER, organisation: NORFOLK_FORCE }, LOGGED, { id: childId });
    const lines = data.disclosures.nodes.map((line: Record<string, string>) => Object.values(line).join(' '));
    const outcomes = persons.map(({ subject }) =>
      lines.filter((line: string) => line.startsWith(`${subject} MISSING FULL`)),
    );
    expect(outcomes).toEqual([
      ids.map(() => 'with-a-grant MISSING FULL DISCLOSED'),
      ...persons.slice(1).map(({ subject }) => ids.map(() => `${subject} MISSING FULL WITHHELD`)),
    ]);
  });

  it('goes by how a record is marked when its event is brought, not when it was signalled', async () => {
    const live = await followed(SOCIAL_WORKER);
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.push(await report());
    await until(() => live.events.length >= 6);
    const [, hidden, sealed, gone, ...shown] = ids;
    await inDatabase(
      'police',
      `update missing_episodes set handling = 'HIDDEN' where id = '${hidden}'`,
      `update missing_episodes set handling = 'SEALED' where id = '${sealed}'`,
      `delete from missing_prompts where episode_id = '${gone}'`,
      `delete from missing_episodes where id = '${gone}'`,
    );
    // What the owner said a moment ago may serve others for 250 ms.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const late = await followed(SOCIAL_WORKER, { variables: { types: MISSING, after: live.events[0]!.cursor } });
    await until(() => late.events.length >= 3);
    expect(records(late)).toEqual([sealed, ...shown]);
    expect(late.events.map(({ record }) => record.missingSince !== null)).toEqual([false, true, true]);
    expect(late.withheld.flat()).toEqual([expect.objectContaining({ category: 'MISSING', reason: 'SEALED' })]);
  });

  it('stops with the very next event when consent is withdrawn, and brings none of what happened meanwhile', async () => {
    const [charity, observer] = [await followed(CASEWORKER), await followed(SOCIAL_WORKER)];
    const before = await report();
    await until(() => charity.events.length >= 1 && observer.events.length >= 1);
    await say('WITHDRAWN', 'withdraw');
    const during = [await report(), await report()];
    await until(() => observer.events.length >= 3);
    expect(records(charity)).toEqual([before]);
    expect(records(observer)).toEqual([before, ...during]);
    expect(charity.errors).toEqual([]);
  });

  it('brings nothing that was decided before a consent was withdrawn, when an owner took its time', async () => {
    await say('GIVEN', 'give');
    const fields = `${FIELDS} child { councilProfiles { id } }`;
    const [slow, prompt] = [await followed(CASEWORKER, { fields }), await followed(SOCIAL_WORKER)];
    toCouncil.set('HANG');
    await report();
    await until(() => prompt.events.length >= 1);
    await say('WITHDRAWN', 'withdraw again');
    await new Promise((resolve) => setTimeout(resolve, 600));
    toCouncil.set('NONE');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(slow.events).toEqual([]);
    await say('GIVEN', 'give again');
    const shown = await report();
    await until(() => slow.events.length >= 1);
    expect(records(slow)).toEqual([shown]);
  });

  it('brings nothing that was decided before a consent was withdrawn, when another event took its time', async () => {
    const types = ['MISSING_REPORTED', 'REFERRAL_SUBMITTED'];
    const over = { fields: 'record { ... on MissingEpisode { id } ... on Referral { id } }' };
    const live = await followed(CASEWORKER, { ...over, variables: { types } });
    const [shown] = [await report(), await report(), await report()].slice(1);
    // Signals of two agencies are in no order until they have been collected.
    await until(() => live.events.length >= 3);
    const { data } = await referralCalls(hub).submit(CASEWORKER, childId);
    await until(() => live.events.length >= 4);
    toCouncil.set('HANG');
    // What was asked a moment ago may serve for 250 ms.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const late = await followed(CASEWORKER, { ...over, variables: { types, after: live.events[0]!.cursor } });
    await until(() => late.events.length >= 1);
    await say('WITHDRAWN', 'withdraw once more');
    await new Promise((resolve) => setTimeout(resolve, 600));
    toCouncil.set('NONE');
    await until(() => late.events.length >= 2);
    expect(records(late)).toEqual([shown, data.done.id]);
  });

  it('narrows when a policy is tightened', async () => {
    const subscriber = await followed(SOCIAL_WORKER);
    const before = await report();
    await until(() => subscriber.events.length >= 1);
    await inHubDatabase(
      "select set_config('sightline.policy_life', 'given', false)",
      `update policy_versions set status = 'SUPERSEDED' where owner = '${NORFOLK_FORCE}' and status = 'ACTIVE'`,
      `insert into policy_versions (id, owner, status, rules, hash, author, approved_by, note, effective_from, created_at)
       values (gen_random_uuid(), '${NORFOLK_FORCE}', 'ACTIVE', '[]', encode(sha256('[]'), 'hex'), 'ann', 'bea', '', now(), now())`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const officer = await followed(OFFICER);
    await report();
    await until(() => officer.events.length >= 1);
    expect(records(subscriber)).toEqual([before]);
  });

  it('ends with the token, and lives on by a fresh token of the same person', async () => {
    const sockets: { send(text: string): void }[] = [];
    const socket = (each: { send(text: string): void }): void => void sockets.push(each);
    const [ending, prolonged, other] = [
      await followed(OFFICER, { token: await shortToken(OFFICER, 1) }),
      await followed(OFFICER, { token: await shortToken(OFFICER, 1), socket }),
      await followed(OFFICER, { token: await shortToken(OFFICER, 1), socket }),
    ];
    const streamed = await followStream({ url: hub.url, hub, person: OFFICER, token: await shortToken(OFFICER, 1) });
    const ping = (token: string): string =>
      JSON.stringify({ type: 'ping', payload: { authorization: `Bearer ${token}` } });
    sockets[0]!.send(ping(await shortToken(OFFICER, 600)));
    sockets[1]!.send(ping(await shortToken({ ...OFFICER, subject: 'somebody else' }, 600)));
    await until(() => other.closed() !== null);
    expect(other.closed()).toMatchObject({ code: 4403 });
    await until(() => ending.closed() !== null && streamed.isOver());
    expect(ending.closed()).toEqual({ code: 4403, reason: 'the token has ended' });
    const id = await report();
    await until(() => prolonged.events.length >= 1);
    expect(records(prolonged)).toEqual([id]);
    expect([...ending.events, ...streamed.events]).toEqual([]);
  }, 30_000);

  it.each([
    ['a data officer', DATA_OFFICER, {}, { code: 'FORBIDDEN' }],
    ['an analyst', { ...DATA_OFFICER, role: 'ANALYST' as const }, {}, { code: 'FORBIDDEN' }],
    ['a cursor that is none', SOCIAL_WORKER, { after: 'AAAA' }, { code: 'BAD_USER_INPUT', at: 'after' }],
    ['an area that nobody knows', SOCIAL_WORKER, { areas: ['X'] }, { code: 'BAD_USER_INPUT', at: 'areas[0]' }],
    ['a child that is none', SOCIAL_WORKER, { children: ['X'] }, { code: 'BAD_USER_INPUT', at: 'children[0]' }],
    ['no types', SOCIAL_WORKER, { types: [] }, { code: 'BAD_USER_INPUT', at: 'types' }],
  ])('is refused to %s, with what was expected', async (_name, person, variables, extensions) => {
    const [socket, stream] = [
      await followed(person, { variables }),
      await followStream({ url: hub.url, hub, person, variables }),
    ];
    await until(() => socket.errors.length > 0 && stream.errors.length > 0);
    for (const { errors, events } of [socket, stream]) {
      expect(errors.map((error) => error.extensions)).toEqual([expect.objectContaining(extensions)]);
      expect(events).toEqual([]);
    }
  });

  it('brings what its filters name only', async () => {
    const otherId = await hub.findChild(worker(NORFOLK_COUNCIL), 'DEMO-2');
    const [byChild, byType, byArea] = [
      await followed(OFFICER, { variables: { children: [otherId] } }),
      await followed(OFFICER, { variables: { types: ['MISSING_RETURNED'] } }),
      await followed(OFFICER, { variables: { areas: ['E09000023'] } }),
    ];
    const all = await followed(OFFICER);
    await report();
    const ofOther = await report({ childId: otherId });
    await until(() => all.events.length >= 2 && records(byChild).includes(ofOther));
    expect(records(byChild).filter(Boolean)).toEqual([ofOther]);
    expect([...byType.events, ...byArea.events]).toEqual([]);
  });

  it('says that a cursor has expired to whoever comes back too late', async () => {
    const subscriber = await followed(OFFICER);
    await report();
    await until(() => subscriber.events.length >= 1);
    await inHubDatabase(
      `update event_horizon set (xid, seq) = (select e.xid, e.seq from events e order by e.xid desc, e.seq desc limit 1)`,
    );
    await report();
    const good = await followed(OFFICER);
    await report();
    await until(() => good.events.length >= 1 && subscriber.events.length >= 3);
    const late = await followed(OFFICER, { variables: { after: subscriber.events[0]!.cursor } });
    await until(() => late.errors.length > 0 || late.events.length > 0);
    // The place itself is still there: nothing behind it is gone.
    expect(late.errors).toEqual([]);
    await inHubDatabase(`update event_horizon set seq = seq + 1`);
    const later = await followed(OFFICER, { variables: { after: subscriber.events[0]!.cursor } });
    await until(() => later.errors.length > 0);
    expect(later.errors[0]!.extensions).toMatchObject({ code: 'CURSOR_EXPIRED', at: 'after' });
  });
});
