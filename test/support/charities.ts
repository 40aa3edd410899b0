import { CHARITY } from '../../subgraphs/charity/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { aService, HARBOUR } from './charity-lines';
import { startSubgraph, type Answer, type TestSubgraph } from './subgraph';

export const NOW = new Date('2026-06-13T12:00:00Z');
export const OPEN_DOOR = 'open-door-advocacy';
export const OFFICER: Partial<Principal> = { agency: 'POLICE', organisation: 'E23000024' };
export const HARBOUR_WORKER: Partial<Principal> = { agency: 'CHARITY', organisation: HARBOUR };
export const OPEN_DOOR_WORKER: Partial<Principal> = { agency: 'CHARITY', organisation: OPEN_DOOR };
const KEY = 'id subjectId ownerId handling';

export const REQUEST = `mutation($childId: ID!, $serviceId: ID!, $area: ID, $key: ID!) {
  done: requestSupport(childId: $childId, serviceId: $serviceId, area: $area, idempotencyKey: $key) {
    ${KEY} status requestedAt requester { id } service { id available } answeredAt reason startedOn endedOn notes } }`;
export const ANSWER = `mutation($episodeId: ID!, $status: SupportStatus!, $reason: String, $key: ID!) {
  done: answerSupportRequest(episodeId: $episodeId, status: $status, reason: $reason, idempotencyKey: $key) {
    ${KEY} status service { available } answeredAt reason startedOn endedOn } }`;
export const CAPACITY = `mutation($serviceId: ID!, $capacity: Int!, $available: Int!, $waitingDays: Int, $key: ID!) {
  done: setServiceCapacity(serviceId: $serviceId, capacity: $capacity, available: $available,
    waitingDays: $waitingDays, idempotencyKey: $key) { id capacity available waitingDays updatedAt } }`;
export const WISH = `mutation($childId: ID!, $words: String!, $heardOn: Date!, $key: ID!) {
  done: recordWish(childId: $childId, words: $words, heardOn: $heardOn, idempotencyKey: $key) {
    ${KEY} words heardOn } }`;
export const ADVOCATE = `mutation($childId: ID!, $serviceId: ID, $key: ID!) {
  done: requestAdvocate(childId: $childId, serviceId: $serviceId, idempotencyKey: $key) {
    ${KEY} status requestedAt advocate { name } requester { id } service { id }
    clock { rule startedAt dueAt stoppedAt overdue calendar } } }`;
export const ANSWER_ADVOCACY = `mutation($requestId: ID!, $status: SupportStatus!, $advocateName: String, $reason: String, $key: ID!) {
  done: answerAdvocacyRequest(requestId: $requestId, status: $status, advocateName: $advocateName, reason: $reason,
    idempotencyKey: $key) { ${KEY} status advocate { name role } reason clock { stoppedAt overdue } } }`;

/** A record, as far as every mutation answers with it. */
export type Done = Record<string, never> & { id: string };

/** The charities' subgraph with two charities and five services, and the usual calls of its mutations. */
export interface TestCharities extends TestSubgraph {
  call(document: string, variables: object, principal: Partial<Principal>): Promise<Answer>;
  /** The record that a call answers with; the call must not be refused. */
  done(answer: Promise<Answer>): Promise<Done>;
  /** Requests support, and answers a request. */
  request(serviceId?: string): Promise<string>;
  answer(episodeId: string, status: string, over?: object): Promise<Answer>;
  /** Requests an advocate. */
  advocate(): Promise<string>;
  placesOf(serviceId: string): Promise<unknown>;
}

/** Starts it at `NOW`. */
export async function startCharities(): Promise<TestCharities> {
  const charity = await startSubgraph(CHARITY, () => NOW);
  const advocacy = { kinds: ['ADVOCACY'], ownerId: OPEN_DOOR, areaCodes: ['E10000020'] };
  await charity.load([
    aService(1, { capacity: 100, available: 50 }),
    aService(2, { capacity: 3, available: 1 }),
    aService(3, { capacity: 20, available: 5 }),
    aService(4, { ...advocacy, capacity: 40, available: 40 }),
    aService(5, { ...advocacy, capacity: 9, available: 0, waitingDays: 1 }),
  ]);
  const call: TestCharities['call'] = (document, variables, principal) =>
    charity.ask(document, { key: crypto.randomUUID(), ...variables }, principal);
  const done: TestCharities['done'] = async (answer) => {
    const { data, errors } = await answer;
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data.done as Done;
  };
  return {
    ...charity,
    call,
    done,
    request: async (serviceId = 'service-1') =>
      (await done(call(REQUEST, { childId: 'child-1', serviceId }, OFFICER))).id,
    answer: (episodeId, status, over = {}) => call(ANSWER, { episodeId, status, ...over }, HARBOUR_WORKER),
    advocate: async () => (await done(call(ADVOCATE, { childId: 'child-1' }, OFFICER))).id,
    placesOf: async (id) => {
      const query = 'select capacity, available, held from support_services where id = $1';
      return (await charity.dataSource.query<object[]>(query, [id]))[0];
    },
  };
}
