import { CATEGORIES, LEVELS } from '../../schema/vocabulary';
import type { DataCategory, DisclosureLevel, Relationship, WithheldReason } from '../../schema/vocabulary';
import { levelOf, reasonOf } from './compile';
import { reasonWithoutRelationship } from './reasons';
import type { EffectiveHandling } from './rule';
import { HANDLING } from './situation-index';
import type { Standing } from './standing';

/** One owner's decision about one category of one child, for the screens. */
export interface CategoryDecision {
  readonly owner: string;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly reason: WithheldReason | null;
  /** Whether a break-glass grant would give more. */
  readonly breakGlass: boolean;
}

const FULL = LEVELS.indexOf('FULL');

/** What a standing gives of each category, of records with one marking, and why not more. */
export function categoryDecisions(
  standing: Standing,
  categories: readonly DataCategory[],
  { relationship, handling }: { relationship: Relationship; handling: EffectiveHandling },
): CategoryDecision[] {
  return categories.map((category) => {
    const index = CATEGORIES.indexOf(category);
    const packed = standing.cell(index, HANDLING[handling]);
    const level = levelOf(packed);
    const breakGlass = levelOf(standing.cellUnderGrant(index, HANDLING[handling])) > level;
    const reason = level === FULL ? null : reasonWithoutRelationship(reasonOf(packed, level + 1), relationship);
    return { owner: standing.account.owner, category, level: LEVELS[level]!, reason, breakGlass };
  });
}
