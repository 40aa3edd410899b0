import type { LogEntry } from '../events/event-log';
import { own } from '../json';
import type { Caller, Prepared } from '../request';

/** All that the answer to an event depends on besides decisions; null when that cannot be told. */
export function executionKey({ request, operation }: Prepared, event: LogEntry): string | null {
  const { filters } = operation;
  if (filters === null) return null;
  const names = Object.keys(request.variables).filter((name) => !filters.has(name));
  const values = names.sort().map((name) => [name, own(request.variables, name)]);
  const rest = JSON.stringify([request.hash, request.operationName, values]);
  return `${event.id} ${event.handling} ${whatOwnersSee(request.caller)} ${rest}`;
}

/** INVARIANT: whatever of the caller the answer to a query can depend on at an owner; who it is, is none of that. */
export function whatOwnersSee({ principal, purpose }: Caller): string {
  const { organisation, agency, role, areas, team } = principal;
  return JSON.stringify([organisation, agency, role, areas, team, purpose]);
}
