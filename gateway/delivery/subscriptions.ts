import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { personOf } from '../auth/principal';
import { badInput, SightlineError } from '../errors';
import { stoppable, type EventStream } from '../events/event-source';
import type { LogEntry } from '../events/event-log';
import type { Position } from '../events/signal';
import { createTurns, type TakeTurns } from '../events/turns';
import { deliver } from './deliver';
import { prepare } from '../pipeline';
import type { Answer, Caller, PipelineServices, Prepared } from '../request';

/** What a subscriber sends: the same as in the body of a request over HTTP. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** Who asks, at this moment. Throws UNAUTHENTICATED once the token has ended. */
  readonly identify: () => Promise<Caller>;
}

export interface SubscriptionServices {
  readonly pipeline: PipelineServices;
  /** Opens the events behind a subscription's field. Rejects with what its arguments are refused for. */
  readonly openEvents: (operation: { query: string; variables: string }, caller: Caller) => Promise<EventStream>;
  /** Throws QUERY_TOO_COMPLEX for a query above the limits, as over HTTP. */
  readonly refuseExcess: (request: { query: string; variables: unknown }) => void;
  readonly introspection: boolean;
}

/** Answers to a subscription, one for each event that the subscriber may know of. */
export interface Answers extends AsyncIterableIterator<ExecutionResult> {
  /** The place behind which the subscriber goes on. */
  place(): Position;
}

/** Opens a subscription. Rejects with a GraphQLError that its caller may read. */
export type Subscribe = (request: SubscriptionRequest) => Promise<Answers>;

const MAX_DOCUMENTS = 1_000;
/** While nobody can decide, or the log cannot be written, an event waits; so long, and then the subscriber is told. */
const PATIENCE = 20;
const PATIENCE_MS = 250;
/** Events that are decided at once for one subscriber at most: one who reads slowly has them decided one by one. */
const AT_ONCE = 32;
/** How long a decision may wait to be sent. */
const FRESH_MS = 500;
/** Events that are decided at once for all subscribers: more would wait for connections, and be given up there. */
const TURNS = 96;

/**
 * Makes the way of a subscription: limits, validation, plan, once for all subscribers with the same operation; then for
 * each event the pipeline of a query, for this subscriber alone. INVARIANT: no decision outlives its event.
 */
export function createSubscribe(services: SubscriptionServices): Subscribe {
  const documents = createReader(services);
  const inTurn = createTurns(TURNS);
  const toBeRead = createTurns(1);
  return async ({ query, operationName, variables, identify }) => {
    const caller = await identify();
    services.refuseExcess({ query, variables });
    const who = personOf(caller.principal);
    // What nobody has sent before takes milliseconds: one in each round of the event loop, round among persons.
    if (!documents.knows(query)) await toBeRead(who, () => setImmediate());
    const { document, hash } = documents.read(query);
    refuseOthers(document, operationName);
    const request = { document, hash, operationName, variables: variables ?? {}, caller };
    const prepared = prepare(services.pipeline, request);
    const events = await services.openEvents(primaryOf(prepared), caller);
    const given = stoppable((signal) =>
      answers(services, { prepared, identify, events, signal, who, inTurn, pace: 1 }),
    );
    return Object.assign(given, { place: () => events.place() });
  };
}

interface Subscription {
  readonly prepared: Prepared;
  readonly identify: SubscriptionRequest['identify'];
  readonly events: EventStream;
  readonly signal: AbortSignal;
  /** The person whose turn it takes, of all the connections and subscriptions of that one. */
  readonly who: string;
  readonly inTurn: TakeTurns;
  /** Events that are decided at once. */
  pace: number;
}

