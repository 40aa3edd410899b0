import 'reflect-metadata';
import { POLICE } from '../../subgraphs/police/subgraph';
import { anEpisode, aProfile } from '../support/police-lines';
import { startSubgraph, type Answer, type TestCaller, type TestSubgraph } from '../support/subgraph';

/** Summer time: in London 18 July has begun, in UTC it has not. */
const NOW = new Date('2026-07-17T23:30:00Z');
const OTHER_FORCE: TestCaller = { organisation: 'E23000001', involvedWith: [] };
const CANARY = 'canary';

const document = (field: string, type: string): string =>
  `mutation($input: ${type}!, $key: ID!) { done: ${field}(input: $input, idempotencyKey: $key) { id } }`;
const REPORT = document('reportMissing', 'ReportMissingInput');
const CUSTODY = document('recordCustody', 'RecordCustodyInput');
const NRM = document('referToNrm', 'ReferToNrmInput');
const RETURN = `mutation($episodeId: ID!, $returnedAt: DateTime!, $foundAt: String, $key: ID!) {
  done: recordReturn(episodeId: $episodeId, returnedAt: $returnedAt, foundAt: $foundAt, idempotencyKey: $key) {
    id status returnedAt } }`;

const REPORT_INPUT = {
  childId: 'child-1',
  missingSince: '2026-07-17T20:00:00Z',
  risk: 'LOW',
  circumstances: 'invented',
};
const CUSTODY_INPUT = {
  childId: 'child-1',
  occurredAt: '2026-07-17T20:00:00Z',
  subjectCategory: 'VICTIM',
  narrative: 'invented',
  nrmConsidered: true,
  section45Considered: true,
};

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE, () => NOW);
  const open = { subjectId: 'child-1', missingSince: '2026-07-17T10:00:00Z' };
  const concealed = { ...open, ownerId: 'E23000001' };
  await police.load([
    aProfile(1),
    aProfile(2, { ownerId: 'E23000001' }),
    anEpisode(1, open),
    anEpisode(2, { ...open, status: 'RETURNED', returnedAt: '2026-07-17T12:00:00Z' }),
    anEpisode(3, concealed),
    anEpisode(4, { ...concealed, handling: 'SEALED' }),
    anEpisode(5, { ...concealed, handling: 'CONDITIONAL' }),
    anEpisode(6, { ...concealed, handling: 'HIDDEN' }),
    aProfile(10, { dateOfBirth: '2008-07-18' }),
    aProfile(11, { dateOfBirth: '2008-07-19' }),
    aProfile(12, { dateOfBirth: null }),
  ]);
});
afterAll(() => police.close());

const ask = (query: string, input: object, principal: TestCaller = {}): Promise<Answer> =>
  police.ask(query, { input, key: crypto.randomUUID() }, principal);
const endEpisode = (over: object, principal: TestCaller = {}): Promise<Answer> => {
  const usual = { episodeId: 'episode-1', returnedAt: '2026-07-17T22:00:00Z', key: crypto.randomUUID() };
  return police.ask(RETURN, { ...usual, ...over }, principal);
};
const refusal = ({ errors }: Answer): unknown => {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { code, argument, expected };
};
const countWrites = async (): Promise<unknown> =>
  police.dataSource.query(
    `select (select count(*) from missing_episodes) as episodes, (select count(*) from custody_events) as custody,
            (select count(*) from nrm_referrals) as referrals, (select count(*) from outbox) as events,
            (select count(*) from idempotency_keys) as keys`,
  );

