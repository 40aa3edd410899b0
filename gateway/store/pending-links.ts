import { type PendingLinks } from '../hub/ports';
import { type Queryable } from './database';

/** Keeps whom a child that was registered apart might be. The statement is the same for nobody as for several. */
export async function keepPendingLinks(db: Queryable, links: PendingLinks): Promise<void> {
  await db.query({
    name: 'keep-pending-links',
    text: `insert into pending_links (child_id, candidate_id, organisation, noted_at)
           select $1, candidate, $2, $3 from unnest($4::uuid[]) as candidates (candidate)
           on conflict do nothing`,
    values: [links.childId, links.organisation, links.at, links.candidates],
  });
}
