import { NORFOLK_FORCE, worker } from '../support/cast';
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
});
