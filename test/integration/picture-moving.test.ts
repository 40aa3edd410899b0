import 'reflect-metadata';
import { createRandom, type Random } from '../../gateway/launch/demonstration/random';
import { POLICE } from '../../subgraphs/police/subgraph';
import { controlledFigure, createDraw } from '../../subgraphs/kit/disclosure-control';
import { anEpisode } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const AREAS = ['E10000020', 'E10000016', 'E09000023'];
/** The first days of quarters, and the last: the last but one is over and not yet published, the last one runs. */
const QUARTERS = [
  ['2025-07-01', '2025-09-30'],
  ['2025-10-01', '2025-12-31'],
  ['2026-01-01', '2026-03-31'],
  ['2026-04-01', '2026-06-30'],
] as const;
const PUBLISHED = 2;
const NOW = new Date('2026-04-10T09:00:00Z');

let now = NOW;
let police: TestSubgraph;
let recorded = 5_000;
beforeAll(async () => {
  police = await startSubgraph(POLICE, () => now);
});
afterAll(() => police.close());

/** A day of a quarter at random, as an insider may say that a child went missing then. */
function aMoment(random: Random, quarter: number): string {
  const [first = ''] = QUARTERS[quarter] ?? [];
  return new Date(Date.parse(`${first}T12:00:00Z`) + random.whole(9) * 86_400_000).toISOString();
}

function episodes(random: Random, count: number): object[] {
  return Array.from({ length: count }, () =>
    anEpisode((recorded += 1), {
      areaCode: random.pick(AREAS),
      missingSince: aMoment(random, random.whole(QUARTERS.length)),
    }),
  );
}

interface Asked {
  readonly areas: readonly string[];
  readonly first: number;
  readonly last: number;
}

async function figureOf({ areas, first, last }: Asked): Promise<{ value: number | null; suppressed: boolean }> {
  const place = areas.length === 0 ? '*' : areas.join('+');
  const cells = `${place}/${QUARTERS[first]?.[0]}/${QUARTERS[last]?.[1]}`;
  const query = `query($r: [_Any!]!) { found: _entities(representations: $r) { ... on AreaPicture {
    missingEpisodes { value suppressed } } } }`;
  const { data, errors } = await police.ask(query, { r: [{ __typename: 'AreaPicture', cells }] });
  expect(errors).toBeUndefined();
  return data.found[0].missingEpisodes;
}

/** Every picture that there is of these areas and quarters. */
const PICTURES: readonly Asked[] = [[], ...AREAS.map((area) => [area])].flatMap((areas) =>
  QUARTERS.flatMap((_, first) => QUARTERS.slice(first).map((__, more) => ({ areas, first, last: first + more }))),
);

const all = (): Promise<unknown[]> => Promise.all(PICTURES.map(figureOf));

describe('an insider who records episodes of any day between one question and the next', () => {
  test.each(['one', 'two'])('never sees a figure move (%s)', async (seed) => {
    now = NOW;
    await police.dataSource.query(
      'delete from picture_cells; delete from picture_quarters; delete from missing_episodes',
    );
    const random = createRandom('moving', seed);
    await police.load(episodes(random, 40));
    const first = await all();
    expect(first.some((figure) => (figure as { suppressed: boolean }).suppressed)).toBe(true);
    expect(first.some((figure) => !(figure as { suppressed: boolean }).suppressed)).toBe(true);
    for (let round = 0; round < 4; round += 1) {
      await police.load(episodes(random, 1 + random.whole(5)));
      now = new Date(now.getTime() + 3_600_000);
      expect(await all()).toEqual(first);
    }
  });

  test('is told of what was over and settled alone, whatever else the time asked for covers', async () => {
    now = NOW;
    for (const areas of [[], AREAS]) {
      const settled = await figureOf({ areas, first: 0, last: PUBLISHED - 1 });
      expect(await figureOf({ areas, first: 0, last: QUARTERS.length - 1 })).toEqual(settled);
      expect(await figureOf({ areas, first: PUBLISHED, last: QUARTERS.length - 1 })).toEqual({
        value: null,
        suppressed: true,
      });
    }
  });

  test('gets the counts of a quarter once it has settled, as they were then', async () => {
    now = new Date('2026-04-15T12:00:00Z');
    const [{ secret } = { secret: '' }] = await police.dataSource.query<{ secret: string }[]>(
      'select secret from picture_key',
    );
    const counted = await police.dataSource.query<{ area: string; count: number }[]>(
      `select area_code as area, count(*)::int as count from missing_episodes
       where missing_since >= '2026-01-01' and missing_since < '2026-03-31T23:00:00Z' group by 1`,
    );
    const cells = counted.map((cell) => ({ ...cell, quarter: '2026-Q1' }));
    const expected = controlledFigure(cells, createDraw(secret, 'missing'));
    expect(await figureOf({ areas: [], first: PUBLISHED, last: PUBLISHED })).toEqual(expected);
  });

  test('gets one count where many ask for a quarter for the first time at once', async () => {
    now = new Date('2026-07-20T12:00:00Z');
    const last = QUARTERS.length - 1;
    const random = createRandom('moving', 'at once');
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        if (n % 3 === 0) await police.load(episodes(random, 5));
        return figureOf({ areas: [], first: last, last });
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const published = await police.dataSource.query('select 1 from picture_quarters where quarter = $1', [
      '2026-04-01',
    ]);
    expect(published).toHaveLength(1);
  });
});
