import { Client } from 'pg';
import {
  ADVOCATE,
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const REGISTER = `mutation($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { created band child { id } } }`;
const FIND = 'query($input: FindChildrenInput!) { findChildren(input: $input) { band evidence child { id } } }';
const CONCERN = `mutation($id: ID!, $level: ConcernLevel!, $key: ID!) {
  recordConcern(childId: $id, level: $level, reason: "seen with bruises", idempotencyKey: $key) { id concern } }`;
const CONSENT = `mutation($input: RecordConsentInput!, $key: ID!) {
  recordConsent(input: $input, idempotencyKey: $key) { id state givenBy recipients categories recordedBy { id } } }`;

const BEA = { givenName: 'Beatrix', familyName: 'Ollerenshaw-Pike', dateOfBirth: '2011-06-07' };
const NHS_NUMBER = '9434765919';

describe('registering and finding a child', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  let keys = 0;
  const register = (person: Person, input: object, key = `key-${++keys}`): Promise<HubAnswer> =>
    hub.ask({ purpose: 'CHILD_IN_NEED', ...person }, REGISTER, { input, key });
  const find = async (person: Person, input: object): Promise<{ band: string; child: { id: string } }[]> =>
    (await hub.ask(person, FIND, { input })).data?.findChildren;
  const consentInput = (childId: string) => ({
    childId,
    categories: ['MISSING'],
    recipients: ['CHARITY'],
    state: 'GIVEN',
    givenBy: 'CHILD',
    capacity: 'Gillick-assessed',
  });

  it('makes one child of two organisations’ registrations by NHS number', async () => {
    const first = await register(worker(NORFOLK_COUNCIL), { reference: 'C-1', ...BEA, nhsNumber: NHS_NUMBER });
    expect(first.data.registerChild).toEqual({ created: true, band: null, child: { id: expect.any(String) } });
    const shouted = { ...BEA, familyName: 'OLLERENSHAW PIKE', nhsNumber: '943 476 5919' };
    const second = await register(worker(NORFOLK_FORCE), { reference: 'F-1', ...shouted });
    const { child } = first.data.registerChild;
    expect(second.data.registerChild).toEqual({ created: false, band: 'CERTAIN', child });

    const query = 'query($id: ID!) { child(id: $id) { involvements { organisation { id } } } }';
    const seen = await hub.ask(worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), query, { id: child.id });
    const involved = seen.data.child.involvements.map((one: { organisation: { id: string } }) => one.organisation.id);
    expect(involved.sort()).toEqual([NORFOLK_COUNCIL, NORFOLK_FORCE]);
  });

  it('links by exact name and date of birth where the others let it be known, and registers apart where not', async () => {
    const cy = { givenName: 'Cyril', familyName: 'Thistledown', dateOfBirth: '2010-01-31' };
    const first = (await register(worker(NORFOLK_COUNCIL), { reference: 'C-2', ...cy })).data.registerChild;
    const shouted = { ...cy, givenName: ' CYRIL', familyName: 'thistledown' };
    const apart = (await register(worker(HARBOUR), { reference: 'H-2', ...shouted })).data.registerChild;
    expect(apart).toEqual({ created: true, band: null, child: { id: expect.any(String) } });
    expect(apart.child.id).not.toBe(first.child.id);
    expect((await rowsOf(first.child.id))['involvements']).toBe('1');
    await hub.ask(worker(NORFOLK_COUNCIL), CONCERN, {
      id: first.child.id,
      level: 'LIKELY_SIGNIFICANT_HARM',
      key: 'cy',
    });
    const enquiry = worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY');
    const second = (await register(enquiry, { reference: 'K-2', ...shouted })).data.registerChild;
    expect(second).toEqual({ created: false, band: 'LIKELY', child: first.child });
  });

  it('lets an organisation register its child again, by another reference too, and never for another child', async () => {
    const force = worker(METROPOLITAN_FORCE);
    const ivy = { reference: 'M-1', givenName: 'Ivy', familyName: 'Fenwright', dateOfBirth: '2013-09-09' };
    const first = (await register(force, ivy)).data.registerChild;
    const again = (await register(force, ivy)).data.registerChild;
    const renamed = (await register(force, { ...ivy, reference: 'M-1b' })).data.registerChild;
    expect([first.created, again.created, renamed.created]).toEqual([true, false, false]);
    expect([again.child, renamed.child]).toEqual([first.child, first.child]);
    expect((await rowsOf(first.child.id))['involvements']).toBe('1');
    for (const reference of ['M-1', 'M-1b']) expect(await find(force, { reference })).toHaveLength(1);
    const other = await register(force, { ...ivy, givenName: 'Rose' });
    expect(other.data).toBeNull();
    expect(other.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'input.reference' });
  });

  it('keeps twins and a contradicting NHS number apart', async () => {
    const twin = { familyName: 'Gathercole', dateOfBirth: '2012-02-29' };
    const [ann, bob] = await Promise.all([
      register(worker(NORFOLK_COUNCIL), { reference: 'C-3', ...twin, givenName: 'Ann' }),
      register(worker(NORFOLK_COUNCIL), { reference: 'C-4', ...twin, givenName: 'Bob' }),
    ]);
    expect(ann.data.registerChild.created && bob.data.registerChild.created).toBe(true);
    expect(ann.data.registerChild.child).not.toEqual(bob.data.registerChild.child);
    const wrong = { givenName: 'Zed', familyName: 'Other', dateOfBirth: '2015-05-05' };
    const known = await register(worker(METROPOLITAN_FORCE), { reference: 'K-3', ...wrong, nhsNumber: NHS_NUMBER });
    const unknown = await register(worker(METROPOLITAN_FORCE), { reference: 'K-4', ...wrong, nhsNumber: '9434765870' });
    expect(known.data.registerChild).toEqual({ created: true, band: null, child: { id: expect.any(String) } });
    expect(unknown.data.registerChild).toMatchObject({ created: true, band: null });
    expect(known.errors).toEqual([]);
  });

  it('finds by the own reference, by NHS number, and by exact name and date of birth together', async () => {
    const council = worker(NORFOLK_COUNCIL);
    const [byReference] = await find(council, { reference: 'C-1' });
    const [byNumber] = await find(council, { nhsNumber: NHS_NUMBER });
    const [byName] = await find(council, BEA);
    expect([byReference?.band, byNumber?.band, byName?.band]).toEqual(['CERTAIN', 'CERTAIN', 'LIKELY']);
    expect(new Set([byReference, byNumber, byName].map((match) => match?.child.id)).size).toBe(1);
    expect(await find(council, { ...BEA, givenName: 'Beatrice' })).toEqual([]);
    expect(await find(council, { reference: 'F-1' })).toEqual([]);
  });

  it('finds children of others only with a purpose for which somebody involved lets it be known', async () => {
    const [{ child } = { child: null }] = await find(worker(NORFOLK_COUNCIL), { nhsNumber: NHS_NUMBER });
    expect(child).not.toBeNull();
    for (const stranger of [
      worker(KENT_COUNCIL),
      worker(KENT_COUNCIL, 'CHILD_IN_NEED'),
      worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY'),
    ]) {
      expect(await find(stranger, { nhsNumber: NHS_NUMBER })).toEqual([]);
    }
    const raised = await hub.ask(worker(NORFOLK_COUNCIL), CONCERN, {
      id: child?.id,
      level: 'LIKELY_SIGNIFICANT_HARM',
      key: 'raise-1',
    });
    expect(raised.data.recordConcern).toEqual({ id: child?.id, concern: 'LIKELY_SIGNIFICANT_HARM' });
    expect(await find(worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY'), { nhsNumber: NHS_NUMBER })).toHaveLength(1);
    expect(await find(worker(KENT_COUNCIL, 'CHILD_IN_NEED'), { nhsNumber: NHS_NUMBER })).toEqual([]);
    expect(await find(worker(KENT_COUNCIL), { nhsNumber: NHS_NUMBER })).toEqual([]);
  });

  it('finds for an advocate the children allocated to it, and for data officers and analysts none', async () => {
    expect(await find(ADVOCATE, { reference: 'DEMO-8' })).toHaveLength(1);
    expect(await find(ADVOCATE, BEA)).toEqual([]);
    for (const person of [DATA_OFFICER, { organisation: NORFOLK_FORCE, role: 'ANALYST' } as const]) {
      const answer = await hub.ask(person, FIND, { input: { reference: 'DEMO-1' } });
      expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
      expect(answer.data).toBeNull();
    }
  });

  it('lets only those record who work with children, for an organisation that is involved', async () => {
    const input = { reference: 'X-1', givenName: 'Dot', familyName: 'Nobody', dateOfBirth: '2012-12-12' };
    const roles = [DATA_OFFICER, ADVOCATE, { organisation: NORFOLK_COUNCIL, role: 'ANALYST' } as const];
    for (const person of roles) {
      const answers = await Promise.all([
        register(person, input),
        hub.ask(person, CONCERN, { id: cast['DEMO-8'], level: 'CONCERN', key: 'k' }),
        hub.ask(person, CONSENT, { input: consentInput(cast['DEMO-8']), key: 'k' }),
      ]);
      for (const { data, errors } of answers) {
        expect(data).toBeNull();
        expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
      }
    }
    const outsider = worker(METROPOLITAN_FORCE, 'CHILD_IN_NEED');
    for (const answer of [
      await hub.ask(outsider, CONCERN, { id: cast['DEMO-1'], level: 'IMMEDIATE_DANGER', key: 'k' }),
      await hub.ask(outsider, CONSENT, { input: consentInput(cast['DEMO-1']), key: 'k' }),
    ]) {
      expect(answer.data).toBeNull();
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
    const judged = await hub.ask(worker(NORFOLK_COUNCIL), 'query($id: ID!) { child(id: $id) { concern } }', {
      id: cast['DEMO-1'],
    });
    expect(judged.data.child.concern).toBe('CONCERN');
  });

  describe('with an idempotency key', () => {
    const eve = { reference: 'N-9', givenName: 'Eve', familyName: 'Larkrise', dateOfBirth: '2013-03-03' };

    it('repeats the first answer for the same input, and refuses another with 409', async () => {
      const officer = worker(NORFOLK_FORCE);
      const first = await register(officer, eve, 'same-key');
      const again = await register(officer, eve, 'same-key');
      expect(again.data).toEqual(first.data);
      const conflict = await register(officer, { ...eve, givenName: 'Eva' }, 'same-key');
      expect(conflict.status).toBe(409);
      expect(conflict.data).toBeNull();
      expect(conflict.errors[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', at: 'idempotencyKey' });
      expect(conflict.text).not.toContain('Larkrise');
      const other = await hub.ask(officer, CONCERN, {
        id: first.data.registerChild.child.id,
        level: 'CONCERN',
        key: 'same-key',
      });
      expect(other.errors[0]?.extensions['code']).toBe('IDEMPOTENCY_CONFLICT');
    });

    it('belongs to the caller: another’s equal key is another key', async () => {
      const colleague: Person = { ...worker(NORFOLK_FORCE), subject: 'colleague' };
      const answer = await register(colleague, { ...eve, reference: 'N-10', givenName: 'Eve' }, 'same-key');
      expect(answer.errors).toEqual([]);
    });

    it('has one effect when it comes 20 times at once', async () => {
      const zoe = { reference: 'N-20', givenName: 'Zoe', familyName: 'Quillfeather', dateOfBirth: '2014-04-04' };
      const registered = await Promise.all(
        Array.from({ length: 20 }, () => register(worker(NORFOLK_FORCE), zoe, 'twenty')),
      );
      expect(new Set(registered.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      const { id } = registered[0]!.data.registerChild.child;
      const consented = await Promise.all(
        Array.from({ length: 20 }, () =>
          hub.ask(worker(NORFOLK_FORCE), CONSENT, { input: consentInput(id), key: 'twenty-more' }),
        ),
      );
      expect(new Set(consented.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      expect(consented[0]!.data.recordConsent).toMatchObject({ state: 'GIVEN', recordedBy: { id: NORFOLK_FORCE } });
      expect(await rowsOf(id)).toEqual({ involvements: '1', consents: '1', hashes: '2' });
    });

    it('has one effect when two organisations register the same child at once', async () => {
      const kit = { givenName: 'Kit', familyName: 'Underhillock', dateOfBirth: '2012-08-08', nhsNumber: '4010232137' };
      const answers = await Promise.all(
        [NORFOLK_FORCE, NORFOLK_COUNCIL, HARBOUR, METROPOLITAN_FORCE].map((organisation) =>
          register(worker(organisation), { reference: 'K-1', ...kit }),
        ),
      );
      const results = answers.map(({ data }) => data.registerChild);
      expect(new Set(results.map(({ child }) => child.id)).size).toBe(1);
      expect(results.filter(({ created }) => created)).toHaveLength(1);
    });
  });

  it('keeps no name, NHS number or reference in the hub’s index', async () => {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    try {
      const { rows } = await client.query<{ text: string }>(
        `select row_to_json(t)::text as text from children t
         union all select row_to_json(t)::text from child_hashes t
         union all select row_to_json(t)::text from involvements t
         union all select row_to_json(t)::text from idempotency_keys t`,
      );
      const kept = rows.map(({ text }) => text).join('\n');
      expect(rows.length).toBeGreaterThan(20);
      for (const secret of ['Ollerenshaw', 'Quillfeather', 'Larkrise', NHS_NUMBER, 'DEMO-1']) {
        expect(kept).not.toContain(secret);
      }
    } finally {
      await client.end();
    }
  });

  async function rowsOf(childId: string): Promise<Record<string, string>> {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, string>>(
        `select (select count(*) from involvements where child_id = $1) as involvements,
                (select count(*) from consents where child_id = $1) as consents,
                (select count(*) from child_hashes where child_id = $1) as hashes`,
        [childId],
      );
      return rows[0] ?? {};
    } finally {
      await client.end();
    }
  }
});
