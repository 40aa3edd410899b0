/** That the unknowns of some cells sum up to something between two bounds: what one published figure tells. */
export interface Told {
  readonly cells: readonly string[];
  readonly least: number;
  readonly most: number;
}

export interface Bounds {
  least: number;
  most: number;
}

const MAX_ROUNDS = 200;

/**
 * Narrows every unknown by every figure and by every difference of figures that lie within each other, until nothing
 * narrows any more. Sound: an unknown never leaves its bounds. Unknowns are multiples of `step`.
 */
export function solve(told: readonly Told[], initial: Bounds, step = 1): Map<string, Bounds> {
  const bounds = new Map(told.flatMap(({ cells }) => cells).map((cell) => [cell, { ...initial }]));
  const system = [...told, ...differencesOf(told)];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const narrowed = system.map((one) => narrow(one, bounds, step)).some(Boolean);
    if (!narrowed) break;
  }
  return bounds;
}

/** What figures tell of what is in the one and not in the other: differencing. */
function differencesOf(told: readonly Told[]): Told[] {
  const sets = told.map(({ cells }) => new Set(cells));
  const found: Told[] = [];
  told.forEach((outer, i) => {
    told.forEach((inner, j) => {
      if (i === j || inner.cells.length >= outer.cells.length) return;
      if (!inner.cells.every((cell) => sets[i]!.has(cell))) return;
      const cells = outer.cells.filter((cell) => !sets[j]!.has(cell));
      found.push({ cells, least: outer.least - inner.most, most: outer.most - inner.least });
    });
  });
  return found;
}

function narrow({ cells, least, most }: Told, bounds: Map<string, Bounds>, step: number): boolean {
  let leastSum = 0;
  let mostSum = 0;
  for (const cell of cells) {
    leastSum += bounds.get(cell)!.least;
    mostSum += bounds.get(cell)!.most;
  }
  let hasNarrowed = false;
  for (const cell of cells) {
    const known = bounds.get(cell)!;
    const from = Math.max(known.least, Math.ceil((least - (mostSum - known.most)) / step) * step);
    const to = Math.min(known.most, Math.floor((most - (leastSum - known.least)) / step) * step);
    if (from <= known.least && to >= known.most) continue;
    bounds.set(cell, { least: from, most: to });
    leastSum += from - known.least;
    mostSum += to - known.most;
    hasNarrowed = true;
  }
  return hasNarrowed;
}
