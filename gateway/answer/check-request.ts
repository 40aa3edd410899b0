import { getOperationAST, getVariableValues, OperationTypeNode } from 'graphql';
import { badInput, badVariable } from '../errors';
import type { Operation } from '../operations';
import type { ReferenceKind } from '../plan/references';
import type { PipelineServices, Request } from '../request';

/** Throws BAD_USER_INPUT, with the addresses at which subscriptions are served. */
export function refuseSubscription({ document, operationName }: Request): void {
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) return;
  const expected =
    'a query or a mutation; subscriptions are served over WebSocket at this address and as server-sent events at /graphql/stream';
  throw badInput({ at: 'query', expected, got: 'a subscription', status: 400 });
}

/** The variables by the schema, with defaults. Throws BAD_USER_INPUT. */
export function coerceVariables(services: PipelineServices, operation: Operation, given: Request['variables']) {
  const { errors, coerced } = getVariableValues(
    services.operations.apiSchema,
    operation.variableDefinitions,
    { ...given },
    { maxErrors: 10 },
  );
  if (coerced) return coerced;
  throw badVariable(errors[0]);
}

const REFERRED: Readonly<Record<ReferenceKind, string>> = {
  ORGANISATION: 'the id of an organisation of the hub',
  AREA: 'the code of an area, such as `E10000020`',
};

/** Throws BAD_USER_INPUT for an organisation or an area that the directory does not have. */
export function refuseUnknownReferences(
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
