import { createRandom, type Random } from '../../gateway/launch/demonstration/random';
import {
  controlledFigure,
  createDraw,
  type Cell,
  type ControlledFigure,
  type Draw,
} from '../../subgraphs/kit/disclosure-control';
import { solve, type Told } from '../support/picture-attack';

const aCell = (count: number, over: Partial<Cell> = {}): Cell => ({ area: 'A', quarter: '2026-Q1', count, ...over });
const always =
  (drawn: number): Draw =>
  () =>
    drawn;
const draw = createDraw('a secret of the owner', 'referrals');

describe('one cell', () => {
  test.each([0, 1, 2, 3, 4])('of %d is suppressed, whatever is drawn', (count) => {
    for (const drawn of [0, 0.19, 0.5, 0.999])
      expect(controlledFigure([aCell(count)], always(drawn))).toEqual({ value: null, suppressed: true });
  });

  test.each([
    [5, 5],
    [7, 5],
    [8, 10],
    [12, 10],
    [13, 15],
    [1002, 1000],
  ])('of %d reads %d', (count, value) => {
    expect(controlledFigure([aCell(count)], draw)).toEqual({ value, suppressed: false });
  });

  test('draws what it drew before, by its owner\u2019s secret, figure, place and time', () => {
    const { area, quarter } = aCell(1);
    expect(draw({ area, quarter })).toBe(createDraw('a secret of the owner', 'referrals')({ area, quarter }));
    const others = [
      createDraw('another secret', 'referrals')({ area, quarter }),
      createDraw('a secret of the owner', 'refused')({ area, quarter }),
      draw({ area: 'B', quarter }),
      draw({ area, quarter: '2026-Q2' }),
    ];
    expect(new Set([draw({ area, quarter }), ...others]).size).toBe(5);
    for (const drawn of others) expect(drawn >= 0 && drawn < 1).toBe(true);
  });
});

describe('a figure of several cells', () => {
  test('is suppressed while they do not warrant 5', () => {
    expect(controlledFigure([], draw)).toEqual({ value: null, suppressed: true });
    const four = Array.from({ length: 4 }, (_, index) => aCell(4, { area: `${index}` }));
    expect(controlledFigure(four, always(0))).toEqual({ value: null, suppressed: true });
    expect(controlledFigure([...four, aCell(1)], always(0))).toEqual({ value: 25, suppressed: false });
    expect(controlledFigure([...four, aCell(5)], always(0.99))).toEqual({ value: 5, suppressed: false });
  });

  test('is never shown when fewer than 5 were counted', () => {
    const random = createRandom('fewer', 'than 5');
    for (let made = 0; made < 2000; made += 1) {
      const cells = Array.from({ length: 1 + random.whole(6) }, (_, index) => aCell(0, { area: `${made}/${index}` }));
      for (let left = random.whole(5); left > 0; left -= 1) random.pick(cells).count += 1;
      expect(controlledFigure(cells, draw).suppressed).toBe(true);
    }
  });

  test('is right on average, small as its cells may be', () => {
    const random = createRandom('right', 'on average');
    const cells = Array.from({ length: 20_000 }, (_, index) => aCell(random.whole(4), { area: `${index}` }));
    const counted = cells.reduce((sum, { count }) => sum + count, 0);
    const { value } = controlledFigure(cells, draw);
    expect(Math.abs(value! - counted) / counted).toBeLessThan(0.03);
  });
});

/** Areas in regions, over quarters: the lattice of all pictures. */
const REGIONS = [
  ['A', 'B', 'C'],
  ['D', 'E'],
  ['F', 'G', 'H', 'I'],
];
const AREAS = REGIONS.flat();
const QUARTERS = Array.from({ length: 12 }, (_, index) => `${2024 + Math.floor(index / 4)}-Q${(index % 4) + 1}`);
const PICTURES = 200;

type World = ReadonlyMap<string, number>;
const nameOf = (area: string, quarter: string): string => `${area} ${quarter}`;

/** Counts with many small ones among them. */
function inventWorld(random: Random): World {
  return new Map(
    AREAS.flatMap((area) =>
      QUARTERS.map((quarter): [string, number] => [
        nameOf(area, quarter),
        random.weighted([
          [random.whole(5), 6],
          [5 + random.whole(4), 3],
          [10 + random.whole(40), 2],
        ]),
      ]),
    ),
  );
}

/** The cells of a picture at random: an area, a region or the nation, over some quarters in a row. */
function randomPicture(random: Random): Omit<Cell, 'count'>[] {
  const areas = random.weighted<readonly string[]>([
    [[random.pick(AREAS)], 5],
    [random.pick(REGIONS), 3],
    [AREAS, 2],
  ]);
  const first = random.whole(QUARTERS.length);
  const quarters = QUARTERS.slice(first, first + 1 + random.whole(QUARTERS.length - first));
  return areas.flatMap((area) => quarters.map((quarter) => ({ area, quarter })));
}

interface Case {
  readonly world: World;
  readonly pictures: Omit<Cell, 'count'>[][];
  readonly drawn: Draw;
}

