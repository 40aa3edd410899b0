import { randomUUID } from 'node:crypto';
import { byOwner, summarise, type WithheldByOwner } from '../../disclosure';
import { HubRefusal, type Withheld } from '../../hub-client';
import { page, redirect, textOf, type Site, type Visit } from '../../site';
import { workLists, type Worker } from './work-lists';
import { WORK_QUERY, type Named, type WorkAnswer } from './work-query';

export const ACKNOWLEDGE = `mutation Acknowledge($id: ID!, $key: ID!) {
  acknowledgePlacement(notificationId: $id, idempotencyKey: $key) { id } }`;

/** Roles that work with children; the others have lists of their own on other pages. */
const WORKERS = ['PRACTITIONER', 'SUPERVISOR', 'ADVOCATE'];

/** Adds what waits for somebody's organisation, and acknowledging what needs no more than that. */
export function addWork(site: Site): void {
  site.page('/work', async (visit) => {
    const { organisation, role } = visit.session.viewer;
    if (!WORKERS.includes(role)) throw refusal();
    const { data, faults, withheld } = await visit.ask<WorkAnswer>({
      query: WORK_QUERY,
      variables: { own: organisation.id },
    });
    const lists = workLists(data, workerOf(visit));
    return page('work.njk', {
      lists,
      key: randomUUID(),
      isPartial: faults.length > 0,
      summary: summaryOf(lists),
      ...withheldFrom(data, withheld),
    });
  });
  site.form('/work/acknowledge', async (visit) => {
    const variables = {
      id: textOf(visit.form, 'id'),
      key: `${textOf(visit.form, 'key')}-${textOf(visit.form, 'id')}`.slice(0, 100),
    };
    await visit.ask({ query: ACKNOWLEDGE, variables });
    return redirect('/work?done=acknowledged');
  });
}

function refusal(): HubRefusal {
  const message = 'this page is for those who work with children';
  return new HubRefusal([{ code: 'FORBIDDEN', message, path: [], extensions: {} }]);
}

function workerOf({ session, now }: Visit): Worker {
  const { organisation, role } = session.viewer;
  return { organisation: organisation.id, agency: organisation.agency, decides: role !== 'ADVOCATE', now };
}

function summaryOf(lists: ReturnType<typeof workLists>) {
  return lists.map(({ id, title, lines }) => ({
    id,
    title,
    count: lines.length,
    overdue: lines.filter(({ clock }) => clock?.isOverdue === true).length,
  }));
}

/** What the lists lack, owner by owner; owners are named as the lists name them. */
function withheldFrom(data: WorkAnswer, withheld: readonly Withheld[]): { withheld: readonly WithheldByOwner[] } {
  const owners = Object.values(data).flatMap(({ nodes }) => nodes.map(({ owner }: { owner: Named }) => owner));
  return { withheld: byOwner(summarise(withheld, new Map(owners.map(({ id, name }) => [id, name])))) };
}
