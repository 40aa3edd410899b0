import { LRUCache } from 'lru-cache';
import { badInput, SightlineError } from '../errors';
import { measureQuery, QUERY_LIMITS, type Measured } from '../plan/limits';

const MEASURED_QUERIES = 5_000;
const MEASURED_CHARACTERS = 10_000_000;

/**
 * Makes the check that throws QUERY_TOO_COMPLEX when a request's body asks for too much, or BAD_USER_INPUT for a page that is
 * too large or smaller than the smallest; without one, the lists are somebody else's and may take any.
 */
export function createExcessCheck(smallestPage = -Infinity): (body: unknown) => void {
  const measure = createMeasure();
  return (body) => refuseExcess(measure, { body, smallestPage });
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

function refuseExcess(
  measure: (query: string) => Measured,
  { body, smallestPage }: { body: unknown; smallestPage: number },
): void {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return;
  const measured = measure(body.query);
  const { pageSizes, pageSizeVariables } = measured;
  const variables: unknown = 'variables' in body ? body.variables : undefined;
  const given = pageSizeVariables.map((at): [string, unknown] => [at, valueOf(variables, at)]);
  const sizes = [...given, ...pageSizes.map((size): [string, unknown] => ['first', size])];
  const wrong = sizes.find(([, size]) => typeof size === 'number' && !isPage(size, smallestPage));
  const complexity = complexityOf(measured, smallestPage > -Infinity);
  if (complexity !== null) throw new SightlineError('QUERY_TOO_COMPLEX', complexity, { status: 400 });
  if (wrong) throw badPage(wrong, smallestPage);
}

/** How somebody else's types lead back to themselves is not ours to say. */
function complexityOf({ excess, growth }: Measured, isOurs: boolean): string | null {
  if (excess && excess.limit !== 'pageSize') return excess.message;
  return isOurs ? growth : null;
}

function badPage([at, got]: [string, unknown], smallestPage: number): SightlineError {
  const least = smallestPage > -Infinity ? `a number from ${smallestPage} to` : 'at most';
  return badInput({ at, expected: `${least} ${QUERY_LIMITS.pageSize}`, got, status: 400 });
}

function isPage(size: number, smallest: number): boolean {
  return size >= smallest && size <= QUERY_LIMITS.pageSize;
}

function valueOf(variables: unknown, name: string): unknown {
  if (typeof variables !== 'object' || variables === null || !Object.hasOwn(variables, name)) return undefined;
  return (variables as Record<string, unknown>)[name];
}
