import { CONCERN_LEVELS, type ConcernLevel } from '../../schema/vocabulary';

/** One organisation's latest judgement about a child. */
export interface Judgement {
  readonly organisation: string;
  readonly level: ConcernLevel;
}

/** What the judgements about one child come to. */
export interface EffectiveConcern {
  readonly concern: ConcernLevel;
  /** The organisations that have a concern; one that judged that there is none is not among them. */
  readonly concernRecorders: string[];
}

/** The highest of each organisation's latest judgement. Practitioners judge; the hub computes no score. */
export function effectiveConcern(latest: readonly Judgement[]): EffectiveConcern {
  const rank = Math.max(0, ...latest.map(rankOf));
  return {
    concern: CONCERN_LEVELS[rank] ?? 'IMMEDIATE_DANGER',
    concernRecorders: latest.filter((one) => rankOf(one) > 0).map((one) => one.organisation),
  };
}

function rankOf(judgement: Judgement): number {
  return CONCERN_LEVELS.indexOf(judgement.level);
}
