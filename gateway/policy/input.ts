import type { Sector, WithheldReason } from '../../schema/vocabulary';
import type { DecisionTable } from './compile';
import type { ChildContext } from './context';
import type { Situation } from './rule';

/** What decisions about one caller in one request are made from. */
export interface DisclosureInput {
  readonly organisation: string;
  readonly justified: boolean;
  /** Whether the caller's role and purpose are such as a break-glass grant is given to. */
  readonly mayBreakGlass?: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** The decisions of an organisation about this caller; null when it has no policy, and so shares nothing. */
  readonly tableOf: (organisation: string) => DecisionTable | null;
  readonly sectorView: (sector: Sector) => SectorView;
  /** Why this caller gets nothing of anybody else's, whatever the child: role or purpose; null when that is not so. */
  readonly refusal: WithheldReason | null;
  /** Whether what was read is so new that nobody need look again; always where it is absent. */
  readonly isFresh?: () => boolean;
  readonly load: (childIds: string[]) => Promise<ReadonlyMap<string, ChildContext>>;
}

/** What every organisation of a sector would say, so that an answer does not depend on which of them is involved. */
export interface SectorView {
  /** Whether each of them would let the caller know of its involvement. */
  tellsInvolvement(situation: Situation): boolean;
  /** The reason that stands for all of them. */
  commonReason(situation: Situation, category: number, level: number): WithheldReason;
  /** Whether each of them would give this level. */
  gives(situation: Situation, category: number, level: number): boolean;
}
