import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';

export type ErrorCode =
  'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'NOT_FOUND' | 'IDEMPOTENCY_CONFLICT' | 'INTERNAL';

/** A refusal that its caller may read. It names arguments and what was expected, never what came. */
export class RequestError extends Error {
  override readonly name: string = 'RequestError';

  constructor(
    readonly code: Exclude<ErrorCode, 'INTERNAL'>,
    readonly detail: { argument?: string; expected?: string } = {},
  ) {
    super([code, detail.argument, detail.expected && `expected ${detail.expected}`].filter(Boolean).join(': '));
  }
}

/** The argument at `path` is not what the schema or the domain allows. */
export function badUserInput(argument: string, expected: string): RequestError {
  return new RequestError('BAD_USER_INPUT', { argument, expected });
}

/**
 * SQLSTATE classes: connection (08), refused login (28), no such database (3D), resources (53), operator intervention (57),
 * system (58); a database that takes nobody in (55000); or a socket's error.
 */
const UNREACHABLE = /^(08|28|3D|53|57|58|55000|E[A-Z]{4,})/;

/** Whether the database did not answer, rather than our own code being at fault. */
export function isDatabaseFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return UNREACHABLE.test(error.code);
  return /timeout|terminated|Connection ended|not queryable/i.test(error.message);
}

/** What the log gets of an error: enough to find the cause by its id, nothing of a record. */
export interface ErrorLine {
  id: string;
  code: ErrorCode;
  error: string;
  sqlstate?: string;
}

export function logToStderr(line: ErrorLine): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

const REQUEST_CODES = new Set([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** graphql-js words a refused variable as `... at "input.some.path"; ...` after the value, which must not be repeated. */
function pathOfVariable(message: string): string | undefined {
  const nested = [...message.matchAll(/ at "([\w.[\]]{1,200})"; /g)].at(-1)?.[1];
  return nested ?? /^Variable "\$(\w+)"/.exec(message)?.[1];
}

function refusalOf(formatted: GraphQLFormattedError, cause: unknown): RequestError | null {
  if (cause instanceof RequestError) return cause;
  if (!REQUEST_CODES.has(String(formatted.extensions?.['code']))) return null;
  const argument = pathOfVariable(formatted.message);
  const expected = formatted.extensions?.['expected'];
  return new RequestError('BAD_USER_INPUT', {
    ...(argument === undefined ? {} : { argument }),
    expected: typeof expected === 'string' ? expected : 'what the schema says',
  });
}

/** What is logged of an error: its class and SQLSTATE, never its message. */
export function lineOf(id: string, code: ErrorCode, cause: unknown): ErrorLine {
  const error = cause instanceof Error ? cause.constructor.name : typeof cause;
  const sqlstate = cause instanceof Error ? (cause as Error & { code?: unknown }).code : undefined;
  return { id, code, error, ...(typeof sqlstate === 'string' && /^[0-9A-Z]{5}$/.test(sqlstate) ? { sqlstate } : {}) };
}

/**
 * Returns Apollo Server's `formatError`: a code, an id and, for bad input, the argument and what was expected.
 * INVARIANT: no message, stack or parameter of anything below the resolvers passes.
 */
export function createErrorFormatter(
  log: (line: ErrorLine) => void,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = unwrapResolverError(error);
    const refusal = refusalOf(formatted, cause);
    const code = refusal?.code ?? 'INTERNAL';
    const id = randomUUID();
    if (refusal === null) log(lineOf(id, code, cause));
    return {
      message: refusal?.message ?? code,
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
      extensions: { code, id, ...refusal?.detail },
    };
  };
}
