import { CATEGORIES, type DataCategory, type Sector } from '../schema/vocabulary';
import type { Operations } from './operations';

/** The categories of which each sector keeps records, in the order of the vocabulary. */
export function categoriesBySector({ labels }: Operations): Map<Sector, DataCategory[]> {
  const bySector = new Map<Sector, DataCategory[]>();
  for (const { sector, category } of labels.graphs.values()) {
    if (category === null) continue;
    const known = bySector.get(sector as Sector) ?? [];
    if (!known.includes(category)) bySector.set(sector as Sector, [...known, category]);
  }
  for (const list of bySector.values()) list.sort((a, b) => CATEGORIES.indexOf(a) - CATEGORIES.indexOf(b));
  return bySector;
}
