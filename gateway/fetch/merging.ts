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
 * Puts requests of the same query that come at the same time into one, and takes its answer apart again. What is not
 * answered in full is asked for apart, so that what an owner cannot answer, or not in time, takes from nobody but those
 * who asked for it. INVARIANT: only for what does not depend on who asks.
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
  if (answer.kind === 'ANSWERED' && answer.data !== null && answer.errors.length === 0) {
    return partsOf(answer.data, asked);
  }
  if (asked.length === 1 || isForSomebodyOnly(answer)) return asked.map(() => answer);
  return Promise.all(asked.map((one) => send(writeRepresentations(one))));
}

/** Whether an owner has to know whom it answers. */
export function isForSomebodyOnly(answer: OwnerAnswer): boolean {
  return answer.kind === 'ANSWERED' && answer.errors.some(({ code }) => code === 'FORBIDDEN');
}

function partsOf(data: JsonObject, asked: readonly Representations[]): OwnerAnswer[] {
  const parts = asked.map((): JsonObject => ({}));
  asked[0]!.lists.forEach((_, index) => {
    const entities = data[`e${index}`];
    const lengths = asked.map(({ lists }) => lists[index]!.texts.length);
    // INVARIANT: a list that does not match the representations says nothing about any of them.
    if (!Array.isArray(entities) || entities.length !== lengths.reduce((sum, length) => sum + length, 0)) return;
    let begin = 0;
    lengths.forEach((length, number) => {
      parts[number]![`e${index}`] = entities.slice(begin, begin + length);
      begin += length;
    });
  });
  return parts.map((part): OwnerAnswer => ({ kind: 'ANSWERED', data: part, errors: [] }));
}
