import { SAME_PLACEMENT } from './ssda903-codes';
import type { EpisodeRow } from './ssda903-rows';

/** A stretch of a child's life that several episodes of a return tell of. */
export interface Spell {
  first: EpisodeRow;
  last: EpisodeRow;
}

/** The placements behind the episodes: one goes on while only the legal status changes. Expects them in order. */
export function placementsIn(episodes: readonly EpisodeRow[]): Spell[] {
  return joined(
    episodes,
    (before, row) =>
      SAME_PLACEMENT.has(row.reason) && before.placementType === row.placementType && before.postcode === row.postcode,
  );
}

/** The stretches under one legal status and need: they go on through a change of placement. Expects episodes in order. */
export function careIn(episodes: readonly EpisodeRow[]): Spell[] {
  return joined(
    episodes,
    (before, row) => row.reason !== 'S' && before.legalStatus === row.legalStatus && before.needCode === row.needCode,
  );
}

function joined(episodes: readonly EpisodeRow[], goesOn: (before: EpisodeRow, row: EpisodeRow) => boolean): Spell[] {
  const spells: Spell[] = [];
  for (const row of episodes) {
    const current = spells.at(-1);
    const isNext = current?.last.child === row.child && current.last.endedOn === row.startedOn;
    if (current !== undefined && isNext && goesOn(current.last, row)) current.last = row;
    else spells.push({ first: row, last: row });
  }
  return spells;
}
