import { CATEGORIES, LEVELS, type DataCategory, type DisclosureLevel } from '../../schema/vocabulary';
import { levelOf, type DecisionTable } from './compile';
import type { ChildContext } from './context';
import { HANDLING } from './situation-index';
import { createSituations } from './situations';
import { Child } from './standing';

/** What was asked once and is decided again. */
export interface Replayed {
  readonly organisation: string;
  readonly justified: boolean;
  readonly category: DataCategory;
  readonly asked: DisclosureLevel;
  readonly handling: 'OPEN' | 'SEALED' | 'CONDITIONAL';
}

/** What an owner's table gives of what was asked, for a child as it stands now. Pure. */
export function replay(
  { organisation, justified, category, asked, handling }: Replayed,
  { owner, table, child, today }: { owner: string; table: DecisionTable; child: ChildContext; today: string },
): DisclosureLevel {
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
  const level = levelOf(
    new Child(input, createSituations(input), child)
      .standing(owner)
      .cell(CATEGORIES.indexOf(category), HANDLING[handling]),
  );
  return LEVELS[Math.min(level, LEVELS.indexOf(asked))]!;
}
