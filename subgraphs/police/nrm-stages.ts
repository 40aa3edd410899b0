export const NRM_STAGES = [
  'IDENTIFIED',
  'REFERRED',
  'REASONABLE_GROUNDS_PENDING',
  'REASONABLE_GROUNDS_POSITIVE',
  'REASONABLE_GROUNDS_NEGATIVE',
  'CONCLUSIVE_GROUNDS_PENDING',
  'CONCLUSIVE_GROUNDS_POSITIVE',
  'CONCLUSIVE_GROUNDS_NEGATIVE',
  'RECONSIDERATION',
] as const;
export type NrmStage = (typeof NRM_STAGES)[number];

const REASONABLE_GROUNDS: readonly NrmStage[] = ['REASONABLE_GROUNDS_POSITIVE', 'REASONABLE_GROUNDS_NEGATIVE'];
const CONCLUSIVE_GROUNDS: readonly NrmStage[] = ['CONCLUSIVE_GROUNDS_POSITIVE', 'CONCLUSIVE_GROUNDS_NEGATIVE'];

/** Which stages follow on which (Modern Slavery: statutory guidance for England and Wales, the NRM decision process). */
const NEXT: Readonly<Record<Exclude<NrmStage, 'RECONSIDERATION'>, readonly NrmStage[]>> = {
  IDENTIFIED: ['REFERRED'],
  REFERRED: ['REASONABLE_GROUNDS_PENDING'],
  REASONABLE_GROUNDS_PENDING: REASONABLE_GROUNDS,
  REASONABLE_GROUNDS_POSITIVE: ['CONCLUSIVE_GROUNDS_PENDING'],
  REASONABLE_GROUNDS_NEGATIVE: ['RECONSIDERATION'],
  CONCLUSIVE_GROUNDS_PENDING: CONCLUSIVE_GROUNDS,
  CONCLUSIVE_GROUNDS_POSITIVE: [],
  CONCLUSIVE_GROUNDS_NEGATIVE: ['RECONSIDERATION'],
};

/**
 * The stages that may follow. What is reconsidered is decided anew: of reasonable grounds, or of conclusive grounds; where
 * it is not known which decision that is, either. None follows on a positive conclusive decision.
 */
export function nextNrmStages(stage: NrmStage, reconsidered: NrmStage | null): readonly NrmStage[] {
  if (stage !== 'RECONSIDERATION') return NEXT[stage];
  if (reconsidered === null) return [...REASONABLE_GROUNDS, ...CONCLUSIVE_GROUNDS];
  return CONCLUSIVE_GROUNDS.includes(reconsidered) ? CONCLUSIVE_GROUNDS : REASONABLE_GROUNDS;
}
