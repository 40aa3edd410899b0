import { createHmac } from 'node:crypto';

/** What a picture tells of one count: suppressed, or rounded to a multiple of 5. */
export interface ControlledFigure {
  value: number | null;
  suppressed: boolean;
}

/** One count of one area in one quarter: the building block of every figure. */
export interface Cell {
  /** The code of the area; empty where no area is known. */
  area: string;
  /** Such as `2026-Q1`. */
  quarter: string;
  count: number;
}

/** A number from 0 up to 1 that a cell keeps for ever, and that nobody can compute without the owner's secret. */
export type Draw = (cell: Pick<Cell, 'area' | 'quarter'>) => number;

const BASE = 5;
const THRESHOLD = 5;

/** Draws for the cells of one figure by HMAC-SHA256 of the cell's place and time. */
export function createDraw(secret: string, figure: string): Draw {
  return ({ area, quarter }) => {
    const digest = createHmac('sha256', secret).update(`${figure}|${area}|${quarter}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}

/**
 * The figure of a set of cells. Each cell is protected by itself, and the figure is made of nothing but what the
 * protected cells say: so no set of figures, however they overlap, tells more than the protected cells would.
 *
 * A cell of 5 or more counts as the nearest multiple of 5. A smaller one, zero among them, counts as 0 or, with a
 * probability of a fifth of its count, as 5: right on average. Protected cells so leave at least four counts open for
 * every small cell (0 to 4, or 1 to 4), and a figure is shown only when they alone warrant a count of 5 or more.
 * The method is the protection of building blocks of J. Wooton and B. Fraser, A Review of Confidentiality Protections
 * for Statistical Tables (Australian Bureau of Statistics, 2005), technique 1, with the random rounding of small counts.
 */
export function controlledFigure(cells: readonly Cell[], draw: Draw): ControlledFigure {
  let value = 0;
  let leastCount = 0;
  for (const cell of cells) {
    const rounded = protect(cell, draw);
    value += rounded;
    leastCount += cell.count < THRESHOLD ? rounded / BASE : THRESHOLD;
  }
  // INVARIANT: `leastCount` is what the protected cells warrant, not what was counted.
  return leastCount < THRESHOLD ? { value: null, suppressed: true } : { value, suppressed: false };
}

/** Monotone in the count, so that a cell that grows is not drawn anew each time. */
function protect(cell: Cell, draw: Draw): number {
  if (cell.count >= THRESHOLD) return BASE * Math.round(cell.count / BASE);
  return draw(cell) < cell.count / BASE ? BASE : 0;
}
