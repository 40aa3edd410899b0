import { Client } from 'pg';
import {
  ADVOCATE,
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const LINE = `id at recipient { id } role person purpose declaredPurpose justification owner { id } category level
  outcome reason policyVersion breakGlass child { id }`;
const LOG = `query($filter: DisclosureFilter, $first: Int, $after: String) {
  disclosures(filter: $filter, first: $first, after: $after) { nodes { ${LINE} } pageInfo { endCursor hasNextPage } } }`;
const CHILD_LOG = `query($id: ID!) { child(id: $id) { disclosures(first: 100) { nodes { ${LINE} } reason } wishes { words } } }`;

interface Line {
  id: string;
  recipient: { id: string };
  owner: { id: string };
  child: { id: string };
  [field: string]: unknown;
}

/** A child of the advocate's whom the Metropolitan force knows without letting it be known. */
const SECRET = '5ec2e7c4-0000-4000-8000-000000000001';

function secretChild() {
  const registration = (organisation: string, handling: string, allocatedSubjects: string[]) => ({
    id: `5ec2e7c4-0000-4000-8000-00000000010${allocatedSubjects.length}`,
    organisation,
    reference: 'SECRET-1',
    givenName: 'Sorrel',
    familyName: 'Nightingale',
    dateOfBirth: '2010-10-10',
    since: '2025-01-01',
    handling,
    allocatedSubjects,
  });
  const registrations = [
    registration(OPEN_DOOR, 'OPEN', ['advocate-1']),
    registration(METROPOLITAN_FORCE, 'HIDDEN', []),
  ];
  return { kind: 'Child', id: SECRET, bornOn: '2010-10-10', registrations, concerns: [] };
}

describe('who saw what', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8, lines: { hub: [secretChild()] } });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
    hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });
  const logOf = async (person: Person, member: CastMember): Promise<Line[]> =>
    (await hub.ask(person, CHILD_LOG, { id: cast[member] })).data.child.disclosures.nodes;
  const officerLog = async (officer: Person, filter: object): Promise<Line[]> =>
    (await hub.ask(officer, LOG, { filter, first: 100 })).data.disclosures.nodes;

  describe('the log', () => {
    it('has a line for what was disclosed and for what was withheld, once the answer is there', async () => {
      const person: Person = { ...worker(HARBOUR, 'SUPPORT_SERVICE', 'school rang'), subject: 'caseworker-7' };
      await ask(person, 'DEMO-1', 'missingEpisodes { missingSince circumstances }');
      const lines = await officerLog(DATA_OFFICER, { childId: cast['DEMO-1'], recipient: HARBOUR });
      const shared = {
        recipient: { id: HARBOUR },
        role: 'PRACTITIONER',
        person: 'caseworker-7',
        purpose: 'SUPPORT_SERVICE',
        declaredPurpose: 'SUPPORT_SERVICE',
        justification: 'school rang',
        owner: { id: NORFOLK_FORCE },
        category: 'MISSING',
        breakGlass: false,
        child: { id: cast['DEMO-1'] },
        policyVersion: expect.stringMatching(/^[0-9a-f-]{36}$/),
      };
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ ...shared, level: 'SUMMARY', outcome: 'DISCLOSED', reason: null }),
          expect.objectContaining({ ...shared, level: 'FULL', outcome: 'WITHHELD', reason: 'NOT_AGREED' }),
        ]),
      );
    });

    it('has the refusals of somebody who saw nothing at all', async () => {
      await ask(
        { ...worker(OPEN_DOOR, 'SUPPORT_SERVICE'), subject: 'curious-1' },
        'DEMO-1',
        'missingEpisodes { status }',
      );
      const lines = await officerLog(DATA_OFFICER, { recipient: OPEN_DOOR, outcome: 'WITHHELD' });
      expect(lines).toContainEqual(
        expect.objectContaining({ person: 'curious-1', category: 'MISSING', reason: 'NO_RELATIONSHIP' }),
      );
    });

    it.each<[string, CastMember, Person, string, string]>([
      [
        'what may be seen',
        'DEMO-1',
        worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'),
        NORFOLK_FORCE,
        'sharing { owner { id } }',
      ],
      ['a log that names owners', 'DEMO-8', ADVOCATE, KENT_FORCE, 'disclosures(first: 1) { reason }'],
    ])('has a line of %s, which tells who is involved', async (_what, member, person, owner, fields) => {
      const officer: Person = { organisation: owner, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' };
      const log = () => officerLog(officer, { childId: cast[member], recipient: person.organisation });
      const before = (await log()).length;
      await ask(person, member, fields);
      const [line, ...earlier] = await log();
      expect(line).toMatchObject({ category: 'INVOLVEMENT', level: 'EXISTENCE', outcome: 'DISCLOSED' });
      expect(earlier).toHaveLength(before);
    });

    it('shows own staff who looked without a purpose', async () => {
      await ask({ ...worker(NORFOLK_FORCE), subject: 'nosy-officer' }, 'DEMO-6', 'policeProfiles { familyName }');
      const lines = await officerLog(DATA_OFFICER, { childId: cast['DEMO-6'], recipient: NORFOLK_FORCE });
      expect(lines).toContainEqual(
        expect.objectContaining({
          person: 'nosy-officer',
          outcome: 'DISCLOSED',
          category: 'IDENTITY',
          level: 'FULL',
          declaredPurpose: null,
          purpose: 'OVERSIGHT',
        }),
      );
    });

    it('shows each organisation its own data’s lines only', async () => {
      await ask(worker(METROPOLITAN_FORCE, 'MISSING_CHILD'), 'DEMO-6', 'missingEpisodes { status circumstances }');
      const officers = [NORFOLK_FORCE, NORFOLK_COUNCIL, METROPOLITAN_FORCE].map((organisation): Person => ({
        organisation,
        role: 'DATA_OFFICER',
        purpose: 'OVERSIGHT',
      }));
      for (const officer of officers) {
        const lines = await officerLog(officer, {});
        expect(lines.length).toBeGreaterThan(0);
        expect(new Set(lines.map(({ owner }) => owner.id))).toEqual(new Set([officer.organisation]));
      }
      const answer = await hub.ask(DATA_OFFICER, LOG, { filter: { owner: NORFOLK_COUNCIL } });
      expect(answer.data).toBeNull();
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', at: 'filter.owner' });
    });

    it('shows a practitioner of a child the lines about the own organisation’s data', async () => {
      const lines = await logOf(worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), 'DEMO-1');
      expect(lines.length).toBeGreaterThan(0);
      for (const { owner, child } of lines) expect([owner.id, child.id]).toEqual([NORFOLK_FORCE, cast['DEMO-1']]);
    });

    it('is closed to analysts, and to practitioners beyond a child', async () => {
      const analyst: Person = { organisation: NORFOLK_FORCE, role: 'ANALYST', purpose: 'OVERSIGHT' };
      for (const person of [analyst, worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), ADVOCATE]) {
        const answer = await hub.ask(person, LOG, {});
        expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
        expect(answer.data).toBeNull();
      }
    });

    it('shows an advocate the whole log of the child allocated to it, and of no other', async () => {
      await ask(worker(KENT_COUNCIL, 'CHILD_IN_NEED'), 'DEMO-8', 'policeProfiles { familyName } wishes { words }');
      const lines = await logOf(ADVOCATE, 'DEMO-8');
      const asked = lines.filter(
        ({ recipient, category }) => recipient.id === KENT_COUNCIL && category !== 'INVOLVEMENT',
      );
      expect(asked.map(({ owner, category, outcome }) => [owner.id, category, outcome])).toEqual(
        expect.arrayContaining([
          [OPEN_DOOR, 'CHILD_VOICE', 'DISCLOSED'],
          [KENT_FORCE, 'IDENTITY', 'DISCLOSED'],
        ]),
      );
      const other = await hub.ask(ADVOCATE, CHILD_LOG, { id: cast['DEMO-1'] });
      expect(other.errors).toEqual([]);
      expect(other.data.child).toEqual({ disclosures: { nodes: [], reason: 'NO_RELATIONSHIP' }, wishes: null });
    });

    it('leaves out of the advocate’s log what an owner holds back, and tells nobody so', async () => {
      const officer: Person = { organisation: KENT_FORCE, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' };
      const ofKent = ({ recipient, owner }: Line) => recipient.id === KENT_COUNCIL && owner.id === KENT_FORCE;
      const before = await logOf(ADVOCATE, 'DEMO-8');
      const asked = await officerLog(officer, { childId: cast['DEMO-8'], recipient: KENT_COUNCIL });
      expect(before.filter(ofKent).length).toBeGreaterThan(0);
      const { errors } = await hub.ask(
        officer,
        `mutation($id: ID!, $until: DateTime!) { holdChildLog(childId: $id, recipient: "${KENT_COUNCIL}", until: $until,
          reason: "an arrest is near", idempotencyKey: "hold-1") { id until } }`,
        { id: cast['DEMO-8'], until: new Date(Date.now() + 3_600_000).toISOString() },
      );
      expect(errors).toEqual([]);
      const after = await logOf(ADVOCATE, 'DEMO-8');
      expect(after.filter(ofKent)).toEqual([]);
      const ids = new Set(after.map(({ id }) => id));
      expect(before.filter((line) => !ofKent(line) && !ids.has(line.id))).toEqual([]);
      expect(await officerLog(officer, { childId: cast['DEMO-8'], recipient: KENT_COUNCIL })).toEqual(asked);
    });

    it('shows the advocate the same when it declares oversight, which is what it is', async () => {
      const overseer: Person = { ...ADVOCATE, purpose: 'OVERSIGHT' };
      const owners = new Set((await logOf(overseer, 'DEMO-8')).map(({ owner }) => owner.id));
      expect(owners.has(KENT_FORCE)).toBe(true);
      const answer = await ask(overseer, 'DEMO-8', 'missingEpisodes { status } wishes { words }');
      expect(answer.data.child.missingEpisodes).toBeNull();
    });

    it('names to an advocate only owners of whose involvement it may know', async () => {
      const officer = worker(METROPOLITAN_FORCE, 'CHILD_IN_NEED');
      for (const fields of ['missingEpisodes { status }', 'wishes { words }']) {
        const answer = await hub.ask(officer, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: SECRET });
        expect(answer.errors).toEqual([]);
      }
      const log = (person: Person): Promise<HubAnswer> => hub.ask(person, CHILD_LOG, { id: SECRET });
      const lines: Line[] = (await log(ADVOCATE)).data.child.disclosures.nodes;
      expect(lines).toContainEqual(expect.objectContaining({ owner: { id: OPEN_DOOR }, category: 'CHILD_VOICE' }));
      expect(lines.map(({ owner }) => owner.id)).not.toContain(METROPOLITAN_FORCE);
      const own: Line[] = (await log(officer)).data.child.disclosures.nodes;
      expect(own).toContainEqual(expect.objectContaining({ owner: { id: METROPOLITAN_FORCE }, category: 'MISSING' }));

      const withoutPurpose: Person = { organisation: OPEN_DOOR, role: 'ADVOCATE', subject: 'advocate-1' };
      const others = await logOf(withoutPurpose, 'DEMO-8');
      expect(new Set(others.map(({ owner }) => owner.id))).toEqual(new Set([OPEN_DOOR]));
    });

    it('is read page by page, each line once, newest first', async () => {
      const seen: Line[] = [];
      let after: string | null = null;
      for (let page = 0; page < 50; page++) {
        const { data } = await hub.ask(DATA_OFFICER, LOG, { first: 2, after });
        const { nodes, pageInfo } = data.disclosures;
        seen.push(...nodes);
        after = pageInfo.endCursor;
        if (!pageInfo.hasNextPage) break;
      }
      const whole = await officerLog(DATA_OFFICER, {});
      expect(seen.length).toBeGreaterThan(4);
      expect(seen.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
      const times = seen.map(({ at }) => String(at));
      expect(times).toEqual(times.toSorted().toReversed());
    });

    it('holds no personal value of any record that was shown', async () => {
      const fields = `policeProfiles { initials givenName familyName dateOfBirth address postcode leadWorker { name } }
        councilProfiles { nhsNumber upn } missingEpisodes { circumstances foundAt } wishes { words }
        referrals { concerns rationale } involvements { contact { name } }`;
      const answers = await Promise.all([
        ask(worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), 'DEMO-1', fields),
        ask(worker(NORFOLK_FORCE, 'IMMEDIATE_PROTECTION', 'seen at the station'), 'DEMO-1', fields),
      ]);
      const values = new Set(answers.flatMap(({ data }) => textsIn(data)).filter((text) => text.length > 4));
      expect(values.size).toBeGreaterThan(15);
      const client = new Client({ connectionString: hub.databases.hub });
      await client.connect();
      try {
        const { rows } = await client.query<{ body: string }>('select body from audit_log');
        const log = rows.map(({ body }) => body).join('\n');
        expect(log).toContain(cast['DEMO-1']);
        for (const value of values) expect(log).not.toContain(value);
        expect(hub.output()).not.toContain(cast['DEMO-1']);
      } finally {
        await client.end();
      }
    });
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
