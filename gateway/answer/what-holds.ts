import { getOperationAST, OperationTypeNode } from 'graphql';
import { SightlineError } from '../errors';
import type { PipelineServices, Prepared, RequestDisclosure } from '../request';

/** How often a query is asked anew because what it was decided by changed, before its caller is asked to come back. */
const MOST_ATTEMPTS = 3;

/** What an answer was decided by has changed since. */
class OutdatedError extends Error {}

/**
 * Answers a query by the policies that hold when its answer leaves, and by what is known of the children then: what was
 * decided by others is thrown away and asked anew. A mutation has happened, and happens once: what it shows of its own
 * record is as it was decided.
 * @throws SightlineError POLICY_UNAVAILABLE when they change time and again.
 */
export async function byWhatHolds<T>(
  { epoch }: PipelineServices,
  { request }: Pick<Prepared, 'request'>,
  attempt: () => Promise<T>,
): Promise<T> {
  if (isMutation(request) || epoch === undefined) return attempt();
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const before = epoch();
    const answered = await attempt().then((answer) => ({ answer }), unlessOutdated);
    if (answered !== null && epoch() === before) return answered.answer;
  }
  throw new SightlineError('POLICY_UNAVAILABLE', 'what may be shared changed while this was answered; ask again');
}

/** Ends an attempt, before it is on the log, when owners took so long that what it was decided by does not hold any more. */
export async function refuseOutdated(request: Prepared['request'], disclosure: RequestDisclosure): Promise<void> {
  if (isMutation(request) || disclosure.holds === undefined || (await disclosure.holds())) return;
  throw new OutdatedError();
}

function isMutation({ document, operationName }: Prepared['request']): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
}

function unlessOutdated(error: unknown): null {
  if (error instanceof OutdatedError) return null;
  throw error;
}
