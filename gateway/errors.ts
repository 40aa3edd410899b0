import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { readRefusal } from './refusal';

/** The codes a client can meet. Fixed: a client may switch over them. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'IDEMPOTENCY_CONFLICT',
  'QUERY_TOO_COMPLEX',
  'PURPOSE_REQUIRED',
  'AUDIT_UNAVAILABLE',
  'OWNER_UNAVAILABLE',
  'POLICY_UNAVAILABLE',
  'CURSOR_EXPIRED',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The HTTP status of a whole answer that consists of this error; codes that belong to one field have none. */
const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  IDEMPOTENCY_CONFLICT: 409,
  QUERY_TOO_COMPLEX: 400,
  AUDIT_UNAVAILABLE: 503,
  POLICY_UNAVAILABLE: 503,
};

/** Longest piece of a caller's own input that is repeated to it. */
const ECHO_LIMIT = 100;
const MESSAGE_LIMIT = 300;

/** What an error may say besides its code. All of it reaches the client; none of it may be taken from a record. */
export interface ErrorFields {
  /** Path of the argument, header or claim that is at fault, such as `input.dateOfBirth`. */
  at?: string;
  expected?: string;
  /** What came instead, shortened. */
  got?: string;
  /** Id of the organisation whose records the error concerns. */
  owner?: string;
  /** Status of the whole answer where it differs from that of the code. */
  status?: number;
}

/** An error that a client may read: message, code and fields are public by construction. */
export class SightlineError extends GraphQLError {
  readonly code: ErrorCode;
  readonly fields: Readonly<ErrorFields>;

  constructor(code: ErrorCode, message: string, fields: ErrorFields = {}) {
    const status = fields.status ?? STATUS_OF_CODE[code];
    super(message, {
      extensions: { code, ...publicFields(fields), ...(status === undefined ? {} : { http: { status } }) },
    });
    this.name = 'SightlineError';
    this.code = code;
    this.fields = fields;
  }
}

/**
 * Says which input is wrong, what was expected and what came, if anything did. `status: 400` belongs to input that is refused before
 * execution (headers, variables); without it the error belongs to its field and the answer stays 200.
 */
export function badInput(input: { at: string; expected: string; got: unknown; status?: number }): SightlineError {
  const { at, expected, status } = input;
  const fields: ErrorFields = { at, expected };
  if (input.got !== undefined) fields.got = echo(input.got);
  if (status !== undefined) fields.status = status;
  const got = fields.got === undefined ? '' : `, got ${fields.got}`;
  return new SightlineError('BAD_USER_INPUT', `\`${at}\`: expected ${expected}${got}`, fields);
}

/** Says which variable does not fit, without repeating what it holds: people are described in variables. */
export function badVariable(error: GraphQLError | undefined): SightlineError {
  const { at = 'variables', expected = 'variables that fit the operation' } = readRefusal(error?.message ?? '');
  return new SightlineError('BAD_USER_INPUT', `\`${at}\`: expected ${expected}`, { at, expected, status: 400 });
}

/** How the public form of an error is made; both are called once per error. */
export interface PublicErrorOptions {
  newId?: () => string;
  /** Told of every error with its id before it is reduced, so that an operator can find the cause. */
  report?: (id: string, error: unknown) => void;
}

/**
 * Reduces anything that was thrown to what a client may read: an allow-listed code, a message of ours or of the
 * request's own parser, and a random id. For Apollo Server: `formatError: (_formatted, error) => publicError(error)`.
 */
export function publicError(error: unknown, options: PublicErrorOptions = {}): GraphQLFormattedError {
  const id = (options.newId ?? randomUUID)();
  options.report?.(id, error);
  const located = error instanceof GraphQLError ? error : undefined;
  const { code, message, fields } = readable(error);
  return {
    message,
    ...(located?.locations === undefined
      ? {}
      : { locations: located.locations.map(({ line, column }) => ({ line, column })) }),
    ...(located?.path === undefined ? {} : { path: located.path }),
    extensions: { code, id, ...publicFields(fields) },
  };
}

interface Readable {
  code: ErrorCode;
  message: string;
  fields: ErrorFields;
}

/** INVARIANT: a text that neither we nor the parser and validator of the caller's own request wrote is never passed on. */
function readable(error: unknown): Readable {
  const own = findOwn(error);
  if (own !== undefined) return { code: own.code, message: own.message, fields: own.fields };
  if (error instanceof GraphQLError) {
    const refused = readRefusedRequest(error) ?? readBadArgument(error);
    if (refused !== undefined) return refused;
  }
  return { code: 'INTERNAL', message: 'internal error', fields: {} };
}

/** Finds our error behind the wrappers that execution puts around what a resolver throws. */
function findOwn(error: unknown): SightlineError | undefined {
  let cause = error;
  for (let depth = 0; depth < 5; depth++) {
    if (cause instanceof SightlineError) return cause;
    if (!(cause instanceof GraphQLError)) return undefined;
    cause = cause.originalError;
  }
  return undefined;
}

/** Codes by which Apollo Server refuses a request before executing it. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

function readRefusedRequest(error: GraphQLError): Readable | undefined {
  // INVARIANT: an error with a path comes from execution, where a message may hold what an owner or a driver said.
  if (error.path !== undefined || !REFUSALS.has(error.extensions['code'])) return undefined;
  const tooComplex =
    error.extensions['validationErrorCode'] === 'MAX_RECURSIVE_SELECTIONS_EXCEEDED' ||
    TOO_MANY_TOKENS.test(error.message);
  const message = withoutHint(withoutException(error));
  const fields = readRefusal(message, error.nodes?.[0]);
  return { code: tooComplex ? 'QUERY_TOO_COMPLEX' : 'BAD_USER_INPUT', message, fields };
}

/** Arguments that turn out wrong only when their variables have values are the caller's, too. */
function readBadArgument(error: GraphQLError): Readable | undefined {
  const source = error.originalError ?? error;
  const isOfExecutor = source instanceof GraphQLError && source.originalError === undefined;
  const match = isOfExecutor
    ? /^Argument "(\w+)" (?:of (?:required|non-null) type|has invalid value) /.exec(source.message)
    : null;
  if (match?.[1] === undefined) return undefined;
  return { code: 'BAD_USER_INPUT', message: withoutHint(source.message), fields: { at: match[1] } };
}

/** A scalar that fails on a value by an exception of its own has that exception's text in the message: cut off. */
function withoutException(error: GraphQLError): string {
  let cause: Error | undefined = error;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause === undefined ? error.message : error.message.replace(/(; Expected type "[^"]+")\..*$/s, '$1');
}

/** Suggestions are drawn from the schema's names, hidden ones among them. */
function withoutHint(message: string): string {
  return shorten(message.replace(/\s*Did you mean [^?]*\?/g, ''), MESSAGE_LIMIT);
}

function publicFields({ at, expected, got, owner }: ErrorFields): ErrorFields {
  return {
    ...(at === undefined ? {} : { at }),
    ...(expected === undefined ? {} : { expected }),
    ...(got === undefined ? {} : { got }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function echo(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  return `\`${shorten(text, ECHO_LIMIT)}\``;
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
