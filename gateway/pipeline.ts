import { getOperationAST, getVariableValues, GraphQLError, OperationTypeNode, type DocumentNode } from 'graphql';
import type { AuditEntry } from './audit/entry';
import type { Principal } from './auth/principal';
import { badInput, badVariable, SightlineError } from './errors';
import { disclosureExtension, faultErrors, type Contacts } from './explain-answer';
import { execute, type OwnerRequest } from './fetch/execute';
import type { OwnerAnswer } from './fetch/answer';
import type { Gate } from './fetch/gate';
import type { Operation, Operations } from './operations';
import type { LedgerLine, Withheld } from './policy/ledger';
import type { Reference, ReferenceKind } from './plan/references';
import type { Purpose } from '../schema/vocabulary';

/** Who asks, and what for. */
export interface Caller {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
}

/** One validated GraphQL operation of one caller. */
export interface Request {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly hash: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
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

type DirectoryKind = Exclude<ReferenceKind, 'CHILD'>;

/** What the stages need from outside. */
export interface PipelineServices {
  readonly operations: Operations;
  /** Opens the decisions of one request. Throws POLICY_UNAVAILABLE when no policy can be confirmed. */
  readonly disclose: (caller: Caller) => RequestDisclosure;
  readonly send: (request: OwnerRequest, caller: Caller, disclosure: RequestDisclosure) => Promise<OwnerAnswer>;
  /** Commits an entry to the log. Throws AUDIT_UNAVAILABLE. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly policyVersion: (owner: string) => string;
  /** Whether the directory has an organisation or an area of this id; absent where there is no directory. */
  readonly isKnown?: (kind: DirectoryKind, id: string) => boolean;
  /** Whether the caller may write about a child: its organisation is involved, and to an advocate the child is allocated. */
  readonly mayWriteAbout?: (caller: Caller, childId: string) => Promise<boolean>;
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
  const operation = services.operations.prepare(request);
  const variables = coerceVariables(services, operation, request.variables);
  refuseUnknownReferences(services, operation, variables);
  await refuseStrangers(services, request.caller, idsOf(operation, variables, 'CHILD'));
  const disclosure = services.disclose(request.caller);

  const fetched = await execute({
    catalogue: services.operations.catalogue,
    waves: operation.waves,
    rawVariables: request.variables,
    variables,
    gate: disclosure,
    send: (ownerRequest) => services.send(ownerRequest, request.caller, disclosure),
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
  const expected = 'a query or a mutation; subscriptions are served over WebSocket and server-sent events';
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

const REFERRED: Readonly<Record<DirectoryKind, string>> = {
  ORGANISATION: 'the id of an organisation of the hub',
  AREA: 'the code of an area, such as `E10000020`',
};

type Variables = Readonly<Record<string, unknown>>;

function refuseUnknownReferences({ isKnown }: PipelineServices, operation: Operation, variables: Variables): void {
  for (const kind of ['ORGANISATION', 'AREA'] as const) {
    for (const { at, id } of idsOf(operation, variables, kind)) {
      if (isKnown?.(kind, id) === false) throw badInput({ at, expected: REFERRED[kind], got: id, status: 400 });
    }
  }
}

/** INVARIANT: a child that nobody knows and one that others know are refused alike, before any owner hears of it. */
async function refuseStrangers(
  { mayWriteAbout }: PipelineServices,
  caller: Caller,
  children: readonly { at: string; id: string }[],
): Promise<void> {
  for (const { at, id } of children) {
    if ((await mayWriteAbout?.(caller, id)) !== false) continue;
    const expected = 'a child with whom the caller works';
    throw new SightlineError('NOT_FOUND', `\`${at}\`: expected ${expected}`, { at, expected });
  }
}

/** The ids that an operation names where one of a kind is expected. */
function idsOf({ references }: Operation, variables: Variables, kind: ReferenceKind): { at: string; id: string }[] {
  const idOf = ({ value, variable }: Reference): unknown => (variable === null ? value : variables[variable]);
  return references
    .filter((reference) => reference.kind === kind)
    .flatMap((reference) => {
      const id = idOf(reference);
      return typeof id === 'string' ? [{ at: reference.at, id }] : [];
    });
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
      breakGlass: false,
    })),
  });
}
