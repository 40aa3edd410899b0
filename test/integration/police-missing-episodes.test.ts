import 'reflect-metadata';
import { encodeCursor } from '../../subgraphs/kit/page';
import { POLICE } from '../../subgraphs/police/subgraph';
import { anEpisode } from '../support/police-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

const QUERY = `query($first: Int, $after: String, $lookahead: Boolean, $area: ID, $status: MissingStatus) {
  missingEpisodes(first: $first, after: $after, lookahead: $lookahead, area: $area, status: $status) {
    nodes { id } cursors pageInfo { endCursor hasNextPage } } }`;

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE);
  // Three at each minute, so that the order within a minute is the id's.
  const lines = Array.from({ length: 150 }, (_, n) =>
    anEpisode(n, { missingSince: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(n / 3))).toISOString() }),
  );
  const elsewhere = { areaCode: 'E10000016', ownerId: 'E23000032', status: 'RETURNED' };
  await police.load([
    ...lines,
    anEpisode(900, { ...elsewhere, missingSince: '2025-01-01T00:00:00Z' }),
    anEpisode(901, { ...elsewhere, missingSince: '2025-01-02T00:00:00Z', handling: 'HIDDEN' }),
  ]);
});
afterAll(() => police.close());

const idsOf = ({ data }: Answer): string[] => data.missingEpisodes.nodes.map(({ id }: { id: string }) => id);

test('pages through everything once, newest first, whatever the size of the page', async () => {
  const whole: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 30; page += 1) {
    const answer: Answer = await police.ask(QUERY, { first: 7, after });
    whole.push(...idsOf(answer));
    after = answer.data.missingEpisodes.pageInfo.endCursor;
    if (!answer.data.missingEpisodes.pageInfo.hasNextPage) break;
  }
  const sorted = Array.from({ length: 150 }, (_, n) => ({ minute: Math.floor(n / 3), id: `episode-${n}` }));
  sorted.sort((one, other) => other.minute - one.minute || (one.id < other.id ? 1 : -1));
  expect(whole).toEqual([...sorted.map(({ id }) => id), 'episode-900']);
});

test('a page costs one statement, a later one two', async () => {
  const first = await police.ask(QUERY, {});
  expect(idsOf(first)).toHaveLength(20);
  expect(first.statements).toBe(1);
  const { endCursor } = first.data.missingEpisodes.pageInfo;
  expect((await police.ask(QUERY, { after: endCursor })).statements).toBe(2);
});

test('lookahead widens the window and keeps the order and the cursors', async () => {
  const narrow = await police.ask(QUERY, { first: 10 });
  const wide = await police.ask(QUERY, { first: 10, lookahead: true });
  expect(idsOf(wide)).toHaveLength(60);
  expect(idsOf(wide).slice(0, 10)).toEqual(idsOf(narrow));
  expect(wide.data.missingEpisodes.cursors).toEqual(idsOf(wide).map(encodeCursor));
  expect(wide.data.missingEpisodes.pageInfo).toEqual({ endCursor: encodeCursor(idsOf(wide)[59]!), hasNextPage: true });
});

test('filters by area and by status', async () => {
  expect(idsOf(await police.ask(QUERY, { area: 'E10000016' }))).toEqual(['episode-900']);
  expect(idsOf(await police.ask(QUERY, { status: 'RETURNED' }))).toEqual(['episode-900']);
  expect(idsOf(await police.ask(QUERY, { area: 'E10000020', status: 'RETURNED' }))).toEqual([]);
});

describe('a hidden record', () => {
  const hidden = { area: 'E10000016', lookahead: true };

  test('is in the lists of its owner only', async () => {
    expect(idsOf(await police.ask(QUERY, hidden, { organisation: 'E23000032' }))).toEqual([
      'episode-901',
      'episode-900',
    ]);
    expect(idsOf(await police.ask(QUERY, hidden, { organisation: 'E23000024' }))).toEqual(['episode-900']);
    expect(idsOf(await police.ask(QUERY, hidden, { organisation: 'E10000016', agency: 'COUNCIL' }))).toEqual([
      'episode-900',
    ]);
  });

  test('stays with its owner when requests of several organisations are interleaved', async () => {
    const organisations = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? 'E23000032' : 'E23000024'));
    const answers = await Promise.all(organisations.map((organisation) => police.ask(QUERY, hidden, { organisation })));
    for (const [n, organisation] of organisations.entries())
      expect(idsOf(answers[n]!).includes('episode-901')).toBe(organisation === 'E23000032');
  });

  test('is no cursor for others: the answer is that of a cursor that never was', async () => {
    const asked = await police.ask(QUERY, { after: encodeCursor('episode-901') });
    const never = await police.ask(QUERY, { after: encodeCursor('episode-902') });
    const withoutId = (answer: Answer): unknown => ({
      ...answer.errors?.[0],
      extensions: { ...answer.errors?.[0]?.extensions, id: '' },
    });
    expect(withoutId(asked)).toEqual(withoutId(never));
    expect(asked.statements).toBe(never.statements);
    const own = await police.ask(QUERY, { after: encodeCursor('episode-901') }, { organisation: 'E23000032' });
    expect(idsOf(own)).toEqual(['episode-900']);
  });
});

test.each([
  [{ first: 0 }, 'first', 'a number from 1 to 100'],
  [{ first: 101 }, 'first', 'a number from 1 to 100'],
  [{ after: 'nonsense' }, 'after', 'a cursor that this list gave'],
  [{ after: encodeCursor('episode-none') }, 'after', 'a cursor that this list gave'],
  [{ first: 'canary' }, 'first', 'what the schema says'],
  [{ status: 'CANARY' }, 'status', 'what the schema says'],
])('refuses %j, naming the argument', async (variables, argument, expected) => {
  const { errors, text } = await police.ask(QUERY, variables);
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', id: expect.any(String), argument, expected });
  for (const value of Object.values(variables)) if (typeof value === 'string') expect(text).not.toContain(value);
});
