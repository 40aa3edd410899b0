import { CONCERN_LEVELS, type ConcernLevel } from '../../schema/vocabulary';

/** One organisation's latest judgement about a child. */
export interface Judgement {
  readonly organisation: string;
  readonly level: ConcernLevel;
}

/** What the judgements about one child come to. */
export interface EffectiveConcern {
  readonly concern: ConcernLevel;
  /** The organisations that hold this highest judgement; empty for NOT_RECORDED. */
  readonly concernRecorders: string[];
}

/** The highest of each organisation's latest judgement. Practitioners judge; the hub computes no score. */
export function effectiveConcern(latest: readonly Judgement[]): EffectiveConcern {
  const rank = Math.max(0, ...latest.map(rankOf));
  return {
    concern: CONCERN_LEVELS[rank] ?? 'IMMEDIATE_DANGER',
    concernRecorders: rank === 0 ? [] : latest.filter((one) => rankOf(one) === rank).map((one) => one.organisation),
  };
}

function rankOf(judgement: Judgement): number {
  return CONCERN_LEVELS.indexOf(judgement.level);
}
