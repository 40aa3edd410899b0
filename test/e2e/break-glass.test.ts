import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import {
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const GRANT = `id child { id } person organisation { id } reason explanation grantedAt expiresAt
  reviewClock { rule startedAt dueAt stoppedAt overdue calendar } reviewedBy reviewedAt outcome`;
const BREAK = `mutation($id: ID!, $key: ID!, $minutes: Int = 60) { breakGlass(childId: $id, reason: "RISK_TO_LIFE",
  explanation: "seen with a knife ten minutes ago", minutes: $minutes, idempotencyKey: $key) { ${GRANT} } }`;
const REVIEW = `mutation($id: ID!, $outcome: String!, $key: ID!) {
  reviewBreakGlass(grantId: $id, outcome: $outcome, idempotencyKey: $key) { ${GRANT} } }`;
const GRANTS = `query($reviewed: Boolean) { breakGlassGrants(reviewed: $reviewed) { ${GRANT} } }`;
const CHILD = `query($id: ID!) { child(id: $id) { intelligence { handling: __typename safeguardingStatement reportText }
  socialCare { status plan } policeProfiles { givenName address } placements { placementType provider } wishes { words }
  involvements { organisation { id } } sharing { owner { id } category level breakGlass } } }`;
const LOG = `query($child: ID!) { disclosures(first: 100, filter: { childId: $child, breakGlass: true }) {
  nodes { person owner { id } category level outcome breakGlass notifyOwner } } }`;

const OPENLY = '5ec2e7c4-0000-4000-8000-00000000000a';
const SECRETLY = '5ec2e7c4-0000-4000-8000-00000000000b';

function childKnownTo(id: string, markings: Readonly<Record<string, string>>): object {
  const registrations = Object.entries(markings).map(([organisation, handling]) => ({
    id: randomUUID(),
    organisation,
    reference: `GLASS-${id.slice(-1)}`,
    givenName: 'Sorrel',
    familyName: `Nightingale ${id.slice(-1)}`,
    dateOfBirth: '2010-10-10',
    since: '2025-01-01',
    handling,
  }));
  return { kind: 'Child', id, bornOn: '2010-10-10', registrations, concerns: [] };
}

describe('breaking the glass', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    const secret = childKnownTo(SECRETLY, { [KENT_FORCE]: 'HIDDEN' });
    const open = childKnownTo(OPENLY, { [KENT_COUNCIL]: 'OPEN', [KENT_FORCE]: 'HIDDEN' });
    hub = await startHub({ children: 8, lines: { hub: [secret, open] } });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  /** A constable of a force that has nothing to do with the child; each test has its own. */
  const constable = (subject: string, over: Partial<Person> = {}): Person => ({
    ...worker(NORFOLK_FORCE, 'IMMEDIATE_PROTECTION'),
    subject,
    ...over,
  });
  const officerOf = (organisation: string): Person => ({
    ...DATA_OFFICER,
    organisation,
    subject: `officer-${organisation}`,
  });
  const breakGlass = (person: Person, id: string, over: object = {}): Promise<HubAnswer> =>
    hub.ask(person, BREAK, { id, key: randomUUID(), ...over });
  const review = (person: Person, id: string, outcome: string): Promise<HubAnswer> =>
    hub.ask(person, REVIEW, { id, outcome, key: randomUUID() });
  const read = (person: Person, id: string): Promise<HubAnswer> => hub.ask(person, CHILD, { id });
  const grantsOf = async (person: Person, reviewed?: boolean) =>
    (await hub.ask(person, GRANTS, { reviewed })).data.breakGlassGrants as { id: string; person: string }[];
  const codeOf = ({ errors }: HubAnswer): unknown => errors[0]?.extensions['code'];

  /** What only the owner of the server can do: move time. */
  async function alter(sql: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    try {
      await client.query('set session_replication_role = replica');
      await client.query(sql, values);
    } finally {
      await client.end();
    }
  }

  it('opens one child to one person for that purpose, and nothing that is hidden', async () => {
    const person = constable('constable-a');
    const before = await read(person, cast['DEMO-3']);
    expect(before.data.child.socialCare).toBeNull();
    expect(before.withheld).toContainEqual(
      expect.objectContaining({ path: ['child', 'socialCare'], category: 'SOCIAL_CARE', breakGlass: true }),
    );

    const { data, errors } = await breakGlass(person, cast['DEMO-3']);
    expect(errors).toEqual([]);
    const grant = data.breakGlass;
    expect(Date.parse(grant.expiresAt) - Date.parse(grant.grantedAt)).toBe(3_600_000);
    expect(grant).toMatchObject({ person: 'constable-a', organisation: { id: NORFOLK_FORCE }, outcome: null });
    expect(grant.reviewClock).toMatchObject({ rule: 'BREAK_GLASS_REVIEW', overdue: false, stoppedAt: null });

    const after = await read(person, cast['DEMO-3']);
    const { child } = after.data;
    expect(child.socialCare).toEqual([expect.objectContaining({ plan: expect.any(String) })]);
    expect(child.policeProfiles[0].address).toEqual(expect.any(String));
    // One of the two reports is marked for its named reader, the other is hidden.
    expect(child.intelligence).toEqual([]);

    for (const other of [
      constable('constable-b'),
      constable('constable-a', { purpose: 'MISSING_CHILD' }),
      constable('constable-a', { purpose: 'CRIME_PREVENTION' }),
      constable('constable-a', { role: 'SUPERVISOR' }),
      constable('constable-a', { organisation: METROPOLITAN_FORCE }),
    ]) {
      const { socialCare } = (await read(other, cast['DEMO-3'])).data.child;
      expect(socialCare?.[0]?.plan ?? null).toBeNull();
    }
    const withoutPurpose: Person = { organisation: NORFOLK_FORCE, role: 'PRACTITIONER', subject: 'constable-a' };
    expect((await read(withoutPurpose, cast['DEMO-3'])).data.child.socialCare).toBeNull();
    expect((await read(person, cast['DEMO-8'])).data.child.socialCare?.[0]?.plan ?? null).toBeNull();
  });

  it('is told to the owners at once, and on their logs', async () => {
    const person = constable('constable-told');
    const { data } = await breakGlass(person, cast['DEMO-3']);
    const { id } = data.breakGlass;
    const heard = async (organisation: string): Promise<boolean> =>
      (await grantsOf(officerOf(organisation), false)).some((each) => each.id === id);
    expect(await Promise.all([KENT_FORCE, KENT_COUNCIL, LEWISHAM_COUNCIL, NORFOLK_FORCE].map(heard))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(await Promise.all([NORFOLK_COUNCIL, HARBOUR, METROPOLITAN_FORCE].map(heard))).toEqual([false, false, false]);
    // Nothing has been read yet, and still the log has it.
    const log = await hub.ask(officerOf(LEWISHAM_COUNCIL), LOG, { child: cast['DEMO-3'] });
    expect(log.data.disclosures.nodes).toContainEqual({
      person: 'constable-told',
      owner: { id: LEWISHAM_COUNCIL },
      category: 'INVOLVEMENT',
      level: 'EXISTENCE',
      outcome: 'DISCLOSED',
      breakGlass: true,
      notifyOwner: true,
    });
    await read(person, cast['DEMO-3']);
    const later = await hub.ask(officerOf(LEWISHAM_COUNCIL), LOG, { child: cast['DEMO-3'] });
    expect(later.data.disclosures.nodes).toContainEqual(
      expect.objectContaining({ category: 'SOCIAL_CARE', level: 'FULL', breakGlass: true, notifyOwner: true }),
    );

    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    const signals = 'select owner_id, type, handling from outbox where record_id = $1 order by owner_id';
    const { rows } = await client.query(signals, [id]);
    await client.end();
    expect(rows).toEqual(
      [LEWISHAM_COUNCIL, KENT_COUNCIL, KENT_FORCE].map((owner) => {
        return { owner_id: owner, type: 'BREAK_GLASS_USED', handling: 'HIDDEN' };
      }),
    );
  });

  it('tells nothing of an owner that is involved in secret, and tells that owner all', async () => {
    const person = constable('constable-secret');
    const { data } = await breakGlass(person, OPENLY);
    const { child } = (await read(person, OPENLY)).data;
    expect(child.involvements).toEqual([{ organisation: { id: KENT_COUNCIL } }]);
    expect((await read(person, OPENLY)).text).not.toContain(KENT_FORCE);
    const heard = await grantsOf(officerOf(KENT_FORCE));
    expect(heard.map(({ id }) => id)).toContain(data.breakGlass.id);
  });

  it('refuses a child that all who know it keep hidden as it refuses one that is not there', async () => {
    const answers = [];
    for (const id of [SECRETLY, randomUUID()]) {
      const { status, text } = await breakGlass(constable('constable-guess'), id);
      answers.push({ status, text: text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID') });
    }
    expect(answers[0]!.text).toContain('NOT_FOUND');
    expect(answers[0]).toEqual(answers[1]);
    expect(await grantsOf(constable('constable-guess'))).toEqual([]);
  });

  it('re-opens what is sealed only as far as its owner permits', async () => {
    const person = constable('mentor-sealed', { organisation: 'ashfell-youth-bridge' });
    const before = await read(person, cast['DEMO-7']);
    expect(before.data.child.placements ?? []).not.toContainEqual(expect.objectContaining({ placementType: 'U4' }));
    await breakGlass(person, cast['DEMO-7']);
    const after = await read(person, cast['DEMO-7']);
    // The council lets charities see a summary of placements, sealed ones included; where exactly it is it never shares.
    expect(after.data.child.placements).toEqual([{ placementType: 'U4', provider: null }]);
    expect(after.withheld).toContainEqual(
      expect.objectContaining({ category: 'PLACEMENT', level: 'FULL', reason: 'SEALED', breakGlass: false }),
    );
  });

  it('ends at its minute', async () => {
    const person = constable('constable-late');
    const { data } = await breakGlass(person, cast['DEMO-3'], { minutes: 1 });
    expect((await read(person, cast['DEMO-3'])).data.child.socialCare[0].plan).toEqual(expect.any(String));
    await alter(
      `update break_glass_grants set granted_at = now() - interval '1 minute', expires_at = now() where id = $1`,
      [data.breakGlass.id],
    );
    expect((await read(person, cast['DEMO-3'])).data.child.socialCare).toBeNull();
  });

  it('is reviewed by somebody else of the same organisation, once; what was not justified takes the right', async () => {
    const holder = constable('sergeant', { role: 'SUPERVISOR' });
    const { id } = (await breakGlass(holder, cast['DEMO-3'])).data.breakGlass;
    expect(codeOf(await review(holder, id, 'JUSTIFIED'))).toBe('FORBIDDEN');
    expect(codeOf(await review(constable('constable-a'), id, 'JUSTIFIED'))).toBe('FORBIDDEN');
    const elsewhere = await review(officerOf(KENT_FORCE), id, 'JUSTIFIED');
    const nowhere = await review(officerOf(KENT_FORCE), randomUUID(), 'JUSTIFIED');
    expect([codeOf(elsewhere), elsewhere.errors[0]?.message]).toEqual(['NOT_FOUND', nowhere.errors[0]?.message]);

    const reviewer = officerOf(NORFOLK_FORCE);
    expect(codeOf(await review(reviewer, id, 'RIGHT_RESTORED'))).toBe('BAD_USER_INPUT');
    const reviewed = (await review(reviewer, id, 'NOT_JUSTIFIED')).data.reviewBreakGlass;
    expect(reviewed).toMatchObject({ outcome: 'NOT_JUSTIFIED', reviewedBy: reviewer.subject });
    expect(reviewed.reviewClock).toMatchObject({ stoppedAt: reviewed.reviewedAt, overdue: false });
    // What was not justified ends at once.
    expect((await read(holder, cast['DEMO-3'])).data.child.socialCare).toBeNull();
    expect(codeOf(await review(reviewer, id, 'JUSTIFIED'))).toBe('BAD_USER_INPUT');

    const refused = await breakGlass(holder, cast['DEMO-3']);
    expect(codeOf(refused)).toBe('FORBIDDEN');
    expect(refused.errors[0]?.extensions['expected']).toContain(id);
    expect(codeOf(await review(holder, id, 'RIGHT_RESTORED'))).toBe('FORBIDDEN');
    const restored = (await review(reviewer, id, 'RIGHT_RESTORED')).data.reviewBreakGlass;
    expect(restored).toMatchObject({ outcome: 'RIGHT_RESTORED', reviewedAt: reviewed.reviewedAt });
    expect((await breakGlass(holder, cast['DEMO-3'])).errors).toEqual([]);
  });

  it('is not given to somebody whose last use is overdue for its review', async () => {
    const person = constable('constable-overdue');
    const { id } = (await breakGlass(person, cast['DEMO-3'])).data.breakGlass;
    await alter(`update break_glass_grants set review_due_at = now() - interval '1 second' where id = $1`, [id]);
    expect((await grantsOf(person, false))[0]).toMatchObject({ id, reviewClock: { overdue: true } });
    const refused = await breakGlass(person, cast['DEMO-8']);
    expect([codeOf(refused), refused.errors[0]?.extensions['expected']]).toEqual([
      'FORBIDDEN',
      `a review of grant ${id}`,
    ]);
    await review(officerOf(NORFOLK_FORCE), id, 'JUSTIFIED');
    expect((await breakGlass(person, cast['DEMO-8'])).errors).toEqual([]);
  });

  it('shows a practitioner no grants but their own', async () => {
    const own = await grantsOf(constable('constable-overdue'));
    expect(new Set(own.map(({ person }) => person))).toEqual(new Set(['constable-overdue']));
  });
});
