import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { HARBOUR, KENT_COUNCIL, METROPOLITAN_FORCE, NORFOLK_FORCE, OPEN_DOOR, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { OFFICER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type TestHub } from '../support/running-hub';
import { until } from '../support/subscriber';

const KENT_WORKER: Person = worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY');
const DESK: Person = { ...worker(OPEN_DOOR, 'SUPPORT_SERVICE'), subject: 'desk-1' };
const LEAD: Person = { organisation: OPEN_DOOR, role: 'SUPERVISOR', purpose: 'SUPPORT_SERVICE', subject: 'lead-1' };
const NOOR: Person = { organisation: OPEN_DOOR, role: 'ADVOCATE', subject: 'noor-1', purpose: 'SUPPORT_SERVICE' };
const OWNERS = 'query($id: ID!) { child(id: $id) { involvements { organisation { id } active } } }';
const POLICE = 'query($id: ID!) { child(id: $id) { policeProfiles { owner { id } initials } } }';
const REFERRED = 'query($council: ID) { referrals(council: $council) { nodes { id } } }';
const ADVOCATE = `mutation($id: ID!, $key: ID!) { requestAdvocate(childId: $id, idempotencyKey: $key) { id owner { id } } }`;
const DECLINE = `mutation($id: ID!, $key: ID!) { answerAdvocacyRequest(requestId: $id, status: DECLINED_NO_CAPACITY,
  reason: "nobody is free before June", idempotencyKey: $key) { status } }`;
const ALLOCATE = `mutation($id: ID!, $subject: ID!, $allocated: Boolean! = true, $key: ID!) {
  allocateChild(childId: $id, subject: $subject, allocated: $allocated, idempotencyKey: $key) { id } }`;
const WISH = `mutation($id: ID!, $key: ID!) { recordWish(childId: $id, words: "I want to be asked", heardOn: "2026-01-31",
  idempotencyKey: $key) { id } }`;
const fault = ({ errors }: HubAnswer): unknown => errors[0]?.extensions['code'];
const key = (): string => crypto.randomUUID();

describe('whoever is asked to protect a child', () => {
  let hub: TestHub;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(YOUTH_WORKER, 'DEMO-1');
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, query: string, over: object = {}): Promise<HubAnswer> =>
    hub.ask(person, query, { id: childId, ...over });
  const involved = async (): Promise<string[]> => {
    const { data } = await ask(worker(NORFOLK_FORCE, 'SECTION_47_ENQUIRY'), OWNERS);
    const active = data.child.involvements.filter((one: { active: boolean }) => one.active);
    return active.map((one: { organisation: { id: string } }) => one.organisation.id);
  };
  async function awaitInvolvement(organisation: string, isInvolved: boolean): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      if ((await involved()).includes(organisation) === isInvolved) return;
      await sleep(250);
    }
    throw new Error(`${organisation} ${isInvolved ? 'did not become' : 'stayed'} involved`);
  }

  /** Signals on which nobody can act: of a council that the hub does not know, of no child, of a time that never was. */
  async function signalNonsense(): Promise<void> {
    const client = new Client({ connectionString: hub.databases.council });
    await client.connect();
    await client.query(
      `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
       select gen_random_uuid(), type, 'REFERRAL', child, 'Referral', 'nothing', owner, 'OPEN', at::timestamptz
       from (values ('REFERRAL_DECIDED', $1, 'E10000999', 'now'), ('REFERRAL_SUBMITTED', 'nobody', $2, 'now'),
                    ('REFERRAL_SUBMITTED', $1, $2, '4000-01-01 BC')) as signal (type, child, owner, at)`,
      [childId, KENT_COUNCIL],
    );
    await client.end();
  }

  it('sees as a council what an involved council sees, once it was referred to, and not before, whatever else is signalled', async () => {
    await signalNonsense();
    expect((await ask(KENT_WORKER, POLICE)).data.child.policeProfiles).toBeNull();
    expect(await involved()).not.toContain(KENT_COUNCIL);
    const { submit } = referralCalls(hub);
    // Somebody who has nothing to do with the child involves nobody.
    expect(
      fault(await submit(worker(METROPOLITAN_FORCE, 'SECTION_47_ENQUIRY'), childId, { council: KENT_COUNCIL })),
    ).toBe('NOT_FOUND');
    expect((await submit(OFFICER, childId, { council: KENT_COUNCIL })).errors).toEqual([]);
    expect((await submit(YOUTH_WORKER, childId, { council: KENT_COUNCIL })).errors).toEqual([]);
    await awaitInvolvement(KENT_COUNCIL, true);
    expect((await ask(KENT_WORKER, POLICE)).data.child.policeProfiles).toEqual([
      { owner: { id: NORFOLK_FORCE }, initials: expect.any(String) },
    ]);
    expect((await involved()).filter((id) => id === KENT_COUNCIL)).toHaveLength(1);
  });

  it('sees no more as a council that refused all of it, until that is challenged; the refusal stays in sight', async () => {
    const calls = referralCalls(hub);
    const refused = { reason: 'R02', rationale: 'one episode, explained by the family', stepDown: 'a youth club' };
    const decider = { ...KENT_WORKER, subject: 'manager-1' };
    const decide = async (id: string, decision: string): Promise<void> =>
      expect((await calls.decide(decider, id, { ...refused, decision })).errors).toEqual([]);
    const { data } = await hub.ask(KENT_WORKER, REFERRED, { council: KENT_COUNCIL });
    const [first, second] = data.referrals.nodes.map((one: { id: string }) => one.id);
    await decide(first, 'ADVICE');
    // The other one still waits for a decision.
    expect(await involved()).toContain(KENT_COUNCIL);
    await decide(second, 'NO_FURTHER_ACTION');
    await awaitInvolvement(KENT_COUNCIL, false);
    expect((await ask(KENT_WORKER, POLICE)).data.child.policeProfiles).toBeNull();
    expect(await calls.find(OFFICER, first)).toMatchObject({ decision: 'ADVICE', decidedBy: 'manager-1' });
    expect(await calls.find(decider, first)).toMatchObject({ decision: 'ADVICE', rationale: refused.rationale });
    const listed = await ask(OFFICER, 'query($id: ID!) { child(id: $id) { referrals { id decision } } }');
    expect(listed.data.child.referrals).toContainEqual({ id: second, decision: 'NO_FURTHER_ACTION' });

    const referrer = (await calls.find(OFFICER, first)).referrer.id === NORFOLK_FORCE ? OFFICER : YOUTH_WORKER;
    const raised = await calls.challenge(referrer, first, 'the harm is evidenced in the attached report');
    expect(raised.errors).toEqual([]);
    await awaitInvolvement(KENT_COUNCIL, true);
    expect((await ask(KENT_WORKER, POLICE)).data.child.policeProfiles).toHaveLength(1);
    const answer = { outcome: 'UPHELD', answer: 'the family was seen again and has explained it' };
    const other = { ...KENT_WORKER, subject: 'director-1' };
    expect((await calls.answer(other, raised.data.done.id, answer)).errors).toEqual([]);
    await awaitInvolvement(KENT_COUNCIL, false);
  });

  it('is involved as a charity while it is asked, and no more once it declined everything', async () => {
    const first = await ask(OFFICER, ADVOCATE, { key: key() });
    expect(first.data.requestAdvocate.owner).toEqual({ id: OPEN_DOOR });
    const second = await ask(OFFICER, ADVOCATE, { key: key() });
    await awaitInvolvement(OPEN_DOOR, true);
    for (const { data } of [first, second]) {
      expect(await involved()).toContain(OPEN_DOOR);
      expect((await hub.ask(DESK, DECLINE, { id: data.requestAdvocate.id, key: key() })).errors).toEqual([]);
    }
    await awaitInvolvement(OPEN_DOOR, false);
    // Asked again, it is involved again.
    await ask(OFFICER, ADVOCATE, { key: key() });
    await awaitInvolvement(OPEN_DOOR, true);
  });

  it('allocates the child to its own people: supervisors alone, and for as long as they say', async () => {
    const wish = (): Promise<HubAnswer> => ask(NOOR, WISH, { key: key() });
    const allocate = (by: Person, over: object = {}): Promise<HubAnswer> =>
      ask(by, ALLOCATE, { subject: 'noor-1', key: key(), ...over });
    expect(fault(await wish())).toBe('NOT_FOUND');
    for (const by of [DESK, NOOR, { ...LEAD, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' } as const])
      expect(fault(await allocate(by))).toBe('FORBIDDEN');
    const stranger: Person = { ...LEAD, organisation: METROPOLITAN_FORCE, purpose: 'MISSING_CHILD' };
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(fault(await allocate(stranger))).toBe('NOT_FOUND');
    expect(fault(await allocate(LEAD, { id: nobody }))).toBe('NOT_FOUND');
    // Another organisation's allocation of the same name is nobody's of this one.
    expect((await allocate({ ...LEAD, organisation: HARBOUR })).errors).toEqual([]);
    expect(fault(await wish())).toBe('NOT_FOUND');
    expect(fault(await allocate(LEAD, { subject: ' ' }))).toBe('BAD_USER_INPUT');
    const [one, ...others] = await Promise.all(Array.from({ length: 20 }, () => allocate(LEAD, { key: 'same' })));
    expect(one?.errors).toEqual([]);
    expect(others.every(({ text }) => text.includes(childId))).toBe(true);
    expect(fault(await allocate(LEAD, { key: 'same', subject: 'other-1' }))).toBe('IDEMPOTENCY_CONFLICT');
    expect((await wish()).errors).toEqual([]);
    expect((await allocate(LEAD, { allocated: false })).errors).toEqual([]);
    expect(fault(await wish())).toBe('NOT_FOUND');
  });

  it('is involved also while what was decided about another child waits for an agency that is down', async () => {
    const otherId = await hub.findChild(worker(METROPOLITAN_FORCE), 'DEMO-6');
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    const owed = async (): Promise<string[]> => {
      const { rows } = await client.query<{ type: string }>(
        'select type from owed_events join events on id = event_id',
      );
      return rows.map(({ type }) => type);
    };
    await hub.end('council');
    await client.query(
      `insert into events (id, sector, type, category, child_id, record_type, record_id, owner_id, handling, occurred_at, collected_at)
       values (gen_random_uuid(), 'council', 'REFERRAL_DECIDED', 'REFERRAL', $1, 'Referral', 'r', $2, 'OPEN', now(), now())`,
      [childId, KENT_COUNCIL],
    );
    await until(async () => (await owed()).length > 0);
    const asked = await hub.ask(OFFICER, ADVOCATE, { id: otherId, key: key() });
    expect(asked.errors).toEqual([]);
    const known = `select from involvement_requests where child_id = $1 and organisation = $2`;
    await until(async () => (await client.query(known, [otherId, OPEN_DOOR])).rowCount === 1);
    expect(await owed()).toEqual(['REFERRAL_DECIDED']);
    await hub.start('council');
    await until(async () => (await owed()).length === 0, 30_000);
    await client.end();
  });
});
