import { addPicture } from './pages/picture/picture';
import { addPurpose } from './pages/purpose';
import type { Site } from './site';

/** Adds every page that belongs to somebody who is signed in. */
export function addPages(site: Site): void {
  addPurpose(site);
  addPicture(site);
}
