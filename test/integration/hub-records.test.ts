import { randomUUID } from 'node:crypto';
import { aCaller, aChildLine, aRegistration, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

describe('me', () => {
  it('says who asks and which purposes are open to the role and agency', async () => {
    const query = '{ me { subject role organisation { id name areas { code policeForce { id } } } purposes } }';
    const { data } = await hub.ask(query, aCaller(COUNCIL, { role: 'ADVOCATE' }));
    expect(data.me).toEqual({
      subject: `worker-of-${COUNCIL}`,
      role: 'ADVOCATE',
      organisation: { id: COUNCIL, name: 'Norfolk', areas: [{ code: COUNCIL, policeForce: { id: FORCE } }] },
      purposes: ['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'OVERSIGHT'],
    });
    const police = await hub.ask('{ me { purposes } }', aCaller(FORCE));
    expect(police.data.me.purposes).toContain('CRIME_PREVENTION');
    const council = await hub.ask('{ me { purposes } }', aCaller(COUNCIL));
    expect(council.data.me.purposes).not.toContain('CRIME_PREVENTION');
  });
});

describe('organisations', () => {
  it('are filtered by agency and area, and take no statement', async () => {
    hub.statements.length = 0;
    const { data } = await hub.ask(
      `{ all: organisations { id } force: organisations(agency: POLICE, area: "${COUNCIL}") { id contact { name } } }`,
      aCaller(CHARITY),
    );
    expect(data.all).toHaveLength(3);
    expect(data.force).toEqual([{ id: FORCE, contact: { name: 'Safeguarding desk' } }]);
    expect(hub.statements).toEqual([]);
  });

  it('names an unknown area', async () => {
    const { errors } = await hub.ask('{ organisations(area: "X1") { id } }', aCaller(CHARITY));
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'area' }]);
  });
});

describe('child', () => {
  it('refuses a malformed id, and does not find one that nobody has', async () => {
    const query = 'query ($id: ID!) { child(id: $id) { id } }';
    const malformed = await hub.ask(query, aCaller(FORCE), { variables: { id: 'DEMO-1' } });
    expect(malformed).toMatchObject({ data: { child: null }, errors: [{ code: 'BAD_USER_INPUT', at: 'id' }] });
    const unknown = await hub.ask(query, aCaller(FORCE), { variables: { id: randomUUID() } });
    expect(unknown).toMatchObject({ data: { child: null }, errors: [{ code: 'NOT_FOUND', at: 'id' }] });
  });
});

describe('the entities', () => {
  const ENTITIES = `query ($representations: [_Any!]!) { records: _entities(representations: $representations) {
    ... on Child { id concern involvements { id } consents { id } }
    ... on Involvement { organisation { id } since active contact { name } }
    ... on Consent { state }
    ... on Organisation { name }
    ... on Area { name policeForce { id } }
  } }`;
  const entities = (representations: object[]) => hub.ask(ENTITIES, aCaller(FORCE), { variables: { representations } });

  it('take one statement for each field of a thousand children', async () => {
    const lines = Array.from({ length: 1_000 }, () => aChildLine([FORCE, COUNCIL]));
    await hub.load(lines);
    hub.statements.length = 0;
    const { data, errors } = await entities(lines.map(({ id }) => ({ __typename: 'Child', id })));
    expect(errors).toEqual([]);
    expect(data.records).toHaveLength(1_000);
    expect(data.records[999]).toMatchObject({ id: lines[999]?.id, concern: 'NOT_RECORDED', consents: [] });
    expect(data.records[999].involvements).toHaveLength(2);
    expect(hub.statements).toHaveLength(3);
  });

  it('of a record whose key no longer holds are null', async () => {
    const registration = aRegistration(FORCE, {
      handling: 'SEALED',
      contactName: 'Ines Farrow',
      contactRole: 'sergeant',
    });
    const child = aChildLine([], { registrations: [registration] });
    await hub.load([child]);
    const key = { __typename: 'Involvement', id: registration['id'], subjectId: child.id, ownerId: FORCE };
    const { data } = await entities([
      { ...key, handling: 'SEALED' },
      { ...key, handling: 'OPEN' },
      { ...key, handling: 'SEALED', ownerId: COUNCIL },
      { ...key, handling: 'SEALED', subjectId: randomUUID() },
      { ...key, handling: 'SEALED', id: 'malformed' },
    ]);
    expect(data.records).toEqual([
      { organisation: { id: FORCE }, since: '2025-01-02', active: true, contact: { name: 'Ines Farrow' } },
      null,
      null,
      null,
      null,
    ]);
  });

  it('mark a consent as its recorder\u2019s involvement is marked', async () => {
    const child = aChildLine([], { registrations: [aRegistration(FORCE, { handling: 'HIDDEN' })] });
    const consent = {
      kind: 'Consent',
      id: randomUUID(),
      childId: child.id,
      categories: ['MISSING'],
      recipients: ['COUNCIL'],
      state: 'REFUSED',
      givenBy: 'PARENT',
      capacity: 'parent',
      recordedBy: FORCE,
      recordedAt: '2026-01-01T00:00:00Z',
    };
    await hub.load([child, consent]);
    const key = { __typename: 'Consent', id: consent.id, subjectId: child.id, ownerId: FORCE };
    const { data } = await entities([
      { ...key, handling: 'HIDDEN' },
      { ...key, handling: 'OPEN' },
    ]);
    expect(data.records).toEqual([{ state: 'REFUSED' }, null]);
  });

  it('of organisations and areas come from memory', async () => {
    hub.statements.length = 0;
    const { data } = await entities([
      { __typename: 'Organisation', id: CHARITY },
      { __typename: 'Area', code: COUNCIL },
      { __typename: 'Organisation', id: 'nobody' },
    ]);
    expect(data.records).toEqual([
      { name: 'Harbour Youth Trust' },
      { name: 'Norfolk', policeForce: { id: FORCE } },
      null,
    ]);
    expect(hub.statements).toEqual([]);
  });
});