describe('an input is told everything that is wrong with it, at once', () => {
  test.each([
    [
      REPORT,
      {
        ...REPORT_INPUT,
        childId: 'no id',
        missingSince: '2026-07-18T00:00:00Z',
        status: 'RETURNED',
        circumstances: ' ',
      },
      'input.childId; input.missingSince; input.status; input.circumstances',
      'an id; a time that is not in the future; MISSING or AWAY_WITHOUT_AUTHORISATION; text of 1 to 10000 characters',
    ],
    [
      REPORT,
      { ...REPORT_INPUT, missingSince: '0026-07-17T20:00:00Z', circumstances: 'c'.repeat(10_001) },
      'input.missingSince; input.circumstances',
      'a time of the last 25 years; text of 1 to 10000 characters',
    ],
    [
      CUSTODY,
      { ...CUSTODY_INPUT, occurredAt: '2027-01-01T00:00:00Z', offenceCode: '', narrative: `${CANARY}\0` },
      'input.occurredAt; input.offenceCode; input.narrative',
      'a time that is not in the future; text of 1 to 100 characters; text of 1 to 10000 characters',
    ],
    [
      NRM,
      { childId: '', narrative: `${CANARY}\uD800` },
      'input.childId; input.narrative',
      'an id; text of 1 to 10000 characters',
    ],
  ])('in case %#', async (query, input, argument, expected) => {
    const before = await countWrites();
    const answer = await ask(query, input);
    expect(refusal(answer)).toEqual({ code: 'BAD_USER_INPUT', argument, expected });
    expect(answer.errors).toHaveLength(1);
    expect(answer.data ?? null).toBeNull();
    expect(answer.text).not.toContain(CANARY);
    expect(await countWrites()).toEqual(before);
  });

  test('of arguments without an input object, too', async () => {
    expect(refusal(await endEpisode({ episodeId: 'no id', returnedAt: '2026-07-18T00:00:00Z', foundAt: '' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'episodeId; returnedAt; foundAt',
      expected: 'an id; a time that is not in the future; text of 1 to 2000 characters',
    });
  });

  test('and a time a little ahead of our clock is no fault', async () => {
    expect((await ask(REPORT, { ...REPORT_INPUT, missingSince: '2026-07-17T23:34:00Z' })).errors).toBeUndefined();
  });

  test.each([
    [{ risk: 'CANARY' }, 'input.risk'],
    [{ missingSince: 'canary' }, 'input.missingSince'],
    [{ handling: 'CANARY' }, 'input.handling'],
  ])('the shape %j is refused by its path', async (over, argument) => {
    const answer = await ask(REPORT, { ...REPORT_INPUT, ...over });
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(answer.text.toLowerCase()).not.toContain(CANARY);
  });
});

describe('a child', () => {
  test.each([
    ['that nobody knows', 'child-nobody'],
    ['that only another force knows', 'child-2'],
  ])('%s is not found', async (_, childId) => {
    const expected = "a child of whom the caller's organisation keeps a profile or with whom it is involved";
    for (const [query, input] of [
      [REPORT, REPORT_INPUT],
      [CUSTODY, CUSTODY_INPUT],
      [NRM, { narrative: 'invented' }],
    ] as const)
      expect(refusal(await ask(query, { ...input, childId }))).toEqual({
        code: 'NOT_FOUND',
        argument: 'input.childId',
        expected,
      });
  });

  test('of another force is theirs to write about', async () => {
    expect((await ask(REPORT, { ...REPORT_INPUT, childId: 'child-2' }, OTHER_FORCE)).errors).toBeUndefined();
    expect(refusal(await ask(REPORT, REPORT_INPUT, OTHER_FORCE))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a child whom the force has registered and keeps no profile of', () => {
  const childId = 'child-met-tonight';
  const involved: TestCaller = { involvedWith: [childId] };
  const rowOf = async (table: string, { data, errors }: Answer): Promise<Record<string, unknown> | undefined> => {
    expect(errors).toBeUndefined();
    const rows = `select * from ${table} where id = $1`;
    return (await police.dataSource.query<Record<string, unknown>[]>(rows, [data.done.id]))[0];
  };

  test.each([
    ['the caller\u2019s area, which is but one', ['E06000046'], 'E06000046'],
    ['no area that is known, where the caller has several', ['E10000016', 'E06000035'], null],
    ['no area that is known, where the caller has none', [], null],
  ])('is reported missing in %s', async (_, areas, area) => {
    const answer = await ask(REPORT, { ...REPORT_INPUT, childId }, { ...involved, areas });
    expect(await rowOf('missing_episodes', answer)).toMatchObject({ subject_id: childId, area_code: area });
  });

  test('is recorded in custody: who is held as a suspect may be a victim, whatever their age', async () => {
    const input = { ...CUSTODY_INPUT, childId, subjectCategory: 'SUSPECT', nrmConsidered: false };
    const answer = await ask(CUSTODY, { ...input, section45Considered: false }, involved);
    const row = await rowOf('custody_events', answer);
    expect(row).toMatchObject({ subject_id: childId });
    const of = 'select kind from custody_prompts where custody_event_id = $1';
    expect(await police.dataSource.query(of, [row?.['id']])).toEqual([{ kind: 'SECTION_45_NOT_CONSIDERED' }]);
  });

  test('is referred to the NRM as a child, without consent', async () => {
    const answer = await ask(NRM, { childId, narrative: 'invented' }, involved);
    expect(await rowOf('nrm_referrals', answer)).toMatchObject({ subject_id: childId, consent_given: null });
  });

  test('lives where a profile says it does as soon as there is one, even if that says nothing', async () => {
    await police.load([aProfile(13, { areaCode: null })]);
    const caller = { areas: ['E06000046'], involvedWith: ['child-13'] };
    const answer = await ask(REPORT, { ...REPORT_INPUT, childId: 'child-13' }, caller);
    expect(await rowOf('missing_episodes', answer)).toMatchObject({ area_code: null });
  });

  test('is not found by another force, nor once the hub no longer vouches for it', async () => {
    const never = await ask(REPORT, { ...REPORT_INPUT, childId: 'child-nobody' }, { involvedWith: [] });
    for (const caller of [OTHER_FORCE, { involvedWith: [] }, { involvedWith: ['child-1'] }]) {
      const answer = await ask(REPORT, { ...REPORT_INPUT, childId }, caller);
      expect(refusal(answer)).toEqual(refusal(never));
      expect(answer.statements).toBe(never.statements);
    }
  });
});

describe('the return', () => {
  test('of another force\u2019s episode, however it is marked, is that of one that never was', async () => {
    const withoutId = ({ errors }: Answer): unknown => ({
      ...errors?.[0],
      extensions: { ...errors?.[0]?.extensions, id: '' },
    });
    const never = await endEpisode({ episodeId: 'episode-none' });
    expect(refusal(never)).toEqual({
      code: 'NOT_FOUND',
      argument: 'episodeId',
      expected: "an id of a record of the caller's organisation",
    });
    for (const episodeId of ['episode-3', 'episode-4', 'episode-5', 'episode-6']) {
      const concealed = await endEpisode({ episodeId });
      expect(withoutId(concealed)).toEqual(withoutId(never));
      expect(concealed.statements).toBe(never.statements);
    }
  });

  test('of a concealed episode is its owner\u2019s to record', async () => {
    expect((await endEpisode({ episodeId: 'episode-6' }, OTHER_FORCE)).data.done.status).toBe('RETURNED');
  });

  test('that was recorded is not recorded again, nor one before the report', async () => {
    expect(refusal(await endEpisode({ episodeId: 'episode-2', returnedAt: '2026-07-17T09:00:00Z' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'episodeId; returnedAt',
      expected: 'an episode that has not ended; a time after the report',
    });
    const [row] = await police.dataSource.query<object[]>('select * from missing_episodes where id = $1', [
      'episode-2',
    ]);
    expect(row).toMatchObject({ returned_at: new Date('2026-07-17T12:00:00Z') });
  });

  test('is recorded once when several record it at once, each with a key of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => endEpisode({})));
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const refused = answers.filter(({ errors }) => errors !== undefined).map(refusal);
    expect(new Set(refused.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(refused[0]).toMatchObject({ argument: 'episodeId', expected: 'an episode that has not ended' });
  });
});

describe('a referral to the NRM', () => {
  const refer = (n: number, over: object = {}): Promise<Answer> =>
    ask(NRM, { childId: `child-${n}`, narrative: 'invented', ...over });
  const GIVEN = 'true: from the 18th birthday a referral needs the consent of the person referred';
  const EVIDENCE =
    'text of 1 to 2000 characters: how and when the consent was given, which an adult\u2019s referral needs';

  test.each([
    [{}, 'input.consentGiven; input.consentEvidence', `${GIVEN}; ${EVIDENCE}`],
    [{ consentGiven: true }, 'input.consentEvidence', EVIDENCE],
    [{ consentGiven: false, consentEvidence: 'signed form' }, 'input.consentGiven', GIVEN],
    [{ consentEvidence: 'signed form' }, 'input.consentGiven', GIVEN],
  ])('of someone who is 18 today in London is refused with %j', async (over, argument, expected) => {
    const before = await countWrites();
    expect(refusal(await refer(10, over))).toEqual({ code: 'BAD_USER_INPUT', argument, expected });
    expect(await countWrites()).toEqual(before);
  });

  test('of someone who is 18 today is made with the consent and its evidence, which it keeps', async () => {
    const consent = { consentGiven: true, consentEvidence: 'signed form of this morning' };
    const { data, errors } = await refer(10, consent);
    expect(errors).toBeUndefined();
    const rows = await police.dataSource.query<object[]>('select * from nrm_referrals where id = $1', [data.done.id]);
    expect(rows).toEqual([
      expect.objectContaining({ consent_given: true, consent_evidence: 'signed form of this morning' }),
    ]);
  });

  test('of a child on the eve of 18, and of someone of unknown age, needs no consent', async () => {
    expect((await refer(11)).errors).toBeUndefined();
    expect((await refer(11, { consentGiven: false })).errors).toBeUndefined();
    expect((await refer(12)).errors).toBeUndefined();
  });

  test('tells what is wrong with the evidence, whoever is referred', async () => {
    expect(refusal(await refer(11, { consentEvidence: ' ', narrative: '' }))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'input.narrative; input.consentEvidence',
      expected: 'text of 1 to 10000 characters; text of 1 to 2000 characters',
    });
  });
});
