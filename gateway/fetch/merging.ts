import { LRUCache } from 'lru-cache';
import { createGrouped, type Ask } from '../grouped';
import type { JsonObject } from '../json';
import type { OwnerAnswer } from './answer';
import { writeRepresentations, type Representations } from './batch';
import type { OwnerRequest, Send } from './execute';

/** A request for entities and for nothing else. */
export interface EntityRequest extends OwnerRequest {
  readonly entities: Representations;
}

/** Queries that are waited for at once, in the texts that owners get. */
const MAX_QUERIES = 500;
/** Requests that become one: what one owner's answer may hold is limited. */
const MOST = 20;
/** Of one query: whoever comes meanwhile goes with the next. */
const AT_ONCE = 2;

/**
 * Puts requests of the same query that come at the same time into one, and takes its answer apart again. Errors are
 * everybody's, for nobody can tell whose they are. INVARIANT: only for what does not depend on who asks.
 */
export function createMerging(send: Send): (request: EntityRequest) => Promise<OwnerAnswer> {
  const known = new LRUCache<string, Ask<Representations, OwnerAnswer>>({ max: MAX_QUERIES });
  return ({ sector, query, entities }) => {
    const key = `${sector} ${entities.others.join(',')} ${query}`;
    let ask = known.get(key);
    if (!ask) {
      const answer = (asked: readonly Representations[]): Promise<OwnerAnswer[]> =>
        askTogether(asked, (variables) => send({ sector, query, variables }));
      known.set(key, (ask = createGrouped({ most: MOST, atOnce: AT_ONCE, answer })));
    }
    return ask(entities);
  };
}

async function askTogether(
  asked: readonly Representations[],
  send: (variables: string) => Promise<OwnerAnswer>,
): Promise<OwnerAnswer[]> {
  const { lists, others } = asked[0]!;
  const merged = lists.map(({ name }, index) => ({ name, texts: asked.flatMap((one) => one.lists[index]!.texts) }));
  const answer = await send(writeRepresentations({ lists: merged, others }));
  const { data, errors } = answer.kind === 'ANSWERED' ? answer : { data: null, errors: [] };
  if (data === null || errors.length > 0) return asked.map(() => answer);
  const parts = asked.map((): JsonObject => ({}));
  merged.forEach(({ texts }, index) => {
    const entities = data[`e${index}`];
    // INVARIANT: a list that does not match the representations says nothing about any of them.
    if (!Array.isArray(entities) || entities.length !== texts.length) return;
    let begin = 0;
    asked.forEach(({ lists: own }, number) => {
      const end = begin + own[index]!.texts.length;
      parts[number]![`e${index}`] = entities.slice(begin, end);
      begin = end;
    });
  });
  return parts.map((part): OwnerAnswer => ({ kind: 'ANSWERED', data: part, errors: [] }));
}
