import { addOverviewPages } from './overview-pages';
import { addBreakGlass } from './pages/child/break-glass';
import { addChild } from './pages/child/child';
import { addConcern } from './pages/child/concern';
import { addConsent } from './pages/child/consent';
import { addSearch } from './pages/child/search';
import { addSeen } from './pages/child/seen';
import { addHelp } from './pages/help';
import { addPurpose } from './pages/purpose';
import { addChallenge } from './pages/work/challenge';
import { addDecide } from './pages/work/decide';
import { addInterview } from './pages/work/interview';
import { addSupport } from './pages/work/support';
import { addWork } from './pages/work/work';
import type { Site } from './site';

/** Adds every page that belongs to somebody who is signed in. */
export function addPages(site: Site): void {
  addOverviewPages(site);
  addHelp(site);
  addPurpose(site);
  addWork(site);
  addDecide(site);
  addChallenge(site);
  addInterview(site);
  addSupport(site);
  addSearch(site);
  addChild(site);
  addConsent(site);
  addConcern(site);
  addBreakGlass(site);
  addSeen(site);
}
