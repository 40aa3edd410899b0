import { Client } from 'pg';
import { KENT_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const YOUTH_WORKER: Person = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
const FIELDS = 'id owner { id name } status missingSince returnedAt circumstances foundAt';
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
const RETURN = `mutation($episodeId: ID!, $returnedAt: DateTime!, $key: ID!) {
  recordReturn(episodeId: $episodeId, returnedAt: $returnedAt, foundAt: "a bus station", idempotencyKey: $key) {
    ${FIELDS} } }`;
const EPISODES = 'query($id: ID!) { child(id: $id) { missingEpisodes { id status missingSince circumstances } } }';

const REGISTER = `mutation($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { child { id } } }`;
const CUSTODY = `mutation($input: RecordCustodyInput!, $key: ID!) { recordCustody(input: $input, idempotencyKey: $key) { id } }`;
const NRM = 'mutation($input: ReferToNrmInput!, $key: ID!) { referToNrm(input: $input, idempotencyKey: $key) { id } }';
const PLACE = `mutation($input: RecordPlacementInput!, $key: ID!) {
  recordPlacement(input: $input, idempotencyKey: $key) { id } }`;
const IN_AREA = `query($area: ID!) { missingEpisodes(area: $area, status: MISSING, first: 100) { nodes { id } } }`;

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('reporting a child missing', () => {
  let hub: TestHub;
  let input: Record<string, unknown>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    const childId = await hub.findChild(OFFICER, 'DEMO-1');
    input = { childId, missingSince: hoursAgo(5), risk: 'HIGH', circumstances: 'left school at noon' };
  }, 60_000);
  afterAll(() => hub.stop());

  const report = (over: object = {}, key = 'report-1', person = OFFICER): Promise<HubAnswer> =>
    hub.ask(person, REPORT, { input: { ...input, ...over }, key });

  it('answers with the record, and everyone who may know of it reads it at once', async () => {
    const { data, errors, status } = await report();
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(data.reportMissing).toEqual({
      id: expect.any(String),
      owner: { id: NORFOLK_FORCE, name: expect.any(String) },
      status: 'MISSING',
      missingSince: input['missingSince'],
      returnedAt: null,
      circumstances: 'left school at noon',
      foundAt: null,
    });
    const { data: read } = await hub.ask(YOUTH_WORKER, EPISODES, { id: input['childId'] });
    // The charity may have the summary: what it may not read is withheld here as in any record of the force.
    expect(read.child.missingEpisodes).toContainEqual({
      id: data.reportMissing.id,
      status: 'MISSING',
      missingSince: input['missingSince'],
      circumstances: null,
    });
  });

  it('is done once, however often it is sent', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => report({}, 'report-2')));
    expect(new Set(answers.map(({ data }) => data.reportMissing.id)).size).toBe(1);
    const other = await report({ risk: 'LOW' }, 'report-2');
    expect(other).toMatchObject({ status: 409, data: null });
    expect(other.errors[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', at: 'idempotencyKey' });
  });

  it('tells of every fault at once', async () => {
    const { data, errors } = await report({ missingSince: '2999-01-01T00:00:00Z', circumstances: ' ' }, 'report-3');
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        message:
          '`input.missingSince`: expected a time that is not in the future; `input.circumstances`: expected text of 1 to 10000 characters',
        path: ['reportMissing'],
        extensions: expect.objectContaining({
          code: 'BAD_USER_INPUT',
          at: 'input.missingSince; input.circumstances',
          expected: 'a time that is not in the future; text of 1 to 10000 characters',
        }),
      }),
    ]);
  });

  it('is refused to a charity', async () => {
    const { data, errors } = await report({}, 'report-4', YOUTH_WORKER);
    expect(data).toBeNull();
    expect(errors[0]).toMatchObject({ path: ['reportMissing'], extensions: { code: 'FORBIDDEN' } });
  });

  it('ends with the return', async () => {
    const { data } = await report({}, 'report-5');
    const variables = { episodeId: data.reportMissing.id, returnedAt: hoursAgo(1), key: 'return-1' };
    const { data: ended, errors } = await hub.ask(OFFICER, RETURN, variables);
    expect(errors).toEqual([]);
    expect(ended.recordReturn).toMatchObject({
      id: variables.episodeId,
      status: 'RETURNED',
      returnedAt: variables.returnedAt,
      foundAt: 'a bus station',
    });
    const again = await hub.ask(OFFICER, RETURN, { ...variables, key: 'return-2' });
    expect(again.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'episodeId' });
  });

  describe('whom nobody has met before', () => {
    const SOCIAL_WORKER: Person = worker(NORFOLK_COUNCIL, 'MISSING_CHILD');
    const TAM = { givenName: 'Tamsin', familyName: 'Quarrybrook', dateOfBirth: '2011-11-11', nhsNumber: '4010232137' };
    const key = (): string => crypto.randomUUID();
    let childId: string;
    const register = async (person: Person): Promise<string> =>
      (await hub.ask(person, REGISTER, { input: { reference: 'TAM-1', ...TAM }, key: key() })).data.registerChild.child
        .id;
    const custody = (): object => ({
      childId,
      occurredAt: hoursAgo(1),
      subjectCategory: 'VICTIM',
      narrative: 'found in a car that was stopped',
      nrmConsidered: true,
      section45Considered: true,
    });
    const placement = (): object => ({
      childId,
      placementType: 'K2',
      startedOn: hoursAgo(0).slice(0, 10),
      provider: 'Invented Homes',
      address: '2 Invented Row',
      postcode: 'NR1 1AA',
      hostArea: NORFOLK_COUNCIL,
    });
    /** An answer without the id that is drawn for each error. */
    const refusalOf = ({ status, data, errors }: HubAnswer): unknown => ({
      status,
      data,
      errors: errors.map(({ message, path, extensions }) => ({ message, path, said: { ...extensions, id: null } })),
    });

    it('starts with a registration, and a council that is involved reads of it by the force’s policy', async () => {
      childId = await register(OFFICER);
      const { data, errors } = await report({ childId }, key());
      expect(errors).toEqual([]);
      const { id } = data.reportMissing;
      // A force of one area knows where: whoever looks for missing children there finds this one.
      const { data: there } = await hub.ask(OFFICER, IN_AREA, { area: NORFOLK_COUNCIL });
      expect(there.missingEpisodes.nodes).toContainEqual({ id });
      expect((await hub.ask(SOCIAL_WORKER, EPISODES, { id: childId })).data.child?.missingEpisodes ?? null).toBeNull();
      expect(await register(SOCIAL_WORKER)).toBe(childId);
      const { data: read } = await hub.ask(SOCIAL_WORKER, EPISODES, { id: childId });
      expect(read.child.missingEpisodes).toEqual([expect.objectContaining({ id, status: 'MISSING' })]);
    });

    it('goes on with custody, the NRM and a placement', async () => {
      for (const [person, document, said] of [
        [OFFICER, CUSTODY, custody()],
        [OFFICER, NRM, { childId, narrative: 'carried a bag for others' }],
        [SOCIAL_WORKER, PLACE, placement()],
      ] as const)
        expect((await hub.ask(person, document, { input: said, key: key() })).errors).toEqual([]);
    });

    it('is not found by a force that has nothing to do with the child, nor by one that no longer has', async () => {
      const never = refusalOf(await report({ childId: key() }, key()));
      expect(never).toMatchObject({ data: null, errors: [{ said: { code: 'NOT_FOUND', at: 'input.childId' } }] });
      const stranger = worker(KENT_FORCE, 'MISSING_CHILD');
      expect(refusalOf(await report({ childId }, key(), stranger))).toEqual(never);
      const client = new Client({ connectionString: hub.databases.hub });
      await client.connect();
      await client.query('update involvements set active = false where child_id = $1 and organisation = $2', [
        childId,
        NORFOLK_FORCE,
      ]);
      await client.end();
      expect(refusalOf(await report({ childId }, key()))).toEqual(never);
    });
  });
});
