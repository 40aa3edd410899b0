import { CONCERN_LEVELS, CONSENT_STATES, RELATIONSHIPS } from '../../../schema/vocabulary';
import type { DecisionTable } from '../compile';
import { EFFECTIVE_HANDLINGS, type PolicyRule, type Situation } from '../rule';
import { ageCuts } from '../situation-index';

/** Every situation that some rules tell apart, in one order, so that tables with different age bands can be compared. */
export interface Grid {
  readonly situations: readonly Situation[];
  /** How far apart in the list two situations are that differ by one step in one respect. */
  readonly stride: { readonly consent: number; readonly relationship: number; readonly handling: number };
}

const FLAGS = [false, true] as const;
/** Steps of the last two respects, break-glass and justification. */
export const BREAK_GLASS_STRIDE = 2;
/** The age that examples take where it is as good as another. */
const USUAL_AGE = 12;

/** Makes grids; rules that name the same ages share one. */
export function createGrids(): (rules: readonly PolicyRule[]) => Grid {
  const known = new Map<string, Grid>();
  return (rules) => {
    const ages = agesOf(rules);
    const key = ages.join();
    const grid = known.get(key) ?? gridOf(ages);
    known.set(key, grid);
    return grid;
  };
}

export function createGrid(rules: readonly PolicyRule[]): Grid {
  return gridOf(agesOf(rules));
}

function gridOf(ages: readonly (number | null)[]): Grid {
  const situations = CONSENT_STATES.flatMap((consent) =>
    RELATIONSHIPS.flatMap((relationship) =>
      CONCERN_LEVELS.flatMap((concern) =>
        EFFECTIVE_HANDLINGS.flatMap((handling) =>
          ages.flatMap((age) =>
            FLAGS.flatMap((breakGlass) =>
              FLAGS.map((justified) => ({ consent, relationship, concern, handling, age, breakGlass, justified })),
            ),
          ),
        ),
      ),
    ),
  );
  const handling = ages.length * 4;
  const relationship = handling * EFFECTIVE_HANDLINGS.length * CONCERN_LEVELS.length;
  return { situations, stride: { consent: relationship * RELATIONSHIPS.length, relationship, handling } };
}

/** One age of each band, and none. */
function agesOf(rules: readonly PolicyRule[]): (number | null)[] {
  const starts = [0, ...ageCuts(rules)];
  const ages = starts.map((start, index) => {
    const end = starts[index + 1] ?? Infinity;
    return start <= USUAL_AGE && USUAL_AGE < end ? USUAL_AGE : start;
  });
  return [...ages, null];
}

/** Where each situation of a grid lies in a table. */
export function placesIn({ situations }: Grid, table: DecisionTable): Int32Array {
  return Int32Array.from(situations, (situation) => table.base(situation));
}
