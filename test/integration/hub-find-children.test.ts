import { aCaller, aChildLine, aRegistration, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

describe('findChildren', () => {
  const FIND = `query ($input: FindChildrenInput!) { findChildren(input: $input) { band evidence child { id } } }`;
  const identity = { givenName: 'Ivo', familyName: 'Thornapple', dateOfBirth: '2010-02-03' };
  const line = aChildLine([], {
    registrations: [
      aRegistration(FORCE, { ...identity, reference: 'DEMO-7', nhsNumber: '9990000042' }),
      aRegistration(CHARITY, { ...identity, reference: 'T-7', allocatedTeam: 'team-7', allocatedSubjects: ['ada'] }),
    ],
  });
  beforeAll(() => hub.load([line]));
  beforeEach(() => {
    hub.gateway.knowable.clear();
    hub.gateway.askedAbout.length = 0;
  });

  const find = (caller: ReturnType<typeof aCaller>, input: object, purpose: 'CHILD_IN_NEED' | null = null) =>
    hub.ask(FIND, caller, { purpose, variables: { input } });

  it('finds by the own reference, by NHS number and by exact name with date of birth', async () => {
    const byReference = await find(aCaller(FORCE), { reference: 'DEMO-7' });
    expect(byReference.data.findChildren).toEqual([
      { band: 'CERTAIN', evidence: ['your organisation\u2019s own reference'], child: { id: line.id } },
    ]);
    const byNumber = await find(aCaller(FORCE), { nhsNumber: '9990000042' });
    expect(byNumber.data.findChildren).toMatchObject([{ band: 'CERTAIN', child: { id: line.id } }]);
    const byName = await find(aCaller(FORCE), { ...identity, familyName: 'THORN-APPLE' });
    expect(byName.data.findChildren).toMatchObject([{ band: 'LIKELY', child: { id: line.id } }]);
  });

  it('does not find by another organisation\u2019s reference', async () => {
    expect((await find(aCaller(CHARITY), { reference: 'DEMO-7' })).data.findChildren).toEqual([]);
  });

  it('finds a child that others know only with a purpose and when one of them lets the caller know', async () => {
    const council = aCaller(COUNCIL);
    hub.gateway.knowable.add(line.id);
    hub.gateway.owners.add(FORCE);
    expect((await find(council, identity)).data.findChildren).toEqual([]);
    expect(hub.gateway.askedAbout).toEqual([]);
    expect((await find(council, identity, 'CHILD_IN_NEED')).data.findChildren).toHaveLength(1);
    hub.gateway.owners.clear();
    expect((await find(council, identity, 'CHILD_IN_NEED')).data.findChildren).toEqual([]);
    hub.gateway.owners.add(FORCE);
    hub.gateway.knowable.clear();
    expect((await find(council, identity, 'CHILD_IN_NEED')).data.findChildren).toEqual([]);
  });

  it('does as much for nobody as for a child of whom the caller may not know', async () => {
    const council = aCaller(COUNCIL);
    const done: unknown[] = [];
    for (const nhsNumber of ['9990000042', '9990000050']) {
      hub.statements.length = 0;
      hub.gateway.askedAbout.length = 0;
      expect((await find(council, { nhsNumber }, 'CHILD_IN_NEED')).data.findChildren).toEqual([]);
      done.push([[...hub.statements], hub.gateway.askedAbout.map((ids) => ids.length)]);
    }
    expect(done[1]).toEqual(done[0]);
  });

  it('shows advocates the children who are allocated to them or their team, and no others', async () => {
    hub.gateway.knowable.add(line.id);
    const advocate = (over: object) => aCaller(CHARITY, { role: 'ADVOCATE', ...over });
    expect((await find(advocate({ subject: 'ada' }), identity)).data.findChildren).toHaveLength(1);
    expect((await find(advocate({ team: 'team-7' }), identity)).data.findChildren).toHaveLength(1);
    expect((await find(advocate({ subject: 'bea' }), identity, 'CHILD_IN_NEED')).data.findChildren).toEqual([]);
  });

  it.each(['ANALYST', 'DATA_OFFICER'] as const)('is forbidden to %s', async (role) => {
    const { errors } = await find(aCaller(FORCE, { role }), { reference: 'DEMO-7' });
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it.each([
    [{}, /a reference, an NHS number, or given name/],
    [{ postcode: 'NR1 3JU' }, /a postcode alone/],
    [{ familyName: 'Thornapple' }, /givenName and dateOfBirth too/],
    [{ reference: 'DEMO-7', givenName: 'Ivo' }, /familyName and dateOfBirth too/],
    [{ nhsNumber: '9990000043' }, /check digit/],
  ])('refuses %j with what to give instead', async (input, message) => {
    const { errors } = await find(aCaller(FORCE), input);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(errors[0]?.message).toMatch(message);
  });

  it('gives at most ten', async () => {
    const namesake = { givenName: 'Sol', familyName: 'Underhazel', dateOfBirth: '2011-11-11' };
    await hub.load(
      Array.from({ length: 12 }, () => aChildLine([], { registrations: [aRegistration(FORCE, namesake)] })),
    );
    expect((await find(aCaller(FORCE), namesake)).data.findChildren).toHaveLength(10);
  });
});
