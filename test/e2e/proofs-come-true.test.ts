import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { CATEGORIES, LEVELS } from '../../schema/vocabulary';
import { interpret } from '../../gateway/policy/interpret';
import { parsePolicyRules, type DecisionInput, type PolicyRule, type Situation } from '../../gateway/policy/rule';
import {
  findCast,
  HARBOUR,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { FIELDS_OF, levelIn, WORDS } from '../support/counter-example';
import { forcePolicy } from '../support/forced-policy';
import { aDecisionInput } from '../support/policy';
import { anyRules, anySituation } from '../support/policy-arbitraries';
import { startHub, type TestHub } from '../support/running-hub';

const officerOf = (organisation: string): Person => ({ organisation, role: 'DATA_OFFICER', subject: 'proving' });
const BASIS = 'DPA2018-SCH1-18';
const rule = (over: object): object => ({ kind: 'PERMIT', level: 'FULL', lawfulBasis: BASIS, ...over });
const EVERYTHING = rule({
  categories: CATEGORIES,
  consent: 'IGNORE',
  minimumRelationship: 'NONE',
  maximumHandling: 'SEALED',
});
const OF_CHARITY = { agencies: ['CHARITY'], roles: ['PRACTITIONER'], purposes: ['SUPPORT_SERVICE'] };

let hub: TestHub;
let cast: Record<CastMember, string>;
beforeAll(async () => {
  hub = await startHub({ children: 8 });
  cast = await findCast(hub);
}, 60_000);
afterAll(() => hub.stop());

const force = (owner: string, rules: readonly object[]): Promise<void> =>
  forcePolicy(
    hub,
    owner,
    rules.map((each, index) => ({ id: `rule-${index + 1}`, ...each })),
  );
const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
  hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });

interface Refusal {
  readonly id: string;
  readonly example: string | null;
  readonly message: string;
}

