import 'reflect-metadata';
import type { Principal } from '../../subgraphs/kit/context';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aPrincipal } from '../support/gateway-signature';
import { refusalOf, testFrame } from '../support/mutation-frame';
import { aCustodyEvent, aProfile, anEpisode, anNrmReferral } from '../support/police-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-06-10T12:00:00Z');
const OTHER_FORCE: Partial<Principal> = { organisation: 'E23000001' };
const SIGN = { indicators: [{ code: 'D1', certainty: 'OBSERVED', observedOn: '2026-05-05', reportedBy: 'School' }] };
const CUSTODY = `mutation($input: RecordCustodyInput!, $key: ID!) {
  done: recordCustody(input: $input, idempotencyKey: $key) { id prompts { id kind handling resolvedAt } } }`;
const RESOLVE = `mutation($promptId: ID!, $outcome: String!, $key: ID!) {
  done: resolveCustodyPrompt(promptId: $promptId, outcome: $outcome, idempotencyKey: $key) {
    id kind text raisedAt resolvedAt resolvedBy outcome custodyEvent { id } } }`;
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  done: reportMissing(input: $input, idempotencyKey: $key) {
    id prompts { id handling rule episodes days raisedAt episode { id } } } }`;
const OF_CHILD = `query($r: [_Any!]!) { found: _entities(representations: $r) { ... on Child {
  custodyPrompts { kind handling } missingPrompts { episodes handling } victimFrames {
    id ownerId handling basis nrmStage nrmConsidered section45Considered occurredAt custodyEvent { id } } } } }`;

let police: TestSubgraph;
let children = 1000;
beforeAll(async () => {
  police = await startSubgraph(POLICE, () => NOW);
});
afterAll(() => police.close());

/** A child whom the force keeps a profile of, without a sign of exploitation unless one is given. */
async function newChild(over: object = {}): Promise<number> {
  children += 1;
  await police.load([aProfile(children, { indicators: [], ...over })]);
  return children;
}

const recordCustody = (n: number, over: object = {}): Promise<Answer> =>
  police.ask(CUSTODY, {
    key: crypto.randomUUID(),
    input: {
      childId: `child-${n}`,
      occurredAt: '2026-06-10T01:15:00Z',
      subjectCategory: 'SUSPECT',
      narrative: 'invented narrative',
      nrmConsidered: false,
      section45Considered: true,
      ...over,
    },
  });
const report = (n: number, daysAgo: number, over: object = {}, principal = {}): Promise<Answer> => {
  const missingSince = new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString();
  const input = { childId: `child-${n}`, missingSince, risk: 'HIGH', circumstances: 'invented', ...over };
  return police.ask(REPORT, { input, key: crypto.randomUUID() }, principal);
};
const ofChild = async (n: number): Promise<Answer['data']> =>
  (await police.ask(OF_CHILD, { r: [{ __typename: 'Child', id: `child-${n}` }] })).data.found[0];
const eventsOf = (n: number): Promise<object[]> =>
  police.dataSource.query<object[]>(
    'select type, category, record_type, record_id, handling from outbox where subject_id = $1 order by seq',
    [`child-${n}`],
  );

describe('a contact in custody', () => {
  test('with a child whose profile shows a sign of exploitation prompts for what was left out', async () => {
    const n = await newChild(SIGN);
    const { data, errors } = await recordCustody(n, { section45Considered: false });
    expect(errors).toBeUndefined();
    expect(data.done.prompts.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'NRM_NOT_CONSIDERED',
      'SECTION_45_NOT_CONSIDERED',
    ]);
    const raised = { type: 'PROMPT_RAISED', category: 'OFFENDING', record_type: 'CustodyPrompt', handling: 'OPEN' };
    expect(await eventsOf(n)).toEqual([
      { ...raised, record_id: expect.any(String) },
      { ...raised, record_id: expect.any(String) },
      expect.objectContaining({ type: 'CUSTODY_RECORDED', record_id: data.done.id }),
    ]);
  });

  test.each([
    ['nothing was left out', SIGN, { nrmConsidered: true }, []],
    ['no sign is on record', {}, {}, []],
    ['no sign is on record, of a suspect', {}, { section45Considered: false }, ['SECTION_45_NOT_CONSIDERED']],
    ['the child is a witness', {}, { subjectCategory: 'WITNESS', section45Considered: false }, []],
    ['a victim shows a sign', SIGN, { subjectCategory: 'VICTIM' }, ['NRM_NOT_CONSIDERED']],
    ['the profile keeps no list of signs', { indicators: null }, {}, []],
  ])('prompts as it should where %s', async (_, profile, event, kinds) => {
    const { data } = await recordCustody(await newChild(profile), event);
    expect(data.done.prompts.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
  });

  test('prompts at any NRM stage, but not for what another force has on record', async () => {
    const n = await newChild();
    await police.load([anNrmReferral(n, { id: `of-other-${n}`, ownerId: 'E23000001' })]);
    expect((await recordCustody(n)).data.done.prompts).toEqual([]);
    await police.load([anNrmReferral(n, { stage: 'IDENTIFIED' })]);
    expect((await recordCustody(n)).data.done.prompts).toHaveLength(1);
  });

  test.each([
    ['OPEN', 'HIDDEN', 'HIDDEN'],
    ['SEALED', 'OPEN', 'SEALED'],
    ['OPEN', 'OPEN', 'OPEN'],
  ])('marked %s that rests on a sign marked %s prompts under %s', async (handling, ofSign, expected) => {
    const { data } = await recordCustody(await newChild({ ...SIGN, handling: ofSign }), { handling });
    expect(data.done.prompts).toEqual([expect.objectContaining({ handling: expected })]);
  });
});

const promptOf = async (over: object = {}): Promise<{ promptId: string; outcome: string }> => {
  const { data } = await recordCustody(await newChild(SIGN), over);
  return { promptId: data.done.prompts[0].id, outcome: 'referred this morning' };
};

testFrame('resolveCustodyPrompt', {
  query: RESOLVE,
  subgraph: () => police,
  caller: aPrincipal({}),
  stranger: OTHER_FORCE,
  strangerIsTold: 'NOT_FOUND',
  fresh: () => promptOf(),
  altered: (variables) => ({ ...variables, outcome: 'something else' }),
  absent: (variables) => ({ ...variables, promptId: 'prompt-none' }),
  event: 'PROMPT_RESOLVED',
  tables: ['custody_prompts', 'custody_events'],
});

describe('a prompt', () => {
  test('keeps who resolved it, when and how, and says so by a signal', async () => {
    const variables = await promptOf();
    const { data } = await police.ask(RESOLVE, { ...variables, key: 'resolve-1' }, { name: 'Olive Marsh' });
    expect(data.done).toEqual({
      id: variables.promptId,
      kind: 'NRM_NOT_CONSIDERED',
      text: expect.stringContaining('Modern Slavery Act 2015 s.52'),
      raisedAt: NOW.toISOString(),
      resolvedAt: NOW.toISOString(),
      resolvedBy: 'Olive Marsh',
      outcome: 'referred this morning',
      custodyEvent: { id: expect.any(String) },
    });
    expect(await eventsOf(children)).toContainEqual(
      expect.objectContaining({ type: 'PROMPT_RESOLVED', record_id: variables.promptId }),
    );
    const again = await police.ask(RESOLVE, { ...variables, key: 'resolve-2' });
    expect(refusalOf(again)).toMatchObject({ argument: 'promptId', expected: 'a prompt that is not resolved' });
  });

  test('tells of every fault at once, and a concealed one is not there for others', async () => {
    const faults = await police.ask(RESOLVE, { promptId: 'no id', outcome: ' ', key: 'resolve-3' });
    expect(refusalOf(faults)).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'promptId; outcome',
      expected: 'an id; text of 1 to 2000 characters',
    });
    const hidden = await promptOf({ handling: 'HIDDEN' });
    const refused = await police.ask(RESOLVE, { ...hidden, key: 'resolve-4' }, OTHER_FORCE);
    expect(refusalOf(refused)).toMatchObject({ code: 'NOT_FOUND', argument: 'promptId' });
  });
});

describe('a victim frame', () => {
  const framesOf = async (n: number): Promise<object[]> => (await ofChild(n)).victimFrames;

  test('is there for a child who was recorded as a victim, without offence or account', async () => {
    const n = await newChild();
    await police.load([aCustodyEvent(n)]);
    expect(await framesOf(n)).toEqual([
      {
        id: `custody-${n}`,
        ownerId: 'E23000024',
        handling: 'OPEN',
        basis: 'RECORDED_AS_VICTIM',
        nrmStage: null,
        nrmConsidered: true,
        section45Considered: false,
        occurredAt: '2026-02-03T22:10:00.000Z',
        custodyEvent: { id: `custody-${n}` },
      },
    ]);
    const fields = "select column_name from information_schema.columns where table_name = 'victim_frames'";
    const names = (await police.dataSource.query<{ column_name: string }[]>(fields)).map((row) => row.column_name);
    expect(names).not.toEqual(expect.arrayContaining(['offence_code']));
    expect(names).not.toEqual(expect.arrayContaining(['narrative']));
  });

  test.each([
    ['SUSPECT', 'REFERRED', {}, 1],
    ['CONVICTED', 'CONCLUSIVE_GROUNDS_POSITIVE', {}, 1],
    ['SUSPECT', 'RECONSIDERATION', {}, 1],
    ['SUSPECT', 'IDENTIFIED', {}, 0],
    ['SUSPECT', 'REASONABLE_GROUNDS_NEGATIVE', {}, 0],
    ['SUSPECT', 'CONCLUSIVE_GROUNDS_NEGATIVE', {}, 0],
    ['WITNESS', 'REFERRED', {}, 0],
    ['SUSPECT', 'REFERRED', { handling: 'HIDDEN' }, 0],
    ['SUSPECT', 'REFERRED', { ownerId: 'E23000001' }, 0],
  ])('of a %s at the stage %s %j: %i', async (subjectCategory, stage, over, count) => {
    const n = await newChild();
    await police.load([aCustodyEvent(n, { subjectCategory }), anNrmReferral(n, { stage, ...over })]);
    expect(await framesOf(n)).toHaveLength(count);
  });

  test('goes with the newest referral, and bears the marking of the event', async () => {
    const n = await newChild();
    await police.load([
      aCustodyEvent(n, { subjectCategory: 'SUSPECT', handling: 'SEALED' }),
      anNrmReferral(n, { id: `old-${n}`, stage: 'CONCLUSIVE_GROUNDS_NEGATIVE', referredAt: '2025-01-01T00:00:00Z' }),
      anNrmReferral(n, { id: `new-${n}`, stage: 'REFERRED', referredAt: '2026-01-01T00:00:00Z' }),
    ]);
    expect(await framesOf(n)).toEqual([
      expect.objectContaining({ handling: 'SEALED', basis: 'NRM_REFERRAL', nrmStage: 'REFERRED' }),
    ]);
  });
});

describe('going missing repeatedly', () => {
  test('prompts at the third episode within 90 days and at each further one, once', async () => {
    const n = await newChild();
    expect((await report(n, 90)).data.done.prompts).toEqual([]);
    expect((await report(n, 40)).data.done.prompts).toEqual([]);
    const { data } = await report(n, 0);
    const prompt = { rule: 'MISSING_REPEATED', handling: 'OPEN', days: 90, raisedAt: NOW.toISOString() };
    const [third] = data.done.prompts;
    expect(third).toEqual({ id: expect.any(String), ...prompt, episodes: 3, episode: { id: data.done.id } });
    expect((await report(n, 1)).data.done.prompts).toEqual([expect.objectContaining({ episodes: 4 })]);
    expect(await eventsOf(n)).toContainEqual({
      type: 'PROMPT_RAISED',
      category: 'MISSING',
      record_type: 'MissingPrompt',
      record_id: third.id,
      handling: 'OPEN',
    });
    expect((await ofChild(n)).missingPrompts).toHaveLength(2);
  });

  test('counts neither what is more than 90 days apart nor what another force reports', async () => {
    const n = await newChild();
    await police.load([aProfile(n, { id: `other-${n}`, ownerId: 'E23000001' })]);
    for (const daysAgo of [91, 50, 0]) expect((await report(n, daysAgo)).data.done.prompts).toEqual([]);
    expect((await report(n, 1, {}, OTHER_FORCE)).data.done.prompts).toEqual([]);
  });

  test('counts what is reported late in the days after it, too', async () => {
    const n = await newChild();
    for (const daysAgo of [100, 20]) expect((await report(n, daysAgo)).data.done.prompts).toEqual([]);
    expect((await report(n, 60)).data.done.prompts).toEqual([expect.objectContaining({ episodes: 3 })]);
  });

  test('is told under the marking that its episodes have: a hidden one is counted for nobody else', async () => {
    const n = await newChild();
    await police.load([anEpisode(n, { missingSince: '2026-06-01T00:00:00Z', handling: 'HIDDEN' })]);
    await report(n, 6);
    expect((await report(n, 4)).data.done.prompts).toEqual([expect.objectContaining({ handling: 'HIDDEN' })]);
    expect((await report(n, 2)).data.done.prompts).toEqual([
      expect.objectContaining({ handling: 'OPEN', episodes: 3 }),
    ]);
  });

  test('is noticed once for each episode from the third on when 20 are reported at once', async () => {
    const n = await newChild();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, day) => report(n, day)));
    const counts = answers.flatMap(({ data }) => data.done.prompts.map((each: { episodes: number }) => each.episodes));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, index) => index + 3));
  });
});
