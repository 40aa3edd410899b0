import { randomUUID } from 'node:crypto';
import { type DisclosureRow } from '../../gateway/hub/ports';
import { type SharingRow } from '../../gateway/hub/sharing-port';
import { aCaller, aChildLine, aRegistration, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

let hub: TestHub;
const child = aChildLine([], {
  registrations: [aRegistration(FORCE), aRegistration(CHARITY, { allocatedSubjects: ['ada'] })],
});
beforeAll(async () => {
  hub = await startHub();
  await hub.load([child]);
});
afterAll(() => hub.close());

const aDecision = (owner: string): SharingRow => ({
  owner,
  category: 'MISSING',
  level: 'SUMMARY',
  reason: 'NOT_AGREED',
  breakGlass: false,
});

describe('Child.sharing', () => {
  it('shows the gateway\u2019s decisions with the person to ask', async () => {
    hub.gateway.decisions = [aDecision(FORCE), { ...aDecision(COUNCIL), level: 'FULL', reason: null }];
    const query = `{ child(id: "${child.id}") { sharing { owner { id } category level reason contact { name } } } }`;
    const { data } = await hub.ask(query, aCaller(CHARITY));
    expect(data.child.sharing).toEqual([
      {
        owner: { id: FORCE },
        category: 'MISSING',
        level: 'SUMMARY',
        reason: 'NOT_AGREED',
        contact: { name: 'Safeguarding desk' },
      },
      { owner: { id: COUNCIL }, category: 'MISSING', level: 'FULL', reason: null, contact: null },
    ]);
  });
});

describe('explain', () => {
  const EXPLAIN = 'query ($input: ExplainInput!) { explain(input: $input) { owner { id } } }';
  const input = { childId: child.id, recipient: CHARITY, role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
  const officer = aCaller(FORCE, { role: 'DATA_OFFICER' });

  const recipient = {
    organisation: CHARITY,
    agency: 'CHARITY',
    areas: [],
    role: 'PRACTITIONER',
    purpose: 'SUPPORT_SERVICE',
    version: null,
  };

  it('asks of the own organisation\u2019s rules, supposing what opens least where nothing is stated', async () => {
    hub.gateway.decisions = [aDecision(FORCE)];
    const { data } = await hub.ask(EXPLAIN, officer, { variables: { input } });
    expect(data.explain).toEqual([{ owner: { id: FORCE } }]);
    expect(hub.gateway.askedFor.at(-1)).toEqual({
      owner: FORCE,
      recipient,
      facts: {
        relationship: 'NONE',
        concern: 'NOT_RECORDED',
        consent: 'NOT_SOUGHT',
        handling: 'OPEN',
        age: null,
        justified: false,
      },
    });
  });

  it('supposes the facts that are stated', async () => {
    const facts = {
      relationship: 'INVOLVED',
      concern: 'LIKELY_SIGNIFICANT_HARM',
      consent: 'REFUSED',
      handling: 'SEALED',
      age: 15,
      justified: true,
    };
    await hub.ask(EXPLAIN, officer, { variables: { input: { ...input, ...facts } } });
    expect(hub.gateway.askedFor.at(-1)).toEqual({ owner: FORCE, recipient, facts });
    const { errors } = await hub.ask(EXPLAIN, officer, { variables: { input: { ...input, age: -1 } } });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.age' }]);
  });

  it('reads nothing of the child, so that one whom nobody knows is answered alike', async () => {
    hub.statements.length = 0;
    const known = await hub.ask(EXPLAIN, officer, { variables: { input } });
    const asked = hub.gateway.askedFor.at(-1);
    const unknown = await hub.ask(EXPLAIN, officer, { variables: { input: { ...input, childId: randomUUID() } } });
    expect(unknown).toEqual(known);
    expect(hub.gateway.askedFor.at(-1)).toEqual(asked);
    expect(hub.statements).toEqual([]);
  });

  it('decides by a draft for data officers only', async () => {
    const variables = { input: { ...input, version: 'v9' } };
    const supervisor = await hub.ask(EXPLAIN, aCaller(FORCE, { role: 'SUPERVISOR' }), { variables });
    expect(supervisor.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('is for data officers and supervisors', async () => {
    const supervisor = await hub.ask(EXPLAIN, aCaller(FORCE, { role: 'SUPERVISOR' }), { variables: { input } });
    expect(supervisor.errors).toEqual([]);
    const practitioner = await hub.ask(EXPLAIN, aCaller(FORCE), { variables: { input } });
    expect(practitioner.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('names everything that it does not know', async () => {
    const variables = { input: { ...input, childId: 'x', recipient: 'nobody', version: 'v9' } };
    const { errors } = await hub.ask(EXPLAIN, officer, { variables });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.childId; input.recipient; input.version' }]);
  });
});

describe('disclosures', () => {
  const aLine = (over: Partial<DisclosureRow> = {}): DisclosureRow => ({
    id: randomUUID(),
    at: new Date('2026-02-01T00:00:00Z'),
    recipient: CHARITY,
    role: 'PRACTITIONER',
    person: 'ada',
    purpose: 'SUPPORT_SERVICE',
    justification: null,
    owner: FORCE,
    category: 'MISSING',
    level: 'SUMMARY',
    outcome: 'DISCLOSED',
    reason: null,
    policyVersion: 'v1',
    breakGlass: false,
    notifyOwner: false,
    childId: child.id,
    ...over,
  });
  const LIST = `query ($filter: DisclosureFilter, $first: Int) {
    disclosures(filter: $filter, first: $first) { nodes { recipient { id } person at child { id } } pageInfo { hasNextPage } }
  }`;
  const officer = aCaller(FORCE, { role: 'DATA_OFFICER' });

  it('are those of the own organisation\u2019s data, whatever is asked', async () => {
    hub.gateway.disclosures = [aLine()];
    const variables = { filter: { recipient: CHARITY, from: '2026-01-01T00:00:00Z' } };
    const { data } = await hub.ask(LIST, officer, { variables });
    expect(data.disclosures.nodes).toEqual([
      { recipient: { id: CHARITY }, person: 'ada', at: '2026-02-01T00:00:00.000Z', child: { id: child.id } },
    ]);
    expect(hub.gateway.queries.at(-1)).toMatchObject({
      owners: [FORCE],
      recipient: CHARITY,
      from: new Date('2026-01-01T00:00:00Z'),
      first: 50,
      after: null,
    });
    const foreign = await hub.ask(LIST, officer, { variables: { filter: { owner: COUNCIL } } });
    expect(foreign.errors).toMatchObject([{ code: 'FORBIDDEN', at: 'filter.owner' }]);
  });

  it.each(['PRACTITIONER', 'ADVOCATE', 'ANALYST', 'PARTNER_SYSTEM'] as const)('are forbidden to %s', async (role) => {
    expect((await hub.ask(LIST, aCaller(FORCE, { role }))).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it.each([0, 101, -1])('come in pages of 1 to 100, not %s', async (first) => {
    const { errors } = await hub.ask(LIST, officer, { variables: { first } });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'first' }]);
  });

  it('name all faults of a filter', async () => {
    const filter = { childId: 'x', recipient: 'nobody', from: 'yesterday' };
    const { errors } = await hub.ask(LIST, officer, { variables: { filter } });
    expect(errors).toMatchObject([{ at: 'filter.childId; filter.recipient; filter.from' }]);
  });

  const OF_CHILD = `{ child(id: "${child.id}") { id disclosures { nodes { id } reason } } }`;

  it('is read one page after another, however often a request asks for it', async () => {
    const asked = Array.from({ length: 20 }, (_, n) => `a${n}: disclosures(first: ${n + 1}) { nodes { id } }`).join(
      ' ',
    );
    const { data } = await hub.ask(`{ child(id: "${child.id}") { ${asked} } }`, aCaller(FORCE));
    expect(Object.keys(data.child)).toHaveLength(20);
    expect(hub.gateway.reading.most).toBe(1);
  });

  it('of a child are, for its advocate, those of the owners it may know of, and none for another advocate', async () => {
    hub.gateway.owners.add(FORCE);
    await hub.ask(OF_CHILD, aCaller(CHARITY, { role: 'ADVOCATE', subject: 'ada' }));
    expect(hub.gateway.queries.at(-1)).toMatchObject({ childId: child.id, owners: [CHARITY, FORCE] });
    hub.gateway.queries.length = 0;
    const other = await hub.ask(OF_CHILD, aCaller(CHARITY, { role: 'ADVOCATE', subject: 'bea' }));
    expect(other.data.child).toEqual({ id: child.id, disclosures: { nodes: [], reason: 'NO_RELATIONSHIP' } });
    const analyst = await hub.ask(OF_CHILD, aCaller(CHARITY, { role: 'ANALYST' }));
    expect(analyst.data.child).toEqual({ id: child.id, disclosures: { nodes: [], reason: 'ROLE_NOT_PERMITTED' } });
    expect(hub.gateway.queries).toEqual([]);
  });

  it('are held back from the child\u2019s advocate until a moment, and from nobody else, which no answer tells', async () => {
    const LOG = `{ child(id: "${child.id}") { disclosures { nodes { id } reason mayBeIncomplete } } }`;
    const advocate = aCaller(CHARITY, { role: 'ADVOCATE', subject: 'ada' });
    const heldFrom = async (caller: typeof advocate) => {
      const { data } = await hub.ask(LOG, caller);
      return { held: hub.gateway.queries.at(-1)?.held, mayBeIncomplete: data.child.disclosures.mayBeIncomplete };
    };
    expect(await heldFrom(advocate)).toEqual({ held: [], mayBeIncomplete: true });
    const hold = `mutation { holdChildLog(childId: "${child.id}", recipient: "${COUNCIL}", until: "2026-03-03T00:00:00Z",
      reason: "an arrest is near", idempotencyKey: "hold-1") { id child { id } recipient { id } until reason } }`;
    const { data, errors } = await hub.ask(hold, officer);
    expect(errors).toEqual([]);
    expect(data.holdChildLog).toMatchObject({ recipient: { id: COUNCIL }, until: '2026-03-03T00:00:00.000Z' });
    expect(hub.gateway.changes.at(-1)).toBe(`${officer.subject} CHILD_LOG_HELD ${data.holdChildLog.id} ${FORCE}`);
    expect(await heldFrom(advocate)).toEqual({ held: [{ owner: FORCE, recipient: COUNCIL }], mayBeIncomplete: true });
    expect(await heldFrom(aCaller(FORCE))).toEqual({ held: [], mayBeIncomplete: false });
    await hub.ask(LIST, officer);
    expect(hub.gateway.queries.at(-1)).toMatchObject({ held: [] });
    const now = hub.now;
    hub.now = new Date('2026-03-03T00:00:00Z');
    expect(await heldFrom(advocate)).toEqual({ held: [], mayBeIncomplete: true });
    hub.now = now;
  });

  it('of a child are the own organisation\u2019s for anyone else', async () => {
    await hub.ask(OF_CHILD, aCaller(COUNCIL));
    expect(hub.gateway.queries.at(-1)).toMatchObject({ childId: child.id, owners: [COUNCIL] });
  });
});
