import {
  createSourceEventStream,
  execute,
  parse,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { SightlineError } from '../errors';
import { readRefusal } from '../refusal';
import type { EventStream } from '../events/event-source';
import type { HubContext } from './context';

/** An error of the hub's own, as any owner's errors come. */
interface HubFault {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly at: string | null;
  readonly expected: string | null;
}

export interface HubAnswer {
  readonly kind: 'ANSWERED';
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly HubFault[];
}

const MAX_DOCUMENTS = 1_000;

/** An operation for the hub's own subgraph; its variables are JSON. */
export interface HubOperation {
  readonly query: string;
  readonly variables: string;
}

/** Runs operations on the hub's own subgraph in this process. Both reject with AUDIT_UNAVAILABLE when its database does not answer. */
export interface HubExecutor {
  /** A subscription is run for the one event that its context holds. */
  run(operation: HubOperation, contextValue: HubContext): Promise<HubAnswer>;
  /** Opens the events of a subscription. Rejects with what its arguments are refused for. */
  subscribe(operation: HubOperation, contextValue: HubContext): Promise<EventStream>;
}

export function createHubExecutor(schema: GraphQLSchema, report: (error: unknown) => void): HubExecutor {
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  const argumentsOf = ({ query, variables }: HubOperation) => {
    let document = documents.get(query);
    if (!document) documents.set(query, (document = parse(query, { noLocation: true })));
    return { schema, document, variableValues: JSON.parse(variables) as Record<string, unknown> };
  };
  return {
    async run(operation, contextValue) {
      const { data, errors = [] } = await execute({ ...argumentsOf(operation), contextValue });
      return { kind: 'ANSWERED', data: data ?? null, errors: errors.map((error) => faultOf(error, report)) };
    },
    async subscribe(operation, contextValue) {
      const opened = await createSourceEventStream({ ...argumentsOf(operation), contextValue });
      if (Symbol.asyncIterator in opened) return opened as EventStream;
      throw refusalOf(opened.errors?.[0], report);
    },
  };
}

/** Why a subscription cannot be opened, as its caller may read it. */
function refusalOf(error: GraphQLError | undefined, report: (error: unknown) => void): unknown {
  const cause = error?.originalError ?? error;
  if (cause instanceof SightlineError) return cause;
  const refused = error && readBadValue(error);
  if (refused) return new SightlineError('BAD_USER_INPUT', 'the input is not valid', textsOf(refused));
  report(cause);
  return isDatabaseFault(cause) ? databaseUnavailable() : new SightlineError('INTERNAL', 'internal error');
}

function textsOf({ at, expected }: { at: string | null; expected: string | null }) {
  return { ...(at === null ? {} : { at }), ...(expected === null ? {} : { expected }) };
}

function faultOf(error: GraphQLError, report: (error: unknown) => void): HubFault {
  const cause = error.originalError ?? error;
  const path = error.path ?? [];
  if (cause instanceof SightlineError) {
    const { at = null, expected = null } = cause.fields;
    if (cause.fields.status !== undefined || cause.code === 'POLICY_UNAVAILABLE') throw cause;
    return { path, code: cause.code, at, expected };
  }
  const refused = readBadValue(error);
  if (refused) return { path, code: 'BAD_USER_INPUT', ...refused };
  report(cause);
  if (isDatabaseFault(cause)) throw databaseUnavailable();
  return { path, code: 'INTERNAL', at: null, expected: null };
}

/** The scalars of the hub's own input are checked here, by the executor: clients' schemas know nothing of their form. */
function readBadValue(error: GraphQLError): { at: string | null; expected: string | null } | null {
  if (!/^(Variable "\$|Argument ")\w+" (got|has) invalid value /.test(error.message)) return null;
  const { at = null, expected = null } = readRefusal(error.message);
  return { at, expected };
}

/** The hub's database cannot be asked: nobody can say what may be shared, nor keep account of it. */
export function databaseUnavailable(): SightlineError {
  return new SightlineError('AUDIT_UNAVAILABLE', "the hub's database does not answer; nothing was disclosed");
}

/** SQLSTATE classes: connection (08), resources (53), operator intervention (57), system (58); or a socket's error. */
const UNREACHABLE = /^(08|53|57|58|E[A-Z]{4,})/;

/** Whether a database, rather than our own code, is at fault. */
export function isDatabaseFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return UNREACHABLE.test(error.code);
  return /timeout|terminated|Connection ended|not queryable/i.test(error.message);
}

/** Throws what callers are told when the hub's database does not answer; anything else as it is. */
export function refuse(error: unknown): never {
  throw isDatabaseFault(error) ? databaseUnavailable() : error;
}