/** A world, 200 pictures of it at random, and what its owner draws. */
function aCase(seed: string): Case {
  const random = createRandom(seed, 'world');
  const world = inventWorld(random);
  const pictures = Array.from({ length: PICTURES }, () => randomPicture(random));
  const byCell = createDraw(seed, 'referrals');
  const known = new Map(
    AREAS.flatMap((area) => QUARTERS.map((quarter) => [nameOf(area, quarter), byCell({ area, quarter })] as const)),
  );
  return { world, pictures, drawn: ({ area, quarter }) => known.get(nameOf(area, quarter)) ?? 0 };
}

interface Published extends ControlledFigure {
  readonly cells: readonly string[];
}

type Publish = (cells: readonly Cell[]) => ControlledFigure;

function publish(world: World, pictures: readonly Omit<Cell, 'count'>[][], how: Publish): Published[] {
  return pictures.map((picture) => {
    const cells = picture.map((cell) => ({ ...cell, count: world.get(nameOf(cell.area, cell.quarter)) ?? 0 }));
    return { ...how(cells), cells: cells.map(({ area, quarter }) => nameOf(area, quarter)) };
  });
}

const MOST = 10_000;

/** What an attacker who knows the method knows of the protected cells: they sum up to what is shown. */
function toldOfProtected({ cells, value }: Published): Told {
  // Suppressed: no cell of 5 or more, and fewer than five small ones that were rounded up.
  return { cells, least: value ?? 0, most: value ?? 20 };
}

/** The counts that a cell can have, as far as the attacker can tell. */
function countsOf(published: readonly Published[]): Map<string, number[]> {
  const bounds = solve(published.map(toldOfProtected), { least: 0, most: MOST }, 5);
  const small = new Set(published.filter(({ suppressed }) => suppressed).flatMap(({ cells }) => cells));
  const possible = Array.from({ length: 100 }, (_, count) => count);
  const protectedAs = (count: number): number[] => {
    if (count >= 5) return [5 * Math.round(count / 5)];
    return count === 0 ? [0] : [0, 5];
  };
  return new Map(
    [...bounds].map(([cell, { least, most }]) => [
      cell,
      possible.filter(
        (count) =>
          (count < 5 || !small.has(cell)) && protectedAs(count).some((value) => least <= value && value <= most),
      ),
    ]),
  );
}

describe('an attacker with 200 overlapping pictures', () => {
  const seeds = Array.from({ length: 6 }, (_, index) => `attack ${index}`);

  test.each(seeds)('recovers no suppressed figure (%s)', (seed) => {
    const { world, pictures, drawn } = aCase(seed);
    const published = publish(world, pictures, (cells) => controlledFigure(cells, drawn));
    expect(published.some(({ suppressed }) => suppressed)).toBe(true);
    const known = countsOf(published);
    for (const [cell, counts] of known) {
      expect(counts).toContain(world.get(cell));
      if (world.get(cell)! < 5) expect(counts.filter((count) => count < 5).length).toBeGreaterThanOrEqual(4);
    }
    for (const { cells } of published.filter(({ suppressed }) => suppressed)) {
      const least = cells.reduce((sum, cell) => sum + Math.min(...known.get(cell)!), 0);
      const most = cells.reduce((sum, cell) => sum + Math.max(...known.get(cell)!), 0);
      expect(most - least).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(seeds)('cannot tell a world in which any one small count is another (%s)', (seed) => {
    const { world, pictures, drawn } = aCase(seed);
    const published = publish(world, pictures, (cells) => controlledFigure(cells, drawn));
    const small = [...world].filter(([, count]) => count < 5);
    for (const [cell, count] of small.slice(0, 8)) {
      const [area = '', quarter = ''] = cell.split(' ');
      const isRoundedUp = drawn({ area, quarter }) < count / 5;
      for (const other of isRoundedUp ? [1, 2, 3, 4] : [0, 1, 2, 3, 4]) {
        const otherWorld = new Map(world).set(cell, other);
        // The draw is as unknown as the count: in the other world it fell so that the cell is protected alike.
        const otherDraw: Draw = (at) => (nameOf(at.area, at.quarter) === cell ? (isRoundedUp ? 0 : 0.99) : drawn(at));
        expect(publish(otherWorld, pictures, (cells) => controlledFigure(cells, otherDraw))).toEqual(published);
      }
    }
  });

  test('recovers suppressed figures where small totals are left out and others told: the attack is one', () => {
    const { world, pictures } = aCase('attack 0');
    const leaveOut: Publish = (cells) => {
      const total = cells.reduce((sum, { count }) => sum + count, 0);
      return total < 5 ? { value: null, suppressed: true } : { value: total, suppressed: false };
    };
    const told = publish(world, pictures, leaveOut).map(({ cells, value }): Told => {
      return { cells, least: value ?? 0, most: value ?? 4 };
    });
    const known = solve(told, { least: 0, most: MOST });
    for (const [cell, { least, most }] of known) {
      expect(world.get(cell)).toBeGreaterThanOrEqual(least);
      expect(world.get(cell)).toBeLessThanOrEqual(most);
    }
    const recovered = [...known].filter(([cell, { least, most }]) => least === most && world.get(cell)! < 5);
    expect(recovered.length).toBeGreaterThan(10);
  });
});