async function* answers(services: SubscriptionServices, subscription: Subscription): AsyncGenerator<ExecutionResult> {
  const { events, signal } = subscription;
  const stop = (): void => void events.return?.();
  signal.addEventListener('abort', stop);
  try {
    for await (const batch of events) yield* inOrder(batch, services, subscription);
  } catch (error) {
    yield { errors: [asGraphQLError(error)] };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Decides some events at a time, more as long as all of them leave at once, and gives their answers in order.
 * INVARIANT: one that had to wait is decided again.
 */
async function* inOrder(batch: readonly LogEntry[], services: SubscriptionServices, subscription: Subscription) {
  let next = 0;
  while (next < batch.length && !subscription.signal.aborted) {
    const some = batch.slice(next, next + subscription.pace);
    const decided = await Promise.all(some.map((event) => decide(services, subscription, event)));
    const left = yield* leave(decided, some, subscription);
    next += left;
    const isPrompt = left === some.length && !decided.some(hasWaited);
    subscription.pace = isPrompt ? Math.min(subscription.pace * 2, AT_ONCE) : 1;
  }
}

/** Gives answers until one has waited for the others; says how many. One that was decided alone has waited for nobody. */
async function* leave(decided: readonly Decided[], of: readonly LogEntry[], { events, signal }: Subscription) {
  let left = 0;
  for (const result of decided) {
    if (signal.aborted || (decided.length > 1 && hasWaited(result))) break;
    if (result.kind === 'FAILED') throw result.error;
    if (result.answer) yield resultOf(result.answer);
    events.pass(of[left]!.position);
    left += 1;
  }
  return left;
}

function hasWaited({ at }: Decided): boolean {
  return performance.now() - at > FRESH_MS;
}

/** `at`: when it was decided, of `performance.now()`: others that are decided with it may take longer. */
type Decided = { readonly at: number } & (
  { kind: 'DECIDED'; answer: Answer | null } | { kind: 'FAILED'; error: unknown }
);

async function decide(services: SubscriptionServices, of: Subscription, event: LogEntry): Promise<Decided> {
  try {
    const answer = await patiently(() => of.inTurn(of.who, () => answerTo(services, of, event)), of.signal);
    return { kind: 'DECIDED', answer, at: performance.now() };
  } catch (error) {
    return { kind: 'FAILED', error, at: performance.now() };
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('internal error', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}

async function answerTo({ pipeline }: SubscriptionServices, { prepared, identify }: Subscription, event: LogEntry) {
  const caller = await identify();
  return deliver(pipeline, { ...prepared, request: { ...prepared.request, caller } }, event);
}

/** INVARIANT: an event is never passed over because it could not be decided or recorded at that moment. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await work();
    } catch (error) {
      const mayPass =
        error instanceof SightlineError && ['AUDIT_UNAVAILABLE', 'POLICY_UNAVAILABLE'].includes(error.code);
      if (!mayPass || tries >= PATIENCE) throw error;
      await sleep(PATIENCE_MS);
    }
  }
  return null;
}

function resultOf({ data, errors, extensions }: Answer): ExecutionResult {
  const result = { data: JSON.parse(data) as Record<string, unknown> | null, extensions };
  return errors.length > 0 ? { ...result, errors } : result;
}

/** The part of the plan that is the hub's own: the field that subscribes, with its arguments. */
function primaryOf({ operation, request }: Prepared): { query: string; variables: string } {
  const primary = operation.waves[0]?.roots.find(({ operation: text }) => text.startsWith('subscription'));
  if (!primary) throw badInput({ at: 'query', expected: 'a subscription to a field', got: 'none', status: 400 });
  const names = primary.node.variableUsages ?? [];
  const given = names.filter((name) => Object.hasOwn(request.variables, name));
  const variables = JSON.stringify(Object.fromEntries(given.map((name) => [name, request.variables[name]])));
  return { query: primary.operation, variables };
}

interface Read {
  readonly document: DocumentNode;
  readonly hash: string;
}

/** Parses and validates; what was found valid is remembered. */
function createReader({ pipeline, introspection }: SubscriptionServices) {
  const known = new LRUCache<string, Read>({ max: MAX_DOCUMENTS });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const read = (query: string): Read => {
    const document = parsed(query);
    const [fault] = validate(pipeline.operations.apiSchema, document, rules, { maxErrors: 1 });
    if (fault) throw refused(fault, 'GRAPHQL_VALIDATION_FAILED');
    const found = { document, hash: createHash('sha256').update(query).digest('hex') };
    known.set(query, found);
    return found;
  };
  return { knows: (query: string) => known.has(query), read: (query: string) => known.get(query) ?? read(query) };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    throw error instanceof GraphQLError ? refused(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

/** The fault with the code by which it can be told from one of execution. */
function refused(fault: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(fault.message, {
    ...(fault.nodes ? { nodes: fault.nodes } : {}),
    ...(fault.source ? { source: fault.source } : {}),
    ...(fault.positions ? { positions: fault.positions } : {}),
    extensions: { code },
  });
}

function refuseOthers(document: DocumentNode, operationName: string | null | undefined): void {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return;
  const got = operation ? `a ${operation.operation}` : 'none of that name';
  const expected = 'a subscription; send queries and mutations by POST to /graphql';
  throw badInput({ at: 'query', expected, got, status: 400 });
}
