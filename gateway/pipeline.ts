import { getOperationAST, getVariableValues, GraphQLError, OperationTypeNode, type DocumentNode } from 'graphql';
import type { AuditEntry } from './audit/entry';
import type { Principal } from './auth/principal';
import type { LogEntry } from './events/event-log';
import { badInput, badVariable, SightlineError } from './errors';
import { disclosureExtension, faultErrors, type Contacts } from './explain-answer';
import { admitsEvent } from './fetch/admits-event';
import { execute, type OwnerRequest } from './fetch/execute';
import type { OwnerAnswer } from './fetch/answer';
import type { Gate } from './fetch/gate';
import type { Operation, Operations } from './operations';
import type { LedgerLine, Withheld } from './policy/ledger';
import type { ReferenceKind } from './plan/references';
import { subjectId } from './plan/subjects';
import type { Handling, Purpose } from '../schema/vocabulary';

/** Who asks, and what for. */
export interface Caller {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
  /** Of the children whom the operation writes about, those with whom the caller's organisation is involved; of an advocate, those allocated. */
  readonly involvedWith?: readonly string[];
  /** Whether the hub itself acts, on what it was told of: no token of a client's says so. */
  readonly byHub?: boolean;
}

/** On whose behalf owners are asked, and for which event of a subscription. */
export interface Asked {
  readonly caller: Caller;
  readonly event?: LogEntry;
}