/** Drafts rules and tries to submit them: the proofs refuse it, and tell of the property. */
async function refusedFor(property: string, rules: readonly object[]): Promise<Refusal> {
  const officer = officerOf(NORFOLK_FORCE);
  const input = { owner: NORFOLK_FORCE, rules, note: `breaks ${property}` };
  const drafted = await hub.ask(
    officer,
    'mutation($input: DraftPolicyInput!, $key: ID!) { draftPolicy(input: $input, idempotencyKey: $key) { id } }',
    { input, key: randomUUID() },
  );
  expect(drafted.errors).toEqual([]);
  const { id } = drafted.data.draftPolicy;
  const submitted = await hub.ask(
    officer,
    'mutation($id: ID!, $key: ID!) { submitPolicy(version: $id, idempotencyKey: $key) { status } }',
    { id, key: randomUUID() },
  );
  expect(submitted.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', at: 'version' } }]);
  const check = await hub.ask(
    officer,
    `query($id: ID!) { checkPolicy(version: $id) { proved findings { property severity message example } } }`,
    { id },
  );
  expect(check.data.checkPolicy.proved).toBe(false);
  const found = check.data.checkPolicy.findings.find((one: { property: string }) => one.property === property);
  expect(found).toMatchObject({ severity: 'ERROR' });
  expect(submitted.errors[0]!.message).toContain(found.example ?? found.message);
  return { id, ...found };
}

/** Does what the words of a counter-example say, through the public API, and gives what is seen. */
async function replay(words: string | null, member: CastMember, over: { relationship?: string } = {}) {
  const [, agency, role, purpose, category, level, consent, relationship] = WORDS.exec(words ?? '')!;
  expect([agency, role]).toEqual(['charity', 'PRACTITIONER']);
  const organisation = { NONE: OPEN_DOOR, INVOLVED: HARBOUR }[over.relationship ?? relationship!]!;
  if (consent !== 'GIVEN')
    await hub.ask(
      worker(HARBOUR, 'SUPPORT_SERVICE'),
      `mutation($id: ID!, $key: ID!) { recordConsent(idempotencyKey: $key, input: { childId: $id, categories: [${category}],
        recipients: [CHARITY], state: ${consent}, givenBy: CHILD, capacity: "Gillick-assessed", reason: "said so" }) { id } }`,
      { id: cast[member], key: randomUUID() },
    );
  const fields = FIELDS_OF[category!]!;
  const person = worker(organisation, purpose as Person['purpose']);
  const { data } = await ask(person, member, fields);
  return { seen: levelIn(data.child, category!), told: level ?? 'NONE' };
}

describe('a policy that breaks a property is refused, and what was foretold comes true when it is forced into effect', () => {
  test('P4: a child that refuses is seen more of than one that consents', async () => {
    const rules = [
      rule({ categories: ['MISSING'], level: 'SUMMARY', consent: 'IGNORE', ...OF_CHARITY }),
      { kind: 'CAP', categories: ['MISSING'], level: 'NONE', consent: 'REQUIRED', ...OF_CHARITY },
    ];
    const { example } = await refusedFor('P4', rules);
    expect(example).toContain('but with consent GIVEN only nothing of MISSING: rule 2');
    await force(NORFOLK_FORCE, rules);
    const given = await replay(example!.replace(/consent is \w+/, 'consent is GIVEN'), 'DEMO-1');
    expect(given.seen).toBe('NONE');
    expect(await replay(example, 'DEMO-1')).toEqual({ seen: 'SUMMARY', told: 'SUMMARY' });
  });

  test('P5: a stranger sees more than whoever works with the child', async () => {
    const open = { consent: 'IGNORE', minimumRelationship: 'NONE', ...OF_CHARITY };
    const rules = [
      rule({ categories: ['MISSING'], level: 'SUMMARY', ...open }),
      rule({ categories: ['INVOLVEMENT'], level: 'EXISTENCE', ...open }),
      { kind: 'CAP', categories: ['MISSING'], level: 'NONE', minimumRelationship: 'INVOLVED', ...OF_CHARITY },
    ];
    const { example } = await refusedFor('P5', rules);
    expect(example).toContain('but with relationship INVOLVED only nothing of MISSING: rule 3');
    await force(NORFOLK_FORCE, rules);
    expect((await replay(example, 'DEMO-6', { relationship: 'INVOLVED' })).seen).toBe('NONE');
    expect(await replay(example, 'DEMO-6')).toEqual({ seen: 'SUMMARY', told: 'SUMMARY' });
  });

  test('P9: data about offences is given on a basis that does not cover it', async () => {
    const rules = [rule({ categories: ['OFFENDING'], level: 'SUMMARY', lawfulBasis: 'CA2004-S10', ...OF_CHARITY })];
    const { example, message } = await refusedFor('P9', rules);
    expect(message).toContain('CA2004-S10');
    await force(NORFOLK_FORCE, rules);
    expect(await replay(example, 'DEMO-1')).toEqual({ seen: 'SUMMARY', told: 'SUMMARY' });
  });

  test('P11: a dead rule changes nothing for anybody', async () => {
    const alive = rule({ categories: ['MISSING'], level: 'FULL', ...OF_CHARITY });
    const dead = rule({ categories: ['MISSING'], level: 'SUMMARY', ...OF_CHARITY });
    const { id, message } = await refusedFor('P11', [alive, dead]);
    expect(message).toMatch(/^rule 2 changes no cell/);
    await force(NORFOLK_FORCE, [alive]);
    const { data, errors } = await hub.ask(
      officerOf(NORFOLK_FORCE),
      'query($id: ID!) { simulatePolicy(version: $id) { cellsChanged gains { role } losses { role } } }',
      { id },
    );
    expect(errors).toEqual([]);
    expect(data.simulatePolicy).toEqual({ cellsChanged: 0, gains: [], losses: [] });
  });
});

/** These hold by the way tables are made: whatever is forced into effect, no rule breaks them. */
describe('a property that no rule can break holds under a policy that tries', () => {
  test('P1 and P2: nothing without a purpose, and nothing of another owner', async () => {
    const person = worker(HARBOUR, 'SUPPORT_SERVICE');
    const ofCouncil = 'socialCare { status plan } councilProfiles { initials dateOfBirth } referrals { rationale }';
    const before = await ask(person, 'DEMO-1', ofCouncil);
    await force(NORFOLK_FORCE, [EVERYTHING]);
    const purposeless = await ask(
      worker(HARBOUR),
      'DEMO-1',
      'missingEpisodes { missingSince } custodyEvents { occurredAt }',
    );
    expect(purposeless.data.child).toEqual({ missingEpisodes: null, custodyEvents: null });
    expect(purposeless.withheld.map(({ reason }) => reason)).toEqual(['PURPOSE_MISSING', 'PURPOSE_MISSING']);
    const after = await ask(person, 'DEMO-1', ofCouncil);
    expect([after.data, after.withheld]).toEqual([before.data, before.withheld]);
    const foreign = await hub.ask(
      officerOf(NORFOLK_FORCE),
      'mutation($input: DraftPolicyInput!) { draftPolicy(input: $input, idempotencyKey: "p2") { id } }',
      { input: { owner: NORFOLK_COUNCIL, rules: [EVERYTHING], note: 'theirs' } },
    );
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', at: 'input.owner' } }]);
  });

  test('P3 and P6: a HIDDEN report stays as if not held, a SEALED placement withheld', async () => {
    const hidden = { ...EVERYTHING, maximumHandling: 'HIDDEN' };
    const drafted = await hub.ask(
      officerOf(KENT_FORCE),
      'mutation($input: DraftPolicyInput!) { draftPolicy(input: $input, idempotencyKey: "p3") { id } }',
      { input: { owner: KENT_FORCE, rules: [hidden], note: 'all' } },
    );
    expect(drafted.errors).toMatchObject([{ extensions: { at: 'input.rules[0].maximumHandling' } }]);
    await Promise.all([force(KENT_FORCE, [hidden]), force(NORFOLK_COUNCIL, [hidden])]);
    const reports = 'intelligence { id reportText }';
    const own = await ask(worker(KENT_FORCE), 'DEMO-3', reports);
    const others = await ask(worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY'), 'DEMO-3', reports);
    // One of the two names the reader; the other is HIDDEN.
    expect([own.data.child.intelligence.length, others.data.child.intelligence.length]).toEqual([2, 1]);
    const placed = await ask(worker(HARBOUR, 'SUPPORT_SERVICE'), 'DEMO-7', 'placements { placementType provider }');
    expect(placed.data.child.placements).toEqual([{ placementType: null, provider: null }]);
    expect(new Set(placed.withheld.map(({ reason }) => reason))).toEqual(new Set(['SEALED']));
  });

  test('P8 and P10: what is withheld has a reason and a contact, and the safeguarding minimum needs no rule', async () => {
    await force(METROPOLITAN_FORCE, []);
    const fields =
      'missingEpisodes { missingSince circumstances } policeProfiles { initials familyName } custodyEvents { id }';
    const answer = await ask(worker(NORFOLK_COUNCIL, 'SECTION_47_ENQUIRY'), 'DEMO-4', fields);
    expect(answer.data.child.missingEpisodes).toEqual([{ missingSince: expect.any(String), circumstances: null }]);
    expect(answer.data.child.policeProfiles).toEqual([{ initials: expect.any(String), familyName: null }]);
    expect(answer.withheld.length).toBeGreaterThan(2);
    for (const { reason, contact } of answer.withheld)
      expect([reason, contact?.name]).toEqual(['NOT_AGREED', expect.any(String)]);
    // A cap may keep it back: that is the owner's veto, and a WARNING of the proofs.
    await force(METROPOLITAN_FORCE, [{ kind: 'CAP', categories: ['MISSING'], level: 'NONE' }]);
    const capped = await ask(
      worker(NORFOLK_COUNCIL, 'SECTION_47_ENQUIRY'),
      'DEMO-4',
      'missingEpisodes { missingSince }',
    );
    expect([capped.data.child.missingEpisodes, capped.withheld[0]?.reason]).toEqual([null, 'CAPPED']);
  });

  test('P7: breaking the glass lowers nothing, and the owner is told', async () => {
    const person: Person = { ...worker(LEWISHAM_COUNCIL, 'IMMEDIATE_PROTECTION'), subject: 'breaking' };
    await force(METROPOLITAN_FORCE, [{ ...EVERYTHING, level: 'SUMMARY' }]);
    const seen = async (): Promise<string> => {
      const { data } = await ask(person, 'DEMO-4', FIELDS_OF['MISSING']!);
      return levelIn(data.child, 'MISSING');
    };
    const before = await seen();
    await hub.ask(
      person,
      `mutation($id: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE", explanation: "seen with a knife ten minutes ago",
        minutes: 5, idempotencyKey: "p7") { id } }`,
      { id: cast['DEMO-4'] },
    );
    expect([before, await seen()]).toEqual(['SUMMARY', 'FULL']);
    const log = await hub.ask(
      officerOf(METROPOLITAN_FORCE),
      '{ disclosures(filter: { category: MISSING, breakGlass: true }) { nodes { notifyOwner } } }',
    );
    expect(log.data.disclosures.nodes).toContainEqual({ notifyOwner: true });
  });
});

test('P12: what the hub explains is what the plain reading of the policy in force says', async () => {
  const drawn = fc.sample(fc.tuple(anyRules, fc.array(anySituation, { minLength: 12, maxLength: 12 })), {
    numRuns: 3,
    seed: 12,
  });
  let compared = 0;
  for (const [rules, situations] of drawn) {
    const forced: PolicyRule[] = parsePolicyRules(rules);
    await forcePolicy(hub, NORFOLK_FORCE, forced);
    const recipient = { organisation: HARBOUR, agency: 'CHARITY', role: 'PRACTITIONER', purposes: null } as const;
    const areas = await areasOf(HARBOUR);
    const input: DecisionInput = aDecisionInput('POLICE', {
      policy: { id: 'forced', owner: NORFOLK_FORCE, rules: forced },
      ownerAreas: await areasOf(NORFOLK_FORCE),
      recipient: { ...recipient, areas },
      today: new Date().toISOString().slice(0, 10),
    });
    for (const each of situations) {
      const handling = each.handling === 'CONDITIONAL_NAMED' ? 'OPEN' : each.handling;
      const age = each.age === null ? null : Math.min(each.age, 25);
      const situation: Situation = { ...each, handling, age, breakGlass: false };
      compared += await compareExplanation(input, situation);
    }
  }
  expect(compared).toBeGreaterThan(100);
});

async function areasOf(organisation: string): Promise<string[]> {
  const { data } = await hub.ask(worker(HARBOUR), '{ organisations { id areas { code } } }');
  const found = data.organisations.find(({ id }: { id: string }) => id === organisation);
  return found.areas.map(({ code }: { code: string }) => code);
}

async function compareExplanation(input: DecisionInput, situation: Situation): Promise<number> {
  const { consent, relationship, concern, handling, age, justified } = situation;
  const facts = { consent, relationship, concern, handling, age, justified };
  const asked = { childId: cast['DEMO-1'], recipient: HARBOUR, role: 'PRACTITIONER', purpose: input.purpose, ...facts };
  const { data, errors } = await hub.ask(
    officerOf(NORFOLK_FORCE),
    'query($asked: ExplainInput!) { explain(input: $asked) { category level reason } }',
    { asked },
  );
  expect(errors).toEqual([]);
  for (const { category, level, reason } of data.explain) {
    const decision = interpret(input, situation, category);
    const next = LEVELS[LEVELS.indexOf(decision.level) + 1];
    expect([category, level, reason]).toEqual([category, decision.level, next ? decision.reasonFor(next) : null]);
  }
  return data.explain.length;
}
