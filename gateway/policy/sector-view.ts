import { LRUCache } from 'lru-cache';
import { CATEGORIES, LEVELS } from '../../schema/vocabulary';
import { levelOf, reasonOf, type DecisionTable } from './compile';
import { commonReason } from './reasons';
import type { SectorView } from './input';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');

/**
 * Makes what a sector as a whole would say, from the tables of all its organisations (null: one that has no policy).
 * It looks at policies and situation only, never at who is involved: so a child whom the sector knows and one whom it
 * does not know get the same answer.
 */
export function viewSector(tables: Iterable<DecisionTable | null>): SectorView {
  const distinct = [...new Set(tables)];
  const cellsOf = (situation: Parameters<DecisionTable['base']>[0], category: number): number[] =>
    distinct.map((table) => (table ? (table.cells[table.base(situation) + category] ?? 0) : 0));
  return {
    tellsInvolvement: (situation) =>
      distinct.length > 0 && cellsOf(situation, INVOLVEMENT).every((cell) => levelOf(cell) >= EXISTENCE),
    commonReason(situation, category, level) {
      const withholding = cellsOf(situation, category).filter((cell) => levelOf(cell) < level);
      return commonReason(withholding.map((cell) => (cell === 0 ? 'NOT_AGREED' : reasonOf(cell, level))));
    },
    gives: (situation, category, level) =>
      distinct.length > 0 && cellsOf(situation, category).every((cell) => levelOf(cell) >= level),
  };
}

/** Creates a bounded store of views; a view is made once for each sector, caller, purpose and day. */
export function createSectorViews(max: number): (key: string, make: () => SectorView) => SectorView {
  const views = new LRUCache<string, SectorView>({ max });
  return (key, make) => {
    const known = views.get(key);
    if (known) return known;
    const view = make();
    views.set(key, view);
    return view;
  };
}
