import { randomUUID } from 'node:crypto';
import { byOwner, summarise, type WithheldByOwner } from '../../disclosure';
import { HubRefusal, unlessUnavailable, type Withheld } from '../../hub-client';
import { page, redirect, textOf, type Site, type Visit } from '../../site';
import { workLists, type Worker } from './work-lists';
import {
  CHARITY_WORK_QUERY,
  COUNCIL_WORK_QUERY,
  NO_WORK,
  POLICE_WORK_QUERY,
  type CharityWork,
  type CouncilWork,
  type Named,
  type PoliceWork,
  type WorkAnswer,
} from './work-query';

export const ACKNOWLEDGE = `mutation Acknowledge($id: ID!, $key: ID!) {
  acknowledgePlacement(notificationId: $id, idempotencyKey: $key) { id } }`;

/** Roles that work with children; the others have lists of their own on other pages. */
const WORKERS = ['PRACTITIONER', 'SUPERVISOR', 'ADVOCATE'];

/** Adds what waits for somebody's organisation, and acknowledging what needs no more than that. */
export function addWork(site: Site): void {
  site.page('/work', async (visit) => {
    const { organisation, role } = visit.session.viewer;
    if (!WORKERS.includes(role)) throw refusal();
    const { data, isPartial, withheld } = await readWork(visit, organisation.id);
    const lists = workLists(data, workerOf(visit));
    return page('work.njk', {
      lists,
      key: randomUUID(),
      isPartial,
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

/** Each agency's systems are asked apart: who is missing is shown while those of councils do not answer. */
async function readWork(visit: Visit, own: string) {
  const [council, police, charity] = await Promise.all([
    unlessUnavailable(visit.ask<CouncilWork>({ query: COUNCIL_WORK_QUERY, variables: { own } })),
    unlessUnavailable(visit.ask<PoliceWork>({ query: POLICE_WORK_QUERY })),
    unlessUnavailable(visit.ask<CharityWork>({ query: CHARITY_WORK_QUERY, variables: { own } })),
  ]);
  const answers = [council, police, charity];
  const data: WorkAnswer = { ...NO_WORK, ...council?.data, ...police?.data, ...charity?.data };
  return {
    data,
    isPartial: answers.some((answer) => answer === null || answer.faults.length > 0),
    withheld: answers.flatMap((answer) => answer?.withheld ?? []),
  };
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
