import { CATEGORIES, LEVELS, type DataCategory, type DisclosureLevel } from '../../schema/vocabulary';
import { levelOf, type DecisionTable } from './compile';
import type { ChildContext } from './context';
import { HANDLING } from './situation-index';
import { createSituations } from './situations';
import { Child, type Standing } from './standing';

/** What was asked once and is decided again. */
export interface Replayed {
  readonly category: DataCategory;
  readonly asked: DisclosureLevel;
  readonly handling: 'OPEN' | 'SEALED' | 'CONDITIONAL';
}

interface ReplayInput {
  readonly organisation: string;
  readonly justified: boolean;
  readonly owner: string;
  readonly table: DecisionTable;
  readonly today: string;
}

/** Creates what decides again, by an owner's table, what one caller asked of children as they stand now. Pure. */
export function createReplay({ organisation, justified, owner, table, today }: ReplayInput) {
  const input = {
    organisation,
    justified,
    today,
    tableOf: () => table,
    sectorView: () => {
      throw new Error('a replay asks one owner only');
    },
    refusal: null,
    load: () => Promise.reject(new Error('a replayed child is read beforehand')),
  };
  const situations = createSituations(input);
  const standings = new Map<string, Standing>();
  return (child: ChildContext, { category, asked, handling }: Replayed): DisclosureLevel => {
    let standing = standings.get(child.childId);
    if (standing === undefined)
      standings.set(child.childId, (standing = new Child(input, situations, child).standing(owner)));
    const level = levelOf(standing.cell(CATEGORIES.indexOf(category), HANDLING[handling]));
    return LEVELS[Math.min(level, LEVELS.indexOf(asked))]!;
  };
}
