import { getOperationAST, OperationTypeNode } from 'graphql';
import { SightlineError } from './errors';
import type { PipelineServices, Prepared } from './request';

/** How often a query is asked anew because policies changed under it, before its caller is asked to come back. */
const MOST_ATTEMPTS = 3;

/**
 * Answers a query by the policies that hold when its answer leaves: what was decided by others is thrown away and asked
 * anew. A mutation has happened, and happens once: what it shows of its own record is as it was decided.
 * @throws SightlineError POLICY_UNAVAILABLE when policies change time and again.
 */
export async function byWhatHolds<T>(
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
