import { LRUCache } from 'lru-cache';
import { badInput, SightlineError } from './errors';
import { measureQuery, QUERY_LIMITS, type Measured } from './plan/limits';

const MEASURED_QUERIES = 5_000;
const MEASURED_CHARACTERS = 10_000_000;

/** Makes the check that throws QUERY_TOO_COMPLEX, or BAD_USER_INPUT for a page, when a request's body asks for too much. */
export function createExcessCheck(): (body: unknown) => void {
  const measure = createMeasure();
  return (body) => refuseExcess(measure, body);
}

/** Queries are measured once each; a bounded number is remembered. */
function createMeasure(): (query: string) => Measured {
  const measured = new LRUCache<string, Measured>({
    max: MEASURED_QUERIES,
    maxSize: MEASURED_CHARACTERS,
    sizeCalculation: (_, query) => query.length + 1,
  });
  return (query) => {
    const known = measured.get(query);
    if (known) return known;
    const result = measureQuery(query);
    if (query.length <= QUERY_LIMITS.bytes) measured.set(query, result);
    return result;
  };
}

function refuseExcess(measure: (query: string) => Measured, body: unknown): void {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return;
  const { excess, pageSizeVariables } = measure(body.query);
  const variables: unknown = 'variables' in body ? body.variables : undefined;
  for (const name of pageSizeVariables) refuseLargePage(name, variables);
  if (excess?.limit === 'pageSize') throw largePage('first', undefined);
  if (excess) throw new SightlineError('QUERY_TOO_COMPLEX', excess.message, { status: 400 });
}

function refuseLargePage(name: string, variables: unknown): void {
  if (typeof variables !== 'object' || variables === null || !Object.hasOwn(variables, name)) return;
  const size = (variables as Record<string, unknown>)[name];
  if (typeof size === 'number' && size > QUERY_LIMITS.pageSize) throw largePage(name, size);
}

function largePage(at: string, got: number | undefined): SightlineError {
  return badInput({ at, expected: `at most ${QUERY_LIMITS.pageSize}`, got: got ?? 'more', status: 400 });
}
