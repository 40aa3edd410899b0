import { addPicture } from './pages/picture/picture';
import type { Site } from './site';

/** Adds the pages of those who answer for the sharing, rather than for a child. */
export function addOverviewPages(site: Site): void {
  addPicture(site);
}
