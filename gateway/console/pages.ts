import { addOverviewPages } from './overview-pages';
import { addBreakGlass } from './pages/child/break-glass';
import { addChild } from './pages/child/child';
import { addConcern } from './pages/child/concern';
import { addConsent } from './pages/child/consent';
import { addSearch } from './pages/child/search';
import { addSeen } from './pages/child/seen';
import { addPurpose } from './pages/purpose';
import type { Site } from './site';

/** Adds every page that belongs to somebody who is signed in. */
export function addPages(site: Site): void {
  addOverviewPages(site);
  addPurpose(site);
  addSearch(site);
  addChild(site);
  addConsent(site);
  addConcern(site);
  addBreakGlass(site);
  addSeen(site);
}
