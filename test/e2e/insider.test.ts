import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { HARBOUR, KENT_COUNCIL, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const REGISTER = `mutation($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { created band child { id concern involvements { organisation { id } }
    sharing { owner { id } category level reason } policeProfiles { initials } missingEpisodes { id } } } }`;
const CONSENT = `mutation($input: RecordConsentInput!, $key: ID!) {
  recordConsent(input: $input, idempotencyKey: $key) { id state contested } }`;
const CONCERN = `mutation($childId: ID!, $reason: String!, $key: ID!) {
  recordConcern(childId: $childId, level: CONCERN, reason: $reason, idempotencyKey: $key) { id } }`;
const FIND = 'query($input: FindChildrenInput!) { findChildren(input: $input) { band child { id } } }';
const LOG = `query($id: ID!) { disclosures(filter: { childId: $id, category: CONSENT }) {
  nodes { recipient { id } person level outcome notifyOwner } } }`;

describe('a hostile insider', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub({ children: 8 })), 60_000);
  afterAll(() => hub.stop());

  const register = (person: Person, input: object): Promise<HubAnswer> =>
    hub.ask(person, REGISTER, { input: { reference: randomUUID(), ...input }, key: randomUUID() });
  const childOf = (answer: HubAnswer): string => answer.data.registerChild.child.id as string;
  const consent = (person: Person, input: object): Promise<HubAnswer> =>
    hub.ask(person, CONSENT, { input, key: randomUUID() });

  async function change(sql: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    try {
      await client.query(sql, values);
    } finally {
      await client.end();
    }
  }

  /** An answer without the ids that every registration makes anew. */
  function shapeOf({ status, data, errors, withheld }: HubAnswer): unknown {
    const { created, band, child } = data.registerChild;
    return { status, created, band, child: { ...child, id: '' }, errors, withheld };
  }

  const officer = worker(NORFOLK_FORCE, 'CHILD_IN_NEED');
  const caseworker = worker(HARBOUR, 'SUPPORT_SERVICE');

  it('learns nothing by registering who knows a child, whatever of name, birth and number is guessed right', async () => {
    const victim = { givenName: 'Merle', familyName: 'Fenwick', dateOfBirth: '2011-04-04', nhsNumber: '9990000018' };
    const known = childOf(await register(officer, victim));
    const nobody = { givenName: 'Nil', familyName: 'Nemo', dateOfBirth: '2011-04-04', nhsNumber: '9990000026' };
    const { nhsNumber: _, ...named } = victim;
    const council = worker(KENT_COUNCIL, 'CHILD_IN_NEED');
    const guesses: [Person, object][] = [
      [caseworker, { ...victim, givenName: 'Other' }],
      [caseworker, { ...victim, dateOfBirth: '2011-04-05' }],
      [caseworker, named],
      [council, { ...named, nhsNumber: '9990000034' }],
    ];
    for (const [person, guess] of guesses) {
      const answer = await register(person, guess);
      expect(shapeOf(answer)).toEqual(shapeOf(await register(person, nobody)));
      expect(childOf(answer)).not.toBe(known);
      nobody.familyName += 'x';
    }
    const look =
      'query($id: ID!) { child(id: $id) { involvements { organisation { id } } policeProfiles { initials } } }';
    const { data } = await hub.ask(caseworker, look, { id: known });
    expect(data.child).toEqual({ involvements: null, policeProfiles: null });
    const found = await hub.ask(caseworker, FIND, { input: { nhsNumber: victim.nhsNumber } });
    for (const { child } of found.data.findChildren) expect(child.id).not.toBe(known);
  });

  it('is told nothing of a child whom others know in secret, with everything about it guessed right', async () => {
    const secret = { givenName: 'Sorrel', familyName: 'Ackroyd', dateOfBirth: '2012-05-05', nhsNumber: '9990000042' };
    const known = childOf(await register(officer, secret));
    await change("update involvements set handling = 'HIDDEN' where child_id = $1", [known]);
    const nobody = { givenName: 'Nil', familyName: 'Secret', dateOfBirth: '2012-05-05', nhsNumber: '9990000050' };
    const nothing = shapeOf(await register(caseworker, nobody));
    expect(shapeOf(await register(caseworker, secret))).toEqual(nothing);
    const { nhsNumber: _, ...named } = secret;
    const enquiry = worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY');
    expect(shapeOf(await register(enquiry, named))).toEqual(
      shapeOf(await register(enquiry, { ...named, familyName: 'Nemo' })),
    );
  });

  it('comes to a limit, which is said and kept', async () => {
    await change("update identity_limits set attempts = 3 where action = 'REGISTER' and scope = 'PERSON'");
    try {
      const trier = { ...caseworker, subject: 'trier' };
      const child = (index: number) => ({
        givenName: 'Try',
        familyName: `Nr ${'x'.repeat(index + 1)}`,
        dateOfBirth: '2010-01-01',
      });
      for (let i = 0; i < 3; i += 1) expect((await register(trier, child(i))).errors).toEqual([]);
      const refused = await register(trier, child(3));
      expect(refused.status).toBe(429);
      expect(refused.data ?? null).toBeNull();
      expect(refused.errors[0]?.extensions).toMatchObject({
        code: 'FORBIDDEN',
        expected: expect.stringMatching(/at most 3/),
      });
      const many = Array.from(
        { length: 5 },
        (_, i) => `f${i}: findChildren(input: { nhsNumber: "9990000069" }) { band }`,
      );
      await change("update identity_limits set misses = 4 where action = 'FIND' and scope = 'PERSON'");
      await hub.ask(trier, `{ ${many.join(' ')} }`);
      expect((await hub.ask(trier, FIND, { input: { nhsNumber: '9990000077' } })).status).toBe(429);
    } finally {
      await change("update identity_limits set attempts = 150 where action = 'REGISTER' and scope = 'PERSON'");
      await change("update identity_limits set misses = 150 where action = 'FIND' and scope = 'PERSON'");
    }
  });

  it('gains nothing by recording the consent that its own organisation needs, and is seen to try', async () => {
    const child = { givenName: 'Ivy', familyName: 'Lathe', dateOfBirth: '2011-11-11', nhsNumber: '9990000085' };
    const social = worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED');
    const childId = childOf(await register(social, child));
    expect(childOf(await register(caseworker, child))).toBe(childOf(await register(officer, child)));
    const base = {
      childId,
      categories: ['MISSING'],
      recipients: ['CHARITY'],
      givenBy: 'CHILD',
      capacity: 'Gillick-assessed',
    };
    expect((await consent(social, { ...base, state: 'REFUSED' })).errors).toEqual([]);
    const explainable = async (): Promise<string> => {
      const query = 'query($id: ID!) { child(id: $id) { sharing { owner { id } category level reason } } }';
      const { data } = await hub.ask(caseworker, query, { id: childId });
      const ofForce = (
        data.child.sharing as { owner: { id: string }; category: string; reason: string; level: string }[]
      ).find(({ owner, category }) => owner.id === NORFOLK_FORCE && category === 'MISSING');
      return `${ofForce?.level} ${ofForce?.reason}`;
    };
    const refused = await explainable();
    expect(refused).toBe('NONE CONSENT_REFUSED');
    const grounds = { evidence: 'a call', reason: 'changed its mind' };
    expect((await consent(caseworker, { ...base, state: 'GIVEN' })).errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'input.evidence; input.reason',
    });
    await consent(caseworker, { ...base, state: 'REFUSED' });
    const own = await consent(caseworker, { ...base, state: 'GIVEN', ...grounds });
    expect(own.data.recordConsent).toMatchObject({ state: 'GIVEN', contested: ['MISSING'] });
    expect(await explainable()).toBe(refused);

    const dataOfficer: Person = { organisation: NORFOLK_COUNCIL, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' };
    const log = await hub.ask(dataOfficer, LOG, { id: childId });
    expect(log.data.disclosures.nodes).toContainEqual(
      expect.objectContaining({
        recipient: { id: HARBOUR },
        level: 'EXISTENCE',
        outcome: 'DISCLOSED',
        notifyOwner: true,
      }),
    );
    await consent(officer, { ...base, state: 'GIVEN', ...grounds });
    expect(await explainable()).toBe('SUMMARY NOT_AGREED');
    await consent(caseworker, { ...base, state: 'WITHDRAWN' });
    expect(await explainable()).toBe('NONE CONSENT_WITHDRAWN');
  });

  it('tells by no refusal whether a child or a record is there', async () => {
    const mine = { givenName: 'Una', familyName: 'Vale', dateOfBirth: '2013-03-03' };
    const theirs = childOf(await register(officer, mine));
    const ids = ({ errors }: HubAnswer): unknown =>
      errors.map((error) => ({ ...error, extensions: { ...error.extensions, id: '' } }));
    const attempts = [theirs, randomUUID()].map(async (childId) => {
      const input = {
        childId,
        categories: ['MISSING'],
        recipients: ['CHARITY'],
        state: 'GIVEN',
        givenBy: 'CHILD',
        capacity: 'x',
      };
      return [
        ids(await hub.ask(caseworker, CONCERN, { childId, reason: 'x', key: randomUUID() })),
        ids(await consent(caseworker, input)),
      ];
    });
    const [known, unknown] = await Promise.all(attempts);
    expect(known).toEqual(unknown);
    expect(JSON.stringify(known)).toContain('NOT_FOUND');
  });

  it('breaks nothing with texts that no database keeps', async () => {
    const childId = childOf(
      await register(officer, { givenName: 'Wil', familyName: 'Yarrow', dateOfBirth: '2013-04-04' }),
    );
    const consentInput = {
      childId,
      categories: ['MISSING'],
      recipients: ['CHARITY'],
      state: 'GIVEN',
      givenBy: 'CHILD',
      capacity: 'x',
    };
    for (const text of ['a\0b', '\uD83D']) {
      const answers = [
        await hub.ask(officer, CONCERN, { childId, reason: text, key: randomUUID() }),
        await hub.ask(officer, CONCERN, { childId, reason: 'x', key: text }),
        await register(officer, { reference: text, givenName: 'A', familyName: 'B', dateOfBirth: '2013-04-04' }),
        await register(officer, { givenName: `A${text}`, familyName: 'B', dateOfBirth: '2013-04-04' }),
        await consent(officer, { ...consentInput, evidence: text }),
        await consent(officer, { ...consentInput, reason: text }),
        await consent(officer, { ...consentInput, capacity: text }),
        await hub.ask(officer, FIND, { input: { reference: text } }),
      ];
      for (const { errors } of answers) {
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: expect.any(String) });
      }
    }
  });
});
