import { randomUUID } from 'node:crypto';
import {
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const SHARING = `query($id: ID!) { child(id: $id) {
  sharing { owner { id } category level reason contact { name } breakGlass } } }`;
const EXPLAIN = `query($input: ExplainInput!) { explain(input: $input) { owner { id } category level reason rules } }`;

interface Decision {
  owner: { id: string };
  category: string;
  level: string;
  reason: string | null;
  contact: { name: string } | null;
}

interface Explained extends Decision {
  rules: string[] | null;
}

describe('what may be seen, and why not more', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
    hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });

  describe('sharing', () => {
    it('tells a charity of every owner and category what it may see, why not more, and whom to ask', async () => {
      const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), SHARING, { id: cast['DEMO-2'] });
      const decisions: Decision[] = answer.data.child.sharing;
      expect(new Set(decisions.map(({ owner }) => owner.id))).toEqual(
        new Set([NORFOLK_FORCE, NORFOLK_COUNCIL, HARBOUR]),
      );
      const of = (owner: string, category: string): Decision | undefined =>
        decisions.find((one) => one.owner.id === owner && one.category === category);
      expect(of(NORFOLK_FORCE, 'MISSING')).toMatchObject({ level: 'NONE', reason: 'CONSENT_WITHDRAWN' });
      expect(of(NORFOLK_FORCE, 'INTELLIGENCE')).toMatchObject({ level: 'NONE', reason: 'CAPPED' });
      expect(of(NORFOLK_FORCE, 'IDENTITY')).toMatchObject({ level: 'SUMMARY', reason: 'NOT_AGREED' });
      expect(of(NORFOLK_COUNCIL, 'REFERRAL')).toMatchObject({ level: 'FULL', reason: null, contact: null });
      expect(of(NORFOLK_COUNCIL, 'SOCIAL_CARE')).toMatchObject({ level: 'SUMMARY', reason: 'ROLE_NOT_PERMITTED' });
      for (const { owner, level, contact } of decisions) {
        if (owner.id === HARBOUR) expect(level).toBe('FULL');
        if (level !== 'FULL') expect(contact).toEqual({ name: expect.any(String) });
      }
    });

    it.each([
      ['the charity', worker(HARBOUR, 'SUPPORT_SERVICE')],
      ['the force in an enquiry', worker(NORFOLK_FORCE, 'SECTION_47_ENQUIRY')],
      ['the force preventing crime', worker(NORFOLK_FORCE, 'CRIME_PREVENTION')],
      ['nobody in particular', worker(OPEN_DOOR, 'CHILD_IN_NEED')],
    ])('says of %s what an answer then shows', async (_who, person) => {
      const { data } = await hub.ask(person, SHARING, { id: cast['DEMO-1'] });
      const levelOf = (category: string): string | undefined =>
        (data.child.sharing as Decision[]).find((one) => one.owner.id === NORFOLK_COUNCIL && one.category === category)
          ?.level;
      const fields =
        'socialCare { status plan } referrals { status rationale } councilProfiles { ageBand dateOfBirth }';
      const answer = (await ask(person, 'DEMO-1', fields)).data.child;
      const shown = (list: object[] | null): string => {
        if (list === null) return 'NONE';
        const [summary, full] = Object.values(list[0] ?? {});
        return full === null ? (summary === null ? 'EXISTENCE' : 'SUMMARY') : 'FULL';
      };
      expect(shown(answer.socialCare)).toBe(levelOf('SOCIAL_CARE') ?? 'NONE');
      expect(shown(answer.referrals)).toBe(levelOf('REFERRAL') ?? 'NONE');
      expect(shown(answer.councilProfiles)).toBe(levelOf('IDENTITY') ?? 'NONE');
    });

    it('is empty to someone who may not know who is involved', async () => {
      const { data } = await hub.ask(worker(KENT_COUNCIL, 'CHILD_IN_NEED'), SHARING, { id: cast['DEMO-5'] });
      expect(data.child.sharing).toEqual([]);
    });
  });

  describe('explain', () => {
    const explain = (person: Person, recipient: string, over: object = {}): Promise<HubAnswer> =>
      hub.ask(person, EXPLAIN, {
        input: { childId: cast['DEMO-2'], recipient, role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE', ...over },
      });

    it('tells a data officer what a charity would see of the own records, and nothing of other owners', async () => {
      const facts = { relationship: 'INVOLVED', consent: 'WITHDRAWN' };
      const { data } = await explain(DATA_OFFICER, HARBOUR, facts);
      const decisions: Decision[] = data.explain;
      expect(new Set(decisions.map(({ owner }) => owner.id))).toEqual(new Set([NORFOLK_FORCE]));
      expect(decisions).toContainEqual(
        expect.objectContaining({ category: 'MISSING', level: 'NONE', reason: 'CONSENT_WITHDRAWN' }),
      );
      const given = await explain(DATA_OFFICER, HARBOUR, { ...facts, consent: 'GIVEN' });
      expect(given.data.explain).toContainEqual(expect.objectContaining({ category: 'MISSING', level: 'SUMMARY' }));
    });

    it('names the rules behind it to the owner`s data officers alone, of a draft too', async () => {
      const facts = { relationship: 'INVOLVED', consent: 'GIVEN', age: 15 };
      const officer: Person = { ...DATA_OFFICER, subject: 'explaining' };
      const { data } = await explain(officer, HARBOUR, facts);
      const of = (rows: Explained[], category: string): Explained | undefined =>
        rows.find((row) => row.category === category);
      const policy = await hub.ask(
        officer,
        `{ policy(owner: "${NORFOLK_FORCE}") { rules { id kind level categories agencies } } }`,
      );
      const rules: { id: string; kind: string; level: string; categories: string[] }[] = policy.data.policy.rules;
      const named = (rows: Explained[], category: string) =>
        of(rows, category)?.rules?.map((id) => rules.find((rule) => rule.id === id));
      const missing = named(data.explain, 'MISSING');
      expect(missing?.length).toBeGreaterThan(0);
      for (const rule of missing ?? []) expect(rule).toMatchObject({ kind: 'PERMIT', level: 'SUMMARY' });
      expect(of(data.explain, 'INTELLIGENCE')).toMatchObject({ level: 'NONE', reason: 'CAPPED' });
      expect(named(data.explain, 'INTELLIGENCE')).toContainEqual(expect.objectContaining({ kind: 'CAP' }));

      const input = {
        owner: NORFOLK_FORCE,
        note: 'health alone',
        rules: [
          { kind: 'PERMIT', categories: ['MISSING'], level: 'FULL', lawfulBasis: 'DPA2018-SCH1-18' },
          { kind: 'CAP', categories: ['MISSING'], level: 'EXISTENCE', agencies: ['CHARITY'] },
        ],
      };
      const drafted = await hub.ask(
        officer,
        'mutation($input: DraftPolicyInput!) { draftPolicy(input: $input, idempotencyKey: "explained") { id } }',
        { input },
      );
      const version = drafted.data.draftPolicy.id;
      const ofDraft = await explain(officer, HARBOUR, { ...facts, version });
      expect(of(ofDraft.data.explain, 'MISSING')).toMatchObject({
        level: 'EXISTENCE',
        reason: 'CAPPED',
        rules: ['rule-1', 'rule-2'],
      });
      expect(of(ofDraft.data.explain, 'IDENTITY')).toMatchObject({ level: 'NONE', rules: [] });

      const supervisor: Person = { organisation: NORFOLK_FORCE, role: 'SUPERVISOR' };
      const toSupervisor = await explain(supervisor, HARBOUR, facts);
      expect(of(toSupervisor.data.explain, 'MISSING')).toMatchObject({ level: 'SUMMARY', rules: null });
      const refused = await explain(supervisor, HARBOUR, { ...facts, version });
      expect(refused.errors[0]?.extensions['code']).toBe('FORBIDDEN');
      const foreign: Person = { organisation: NORFOLK_COUNCIL, role: 'DATA_OFFICER' };
      const unknown = await explain(foreign, HARBOUR, { ...facts, version });
      const none = await explain(foreign, HARBOUR, { ...facts, version: randomUUID() });
      expect(unknown.errors.map(({ message }) => message)).toEqual(none.errors.map(({ message }) => message));
      expect(unknown.errors[0]?.extensions['at']).toBe('input.version');
    });

    it('supposes nobody involved where nothing is stated', async () => {
      const { data } = await explain(DATA_OFFICER, OPEN_DOOR);
      const decisions: Decision[] = data.explain;
      expect(decisions).toContainEqual(
        expect.objectContaining({ category: 'INVOLVEMENT', level: 'NONE', reason: 'NO_RELATIONSHIP' }),
      );
      for (const { level, owner } of decisions) expect([level, owner.id]).toEqual(['NONE', NORFOLK_FORCE]);
    });

    it('shows the safeguarding minimum for a supposed concern', async () => {
      const enquiry = { purpose: 'SECTION_47_ENQUIRY', concern: 'LIKELY_SIGNIFICANT_HARM' };
      const { data } = await explain(DATA_OFFICER, KENT_COUNCIL, enquiry);
      expect(data.explain).toContainEqual(expect.objectContaining({ category: 'IDENTITY', level: 'SUMMARY' }));
    });

    it('gives the same answer for every child and none, whoever is involved and whatever the concern', async () => {
      const purposeless: Person = { organisation: NORFOLK_FORCE, role: 'DATA_OFFICER' };
      const questions = [
        {},
        { recipient: KENT_COUNCIL, purpose: 'SECTION_47_ENQUIRY' },
        { recipient: NORFOLK_COUNCIL, purpose: 'IMMEDIATE_PROTECTION', relationship: 'INVOLVED', consent: 'REFUSED' },
      ];
      for (const question of questions) {
        const children = [...Object.values(cast), randomUUID()];
        const answers = await Promise.all(
          children.map((childId) => explain(purposeless, HARBOUR, { childId, ...question })),
        );
        for (const { data, errors } of answers)
          expect({ data, errors }).toEqual({ data: answers[0]?.data, errors: [] });
        expect(answers[0]?.data.explain.length).toBeGreaterThan(0);
      }
    });

    it('is not for practitioners', async () => {
      const answer = await explain(worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), HARBOUR);
      expect(answer.data).toBeNull();
      expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
    });
  });

  describe('what was withheld', () => {
    it('is told by the names that the query gave, for each child of its own', async () => {
      const query = `query($a: ID!, $b: ID!) {
        first: child(id: $a) { gone: missingEpisodes { why: circumstances status } }
        second: child(id: $b) { gone: missingEpisodes { why: circumstances } again: missingEpisodes { id } } }`;
      const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), query, { a: cast['DEMO-1'], b: cast['DEMO-2'] });
      expect(answer.data.second).toEqual({ gone: null, again: null });
      expect(told(answer)).toEqual([
        `first.gone.*.why ${NORFOLK_FORCE} MISSING FULL>SUMMARY NOT_AGREED`,
        `second.again ${NORFOLK_FORCE} MISSING EXISTENCE>NONE CONSENT_WITHDRAWN`,
        `second.gone ${NORFOLK_FORCE} MISSING EXISTENCE>NONE CONSENT_WITHDRAWN`,
      ]);
    });

    it('does not tell of what the query left out', async () => {
      const query = `query($id: ID!, $all: Boolean!) { child(id: $id) {
        missingEpisodes @include(if: $all) { circumstances } intelligence @skip(if: true) { id } wishes { words } } }`;
      const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), query, { id: cast['DEMO-1'], all: false });
      expect(answer.data.child).toEqual({ wishes: [{ words: expect.any(String) }] });
      expect(answer.withheld).toEqual([]);
    });
  });

  describe('policies', () => {
    const POLICY = `query($owner: ID!) { policy(owner: $owner) { id status author approvedBy hash rules { id level } }
      policyVersions(owner: $owner) { id status } }`;

    it('are read by the data officers of their owner', async () => {
      const { data } = await hub.ask(DATA_OFFICER, POLICY, { owner: NORFOLK_FORCE });
      expect(data.policy).toMatchObject({ status: 'ACTIVE', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(data.policy.author).not.toBe(data.policy.approvedBy);
      expect(data.policy.rules.length).toBeGreaterThan(5);
      expect(data.policyVersions).toContainEqual({ id: data.policy.id, status: 'ACTIVE' });
    });

    it('are closed to everybody else', async () => {
      const others = [worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), { ...DATA_OFFICER, organisation: NORFOLK_COUNCIL }];
      for (const person of others) {
        const answer = await hub.ask(person, POLICY, { owner: NORFOLK_FORCE });
        expect(answer.data).toBeNull();
        expect(new Set(answer.errors.map(({ extensions }) => extensions['code']))).toEqual(new Set(['FORBIDDEN']));
      }
    });

    it('stand beside a dated table of what they rest on, open to all', async () => {
      const { data } = await hub.ask(worker(HARBOUR), '{ lawfulBases { id title statute article6 validFrom } }');
      const ids = data.lawfulBases.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(expect.arrayContaining(['CA2004-S11', 'DPA2018-SCH1-18', 'UKGDPR-6-1-EA']));
    });
  });
});
