import { HANDLINGS, type Handling } from '../../schema/vocabulary';
import { isStricter } from '../kit/handling';
import { addDays, dayInLondon } from '../kit/working-days';

/** From how many episodes within how many days a child counts as repeatedly missing. */
export const REPEAT_RULE = {
  code: 'MISSING_REPEATED',
  episodes: 3,
  days: 90,
  source: 'Sightline; the trigger of a multi-agency meeting in most local protocols',
} as const;

/** What counting needs of an episode. */
export interface CountedEpisode {
  missingSince: Date;
  handling: Handling;
}

export interface Repeat {
  episodes: number;
  handling: Handling;
}

/**
 * How often the child went missing within some 90 days (days in London) that an episode lies in, if that is often enough
 * for a prompt; null otherwise. An episode that is reported late counts in the days before it and after it.
 * INVARIANT: only episodes count that are marked no stricter than the prompt, which takes the least strict marking under
 * which there are enough: whoever is told the number may know of every episode in it, and a hidden one keeps nobody from
 * being told of three others.
 */
export function findRepeat(episode: CountedEpisode, others: readonly CountedEpisode[]): Repeat | null {
  for (const handling of HANDLINGS.slice(HANDLINGS.indexOf(episode.handling))) {
    const days = [episode, ...others.filter((other) => !isStricter(other.handling, handling))]
      .map(({ missingSince }) => dayInLondon(missingSince))
      .sort();
    const episodes = mostAround(dayInLondon(episode.missingSince), days);
    if (episodes >= REPEAT_RULE.episodes) return { episodes, handling };
  }
  return null;
}

function mostAround(day: string, days: readonly string[]): number {
  const counts = days.map((first) => {
    const last = addDays(first, REPEAT_RULE.days);
    return first <= day && day <= last ? days.filter((each) => first <= each && each <= last).length : 0;
  });
  return Math.max(...counts);
}
