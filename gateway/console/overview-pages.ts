import { addIntegrity } from './pages/disclosures/integrity';
import { addReviews } from './pages/disclosures/reviews';
import { addDisclosureSearch } from './pages/disclosures/search';
import { addPicture } from './pages/picture/picture';
import { addMatrix } from './pages/policy/matrix';
import { addRules } from './pages/policy/rules';
import { addVersions } from './pages/policy/versions';
import type { Site } from './site';

/** Adds the pages of those who answer for the sharing, rather than for a child. */
export function addOverviewPages(site: Site): void {
  addPicture(site);
  addDisclosureSearch(site);
  addReviews(site);
  addIntegrity(site);
  addMatrix(site);
  addRules(site);
  addVersions(site);
}