/** One validated GraphQL operation of one caller. */
export interface Request extends Asked {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly hash: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The answer: `data` as JSON text that is written already. */
export interface Answer {
  readonly data: string;
  readonly errors: readonly GraphQLError[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Everything decided in one request, and the account of it. */
export interface RequestDisclosure extends Gate {
  withheld(): Withheld[];
  lines(): LedgerLine[];
}

/** What the stages need from outside. */
export interface PipelineServices {
  readonly operations: Operations;
  /** Opens the decisions of one request. Throws POLICY_UNAVAILABLE when no policy can be confirmed. */
  readonly disclose: (caller: Caller, event?: LogEntry) => RequestDisclosure;
  readonly send: (request: OwnerRequest, asked: Asked, disclosure: RequestDisclosure) => Promise<OwnerAnswer>;
  /** How the record of an event is marked now; null when its owner has it no more. Absent: as it was signalled. */
  readonly findMarking?: (event: LogEntry, caller: Caller) => Promise<Handling | null>;
  /** Commits an entry to the log. Throws AUDIT_UNAVAILABLE. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly policyVersion: (owner: string) => string;
  /** Grows with every change of the policies; absent where there are none. Throws POLICY_UNAVAILABLE. */
  readonly epoch?: () => number;
  /** Whether the directory has an organisation or an area of this id; absent where there is no directory. */
  readonly isKnown?: (kind: ReferenceKind, id: string) => boolean;
  /** Those of these children with whom somebody works; absent where there is no hub. */
  readonly findInvolved?: (childIds: readonly string[], principal: Principal) => Promise<string[]>;
  readonly contacts: Contacts;
  readonly newId: () => string;
}

/**
 * Answers one operation: plan, execute wave by wave with a decision for every representation, shape, audit, answer.
 * Authentication comes before it, in the server. INVARIANT: nothing is returned before what it discloses is committed
 * to the audit log; every throw on the way leaves no data.
 */
export async function answer(services: PipelineServices, request: Request): Promise<Answer> {
  refuseSubscription(request);
  const prepared = prepare(services, request);
  return byWhatHolds(services, prepared, () => carryOut(services, prepared, services.disclose(request.caller)));
}

/** How often a query is asked anew because policies changed under it, before its caller is asked to come back. */
const MOST_ATTEMPTS = 3;

/**
 * Answers a query by the policies that hold when its answer leaves: what was decided by others is thrown away and asked
 * anew. A mutation has happened, and happens once: what it shows of its own record is as it was decided.
 * @throws SightlineError POLICY_UNAVAILABLE when policies change time and again.
 */
async function byWhatHolds<T>(
  { epoch }: PipelineServices,
  { request: { document, operationName } }: Prepared,
  attempt: () => Promise<T>,
): Promise<T> {
  const isMutation = getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
  if (isMutation || epoch === undefined) return attempt();
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const before = epoch();
    const answered = await attempt();
    if (epoch() === before) return answered;
  }
  throw new SightlineError('POLICY_UNAVAILABLE', 'the sharing policies changed while this was answered; ask again');
}

/**
 * Answers a subscription for one event, exactly as it would answer a query at this moment. Null when the caller may not
 * know of the event: it then leaves no trace anywhere. INVARIANT: the record counts as its owner marks it now; who may
 * not know of it under any marking does not cause its owner to be asked.
 */
export async function deliver(services: PipelineServices, subscription: Prepared, logged: LogEntry) {
  return byWhatHolds(services, subscription, async () => {
    const { request, ...plan } = subscription;
    const { caller } = request;
    const findMarking = services.findMarking ?? (() => Promise.resolve(logged.handling));
    const asOpen = await admit(services, caller, { ...logged, handling: 'OPEN' });
    const handling = asOpen && (await findMarking(logged, caller));
    if (!handling) return null;
    const event = { ...logged, handling };
    // No marking discloses more than none; what was noted under none is dropped with it.
    const disclosure = handling === 'OPEN' ? asOpen : await admit(services, caller, event);
    return disclosure && carryOut(services, { ...plan, request: { ...request, event } }, disclosure);
  });
}

async function admit(services: PipelineServices, caller: Caller, event: LogEntry): Promise<RequestDisclosure | null> {
  const disclosure = services.disclose(caller, event);
  await disclosure.prepare(new Set([event.childId]));
  return admitsEvent(disclosure, services.operations.catalogue, event) ? disclosure : null;
}

/** A request that is planned and found right. */
export interface Prepared {
  readonly request: Request;
  readonly operation: Operation;
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Plans a request and checks its variables. Throws BAD_USER_INPUT. */
export function prepare(services: PipelineServices, request: Request): Prepared {
  const operation = services.operations.prepare(request);
  const variables = coerceVariables(services, operation, request.variables);
  refuseUnknownReferences(services, operation, variables);
  return { request, operation, variables };
}

async function carryOut(
  services: PipelineServices,
  { request, operation, variables }: Prepared,
  disclosure: RequestDisclosure,
): Promise<Answer> {
  const asked = await vouchFor(services, operation, { variables, request });
  const fetched = await execute({
    catalogue: services.operations.catalogue,
    waves: operation.waves,
    rawVariables: request.variables,
    variables,
    gate: disclosure,
    send: (ownerRequest) => services.send(ownerRequest, asked, disclosure),
  });
  const data = operation.write(Object.assign(fetched.data, operation.introspect(request.variables)));

  const decisionId = services.newId();
  await audit(services, { operation, request, disclosure, decisionId });
  return {
    data,
    errors: faultErrors(fetched.faults),
    extensions: disclosureExtension(decisionId, disclosure.withheld(), services.contacts),
  };
}

function refuseSubscription({ document, operationName }: Request): void {
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) return;
  const expected =
    'a query or a mutation; subscriptions are served over WebSocket at this address and as server-sent events at /graphql/stream';
  throw badInput({ at: 'query', expected, got: 'a subscription', status: 400 });
}

function coerceVariables(services: PipelineServices, operation: Operation, given: Request['variables']) {
  const { errors, coerced } = getVariableValues(
    services.operations.apiSchema,
    operation.variableDefinitions,
    { ...given },
    { maxErrors: 10 },
  );
  if (coerced) return coerced;
  throw badVariable(errors[0]);
}

/** Adds what the hub knows and an owner has to know before it lets somebody else write into its records. */
async function vouchFor(
  { findInvolved }: PipelineServices,
  { subjects }: Operation,
  { variables, request }: Pick<Prepared, 'variables' | 'request'>,
): Promise<Asked> {
  const { caller, event } = request;
  const ids = subjects.flatMap((subject) => subjectId(subject, variables) ?? []);
  if (ids.length === 0 || findInvolved === undefined) return event ? { caller, event } : { caller };
  return { caller: { ...caller, involvedWith: await findInvolved(ids, caller.principal) } };
}

const REFERRED: Readonly<Record<ReferenceKind, string>> = {
  ORGANISATION: 'the id of an organisation of the hub',
  AREA: 'the code of an area, such as `E10000020`',
};

function refuseUnknownReferences(
  { isKnown }: PipelineServices,
  { references }: Operation,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { at, kind, value, variable } of references) {
    const id = variable === null ? value : variables[variable];
    if (typeof id === 'string' && isKnown?.(kind, id) === false) {
      throw badInput({ at, expected: REFERRED[kind], got: id, status: 400 });
    }
  }
}

interface Audited {
  readonly operation: Operation;
  readonly request: Request;
  readonly disclosure: RequestDisclosure;
  readonly decisionId: string;
}

async function audit(services: PipelineServices, { operation, request, disclosure, decisionId }: Audited) {
  const lines = disclosure.lines();
  if (lines.length === 0) return;
  const { principal, purpose, justification } = request.caller;
  const { subject, organisation, agency, role } = principal;
  await services.record({
    decisionId,
    principal: { subject, organisation, agency, role },
    purpose,
    justification,
    operation: operation.hash,
    lines: lines.map((line) => ({
      ...line,
      policyVersion: services.policyVersion(line.owner),
    })),
  });
}
