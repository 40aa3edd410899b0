import 'reflect-metadata';
import { Client } from 'pg';
import type { Principal } from '../../subgraphs/kit/context';
import { POLICE } from '../../subgraphs/police/subgraph';
import { anEpisode, aProfile } from '../support/police-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-06-10T12:00:00Z');
const KEY = 'id subjectId ownerId handling';
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  done: reportMissing(input: $input, idempotencyKey: $key) { ${KEY} status missingSince returnedAt risk circumstances } }`;
const RETURN = `mutation($episodeId: ID!, $returnedAt: DateTime!, $foundAt: String, $key: ID!) {
  done: recordReturn(episodeId: $episodeId, returnedAt: $returnedAt, foundAt: $foundAt, idempotencyKey: $key) {
    ${KEY} status missingSince returnedAt foundAt } }`;
const CUSTODY = `mutation($input: RecordCustodyInput!, $key: ID!) {
  done: recordCustody(input: $input, idempotencyKey: $key) {
    ${KEY} occurredAt subjectCategory offenceCode narrative nrmConsidered section45Considered } }`;
const NRM = `mutation($input: ReferToNrmInput!, $key: ID!) {
  done: referToNrm(input: $input, idempotencyKey: $key) { ${KEY} stage competentAuthority referredAt narrative } }`;

const aReport = (over: object = {}): object => ({
  childId: 'child-1',
  missingSince: '2026-06-09T22:30:00Z',
  risk: 'HIGH',
  circumstances: 'invented circumstances',
  ...over,
});
const aReturn = (over: object = {}): object => ({
  episodeId: 'episode-1',
  returnedAt: '2026-06-10T09:00:00Z',
  ...over,
});
const aCustody = (over: object = {}): object => ({
  childId: 'child-1',
  occurredAt: '2026-06-10T01:15:00Z',
  subjectCategory: 'SUSPECT',
  narrative: 'invented narrative',
  nrmConsidered: false,
  section45Considered: false,
  ...over,
});
const aReferral = (over: object = {}): object => ({ childId: 'child-1', narrative: 'invented narrative', ...over });

interface Mutation {
  name: string;
  table: string;
  ask: (over?: object, key?: string, principal?: Partial<Principal>) => Promise<Answer>;
}

let police: TestSubgraph;
let episodes = 100;
beforeAll(async () => {
  police = await startSubgraph(POLICE, () => NOW);
  await police.load([aProfile(1), aProfile(2, { ownerId: 'E23000001' })]);
});
afterAll(() => police.close());

const withInput =
  (query: string, input: (over: object) => object): Mutation['ask'] =>
  (over = {}, key = crypto.randomUUID(), principal = {}) =>
    police.ask(query, { input: input(over), key }, principal);
const recordReturn: Mutation['ask'] = (over = {}, key = crypto.randomUUID(), principal = {}) =>
  police.ask(RETURN, { ...aReturn(over), key }, principal);

const MUTATIONS: Mutation[] = [
  { name: 'reportMissing', table: 'missing_episodes', ask: withInput(REPORT, aReport) },
  { name: 'recordReturn', table: 'missing_episodes', ask: recordReturn },
  { name: 'recordCustody', table: 'custody_events', ask: withInput(CUSTODY, aCustody) },
  { name: 'referToNrm', table: 'nrm_referrals', ask: withInput(NRM, aReferral) },
];
const [reportMissing, , recordCustody, referToNrm] = MUTATIONS.map(({ ask }) => ask) as [
  Mutation['ask'],
  Mutation['ask'],
  Mutation['ask'],
  Mutation['ask'],
];

/** An episode of child 1 that has not ended; the input that names it, for `recordReturn`, and nothing for the others. */
async function openEpisode(name: string, over: object = {}): Promise<object> {
  if (name !== 'recordReturn') return {};
  episodes += 1;
  const missingSince = '2026-06-09T22:30:00Z';
  await police.load([anEpisode(episodes, { subjectId: 'child-1', missingSince, ...over })]);
  return { episodeId: `episode-${episodes}` };
}

type Row = Record<string, unknown>;
const rowsOf = (table: string): Promise<Row[]> => police.dataSource.query<Row[]>(`select * from ${table} order by id`);
const stateOf = async (table: string): Promise<unknown> =>
  Promise.all([
    rowsOf(table),
    rowsOf('outbox'),
    police.dataSource.query('select * from idempotency_keys order by key'),
  ]);
const newestEvent = async (): Promise<Row | undefined> =>
  (await police.dataSource.query<Row[]>('select * from outbox order by seq desc limit 1'))[0];
const refusal = ({ errors }: Answer): unknown => {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { code, argument, expected };
};

describe('what a mutation writes', () => {
  test('is an episode of the caller\u2019s force, in the area where the child lives', async () => {
    const { data, errors } = await reportMissing();
    expect(errors).toBeUndefined();
    expect(data.done).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      subjectId: 'child-1',
      ownerId: 'E23000024',
      handling: 'OPEN',
      status: 'MISSING',
      missingSince: '2026-06-09T22:30:00.000Z',
      returnedAt: null,
      risk: 'HIGH',
      circumstances: 'invented circumstances',
    });
    const [row] = await police.dataSource.query<Row[]>('select area_code from missing_episodes where id = $1', [
      data.done.id,
    ]);
    expect(row).toEqual({ area_code: 'E10000020' });
  });

  test('is the marking and the status that the caller gave', async () => {
    const { data } = await reportMissing({ status: 'AWAY_WITHOUT_AUTHORISATION', handling: 'SEALED' });
    expect(data.done).toMatchObject({ status: 'AWAY_WITHOUT_AUTHORISATION', handling: 'SEALED' });
    expect(await newestEvent()).toMatchObject({ record_id: data.done.id, handling: 'SEALED' });
    const { data: usual } = await reportMissing({ status: null, handling: null });
    expect(usual.done).toMatchObject({ status: 'MISSING', handling: 'OPEN' });
  });

  test('is the end of an episode', async () => {
    const { data, errors } = await recordReturn({ ...(await openEpisode('recordReturn')), foundAt: 'a bus station' });
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({
      id: `episode-${episodes}`,
      status: 'RETURNED',
      missingSince: '2026-06-09T22:30:00.000Z',
      returnedAt: '2026-06-10T09:00:00.000Z',
      foundAt: 'a bus station',
    });
    const [row] = await police.dataSource.query<Row[]>('select * from missing_episodes where id = $1', [data.done.id]);
    expect(row).toMatchObject({ status: 'RETURNED', found_at: 'a bus station', risk: 'HIGH' });
  });

  test('is a custody event', async () => {
    const { data, errors } = await recordCustody({ offenceCode: 'X-2' });
    expect(errors).toBeUndefined();
    expect(data.done).toEqual({
      id: expect.any(String),
      subjectId: 'child-1',
      ownerId: 'E23000024',
      handling: 'OPEN',
      occurredAt: '2026-06-10T01:15:00.000Z',
      subjectCategory: 'SUSPECT',
      offenceCode: 'X-2',
      narrative: 'invented narrative',
      nrmConsidered: false,
      section45Considered: false,
    });
  });

  test('is a referral, made now', async () => {
    const { data, errors } = await referToNrm();
    expect(errors).toBeUndefined();
    expect(data.done).toMatchObject({
      stage: 'REFERRED',
      referredAt: NOW.toISOString(),
      narrative: 'invented narrative',
    });
  });

  test.each([
    ['reportMissing', 'MISSING_REPORTED', 'MISSING', 'MissingEpisode'],
    ['recordReturn', 'MISSING_RETURNED', 'MISSING', 'MissingEpisode'],
    ['recordCustody', 'CUSTODY_RECORDED', 'OFFENDING', 'CustodyEvent'],
    ['referToNrm', 'NRM_STAGE_CHANGED', 'EXPLOITATION', 'NrmReferral'],
  ])('by %s is told by a signal %s that holds nothing of it', async (name, type, category, recordType) => {
    const listener = new Client({ connectionString: (police.dataSource.options as { url: string }).url });
    await listener.connect();
    await listener.query('listen outbox');
    const heard = new Promise((resolve) => listener.once('notification', resolve));
    const { ask } = MUTATIONS.find((mutation) => mutation.name === name)!;
    const { data } = await ask(await openEpisode(name));
    expect(await heard).toMatchObject({ channel: 'outbox', payload: '' });
    await listener.end();
    expect(await newestEvent()).toEqual({
      seq: expect.any(String),
      xid: expect.any(String),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type,
      category,
      subject_id: 'child-1',
      record_type: recordType,
      record_id: data.done.id,
      owner_id: 'E23000024',
      handling: 'OPEN',
      occurred_at: NOW,
    });
  });
});

describe.each(MUTATIONS)('$name', ({ name, table, ask }) => {
  test.each([
    [{ role: 'ADVOCATE' }, 'one of PRACTITIONER, SUPERVISOR, PARTNER_SYSTEM'],
    [{ role: 'ANALYST' }, 'one of PRACTITIONER, SUPERVISOR, PARTNER_SYSTEM'],
    [{ role: 'DATA_OFFICER' }, 'one of PRACTITIONER, SUPERVISOR, PARTNER_SYSTEM'],
    [{ agency: 'COUNCIL', organisation: 'E10000020' }, 'an organisation of the agency POLICE'],
    [{ agency: 'CHARITY', organisation: 'harbour-youth-trust' }, 'an organisation of the agency POLICE'],
  ] as [Partial<Principal>, string][])('is forbidden to %j and writes nothing', async (principal, expected) => {
    const over = await openEpisode(name);
    const before = await stateOf(table);
    // What is asked for makes no difference: who may not write is not told what is wrong with it.
    const bad = name === 'recordReturn' ? { episodeId: 'no id at all' } : { childId: 'no id at all' };
    for (const input of [over, bad])
      expect(refusal(await ask(input, 'forbidden', principal))).toEqual({ code: 'FORBIDDEN', expected });
    expect(await stateOf(table)).toEqual(before);
  });

  test.each(['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM'] as const)('is open to a %s of a force', async (role) => {
    const { errors } = await ask(await openEpisode(name), undefined, { role });
    expect(errors).toBeUndefined();
  });

  test('gives the first answer again for the same input, and has one effect', async () => {
    const over = await openEpisode(name);
    const first = await ask(over, `again-${name}`);
    const after = await stateOf(table);
    const second = await ask(over, `again-${name}`);
    expect(second.errors).toBeUndefined();
    expect(second.data).toEqual(first.data);
    expect(await stateOf(table)).toEqual(after);
  });

  test('refuses the key of another input', async () => {
    const over = await openEpisode(name);
    await ask(over, `conflict-${name}`);
    const after = await stateOf(table);
    const other = { reportMissing: { risk: 'LOW' }, recordReturn: { ...over, foundAt: 'elsewhere' } }[name];
    const answer = await ask(other ?? { narrative: 'other' }, `conflict-${name}`);
    expect(refusal(answer)).toEqual({
      code: 'IDEMPOTENCY_CONFLICT',
      argument: 'idempotencyKey',
      expected: 'the input that it first came with',
    });
    expect(await stateOf(table)).toEqual(after);
  });

  test('takes another caller\u2019s equal key for another key', async () => {
    const first = await ask(await openEpisode(name), `mine-${name}`);
    const second = await ask(await openEpisode(name), `mine-${name}`, { subject: 'officer-2' });
    expect(second.errors).toBeUndefined();
    expect(second.data.done.id).not.toBe(first.data.done.id);
  });

  test('has one effect when 20 call it at once with one key', async () => {
    const over = await openEpisode(name);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(over, `at-once-${name}`)));
    expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    const id: string = answers[0]!.data.done.id;
    expect((await rowsOf('outbox')).filter((row) => row['record_id'] === id)).toHaveLength(1);
    expect((await rowsOf(table)).filter((row) => row['id'] === id)).toHaveLength(1);
  });

  test('leaves the key of a refused call free for a better input', async () => {
    const key = `better-${name}`;
    const bad = name === 'recordReturn' ? { episodeId: 'episode-none' } : { childId: 'child-none' };
    expect(refusal(await ask(bad, key))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await ask(await openEpisode(name), key)).errors).toBeUndefined();
  });

  test('names a key that is none', async () => {
    const over = await openEpisode(name);
    const expected = { code: 'BAD_USER_INPUT', argument: 'idempotencyKey', expected: 'text of 1 to 200 characters' };
    for (const key of [' ', 'k'.repeat(201)]) expect(refusal(await ask(over, key))).toEqual(expected);
  });
});
