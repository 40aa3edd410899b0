import { HubRefusal, unlessUnavailable } from '../../hub-client';
import type { Visit } from '../../site';
import { CHILD_QUERY, CODES_QUERY, type ChildAnswer, type CodesAnswer } from './child-query';
import type { Reading } from './records';

/** A child of whom nobody may know and one who does not exist are not found alike. */
export function notFound(): HubRefusal {
  return new HubRefusal([{ code: 'NOT_FOUND', message: 'no such child', path: [], extensions: {} }]);
}

/** Reads all of a child that its page shows. Throws HubRefusal NOT_FOUND for one that the caller may not know of. */
export async function readChild(visit: Visit): Promise<Reading> {
  const id = visit.params['id'] ?? '';
  const [{ data, withheld }, known] = await Promise.all([
    visit.ask<ChildAnswer>({ query: CHILD_QUERY, variables: { id }, about: id }),
    unlessUnavailable(visit.ask<CodesAnswer>({ query: CODES_QUERY })),
  ]);
  if (data.child === null) throw notFound();
  const titles = new Map((known?.data.codes ?? []).map(({ list, code, title }) => [`${list} ${code}`, title]));
  const named = [
    ...data.child.sharing.map(({ owner }) => owner),
    ...(data.child.involvements ?? []).map(({ organisation }) => organisation),
    visit.session.viewer.organisation,
  ];
  return {
    child: data.child,
    withheld,
    names: new Map(named.map(({ id: organisation, name }) => [organisation, name])),
    titles,
    now: visit.now,
  };
}
