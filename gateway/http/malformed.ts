import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { publicError, SightlineError, type PublicErrorOptions } from '../errors';
import { isObject } from '../json';

/** A refusal of a request before it is read as GraphQL. It repeats nothing of what came. */
function refusal(fault: { at: string; expected: string; got: string; status: number }): SightlineError {
  const { at, expected, got } = fault;
  return new SightlineError('BAD_USER_INPUT', `\`${at}\`: expected ${expected}, got ${got}`, fault);
}

/**
 * Refuses a body that is no request (GraphQL over HTTP, 5.4): anything but an object with a query as text, and with
 * variables, operation name and extensions of their kinds if there are any.
 * @throws SightlineError BAD_USER_INPUT (HTTP 400) that names the part.
 */
export function refuseMalformed(body: unknown): void {
  const wrong = findMalformed(body);
  if (wrong !== null) throw refusal({ ...wrong, status: 400 });
}

interface Wrong {
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

function findMalformed(body: unknown): Wrong | null {
  if (Array.isArray(body)) {
    return { at: 'body', expected: 'one operation as a JSON object; batches are not accepted', got: 'a list' };
  }
  if (!isObject(body)) return { at: 'body', expected: 'a JSON object with a `query`', got: kindOf(body) };
  if (isObject(body['extensions']) && 'persistedQuery' in body['extensions']) {
    const expected = 'the text of the query in each request: none are kept by their hash';
    return { at: 'extensions.persistedQuery', expected, got: 'a persisted query' };
  }
  const wrong = MEMBERS.find(({ at, fits }) => !fits(body[at]));
  return wrong ? { at: wrong.at, expected: wrong.expected, got: kindOf(body[wrong.at]) } : null;
}

interface Member {
  readonly at: string;
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

const isObjectOrAbsent = (value: unknown): boolean => value == null || isObject(value);

const MEMBERS: readonly Member[] = [
  {
    at: 'query',
    expected: 'the text of an operation',
    fits: (value) => typeof value === 'string' && value.trim() !== '',
  },
  { at: 'operationName', expected: 'a name or null', fits: (value) => value == null || typeof value === 'string' },
  { at: 'variables', expected: 'a JSON object or null', fits: isObjectOrAbsent },
  { at: 'extensions', expected: 'a JSON object or null', fits: isObjectOrAbsent },
];

function kindOf(value: unknown): string {
  if (value === undefined) return 'none';
  if (value === null) return 'null';
  if (typeof value === 'string' && value.trim() === '') return 'an empty text';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** What fastify itself refuses of a request; null for what is no refusal of the client's. */
export function readRefusedBody(error: unknown, limit: number): SightlineError | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_BAD_URL') return refusal(NO_ADDRESS);
  const came: Readonly<Record<number, string>> = { 413: 'more', 415: 'another content type' };
  const expected = `a JSON object of at most ${limit} bytes, as content type application/json`;
  return refusal({ at: 'body', expected, got: came[status] ?? 'something else', status });
}

const NO_ADDRESS = { at: 'address', expected: 'an address in UTF-8', got: 'something else', status: 400 };
const CLIENT_FAULTS: Readonly<Record<string, { at: string; expected: string; got: string; status: number }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { at: 'request', expected: 'a whole request in time', got: 'a part of one', status: 408 },
  HPE_HEADER_OVERFLOW: { at: 'headers', expected: 'headers of at most 16 kB', got: 'more', status: 431 },
};
const NO_HTTP = {
  at: 'request',
  expected: 'an HTTP/1.1 request, with no control characters in its headers',
  got: 'something else',
  status: 400,
};

/** Answers what is no HTTP request, or none in time, as everything else is refused; then ends the connection. */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  report: NonNullable<PublicErrorOptions['report']>,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const fault = CLIENT_FAULTS[error.code ?? ''] ?? NO_HTTP;
  const body = JSON.stringify({ errors: [publicError(refusal(fault), { report })] });
  const head = [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'content-type: application/json; charset=utf-8',
    'cache-control: private, no-store',
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}
