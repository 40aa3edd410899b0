import { isObject, parseJson, type JsonObject } from '../json';

/** What an owner answered, or that it did not. */
export type OwnerAnswer =
  | { readonly kind: 'ANSWERED'; readonly data: JsonObject | null; readonly errors: readonly OwnerError[] }
  | { readonly kind: 'UNAVAILABLE' };

/** One error of an owner, reduced to what may be passed on: where, and a code that we know. */
export interface OwnerError {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly at: string | null;
  readonly expected: string | null;
}

const UNAVAILABLE: OwnerAnswer = { kind: 'UNAVAILABLE' };

/** Reads a subgraph's body; whatever is not a GraphQL answer counts as no answer. */
export function readAnswer(text: string): OwnerAnswer {
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    return UNAVAILABLE;
  }
  if (!isObject(body)) return UNAVAILABLE;
  const { data, errors } = body;
  const faults = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS).map(readError) : [];
  if (!isObject(data) && faults.length === 0) return UNAVAILABLE;
  return { kind: 'ANSWERED', data: isObject(data) ? data : null, errors: faults };
}

/** More errors than these tell nobody anything more. */
const MAX_ERRORS = 1_000;

/** Codes that an owner may pass to a client. Anything else is INTERNAL: a message may hold personal data. */
const PASSED_ON = new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'PURPOSE_REQUIRED']);
const ARGUMENT_PATH = /^[A-Za-z][\w.[\]]{0,99}$/;
const MAXIMUM_FAULTS = 20;
const EXPECTATION = /^[\w\s.,:;()'`/<>=*+-]{1,200}$/;

function readError(error: unknown): OwnerError {
  const { path, extensions } = isObject(error) ? error : {};
  const { code, at, argument, expected } = isObject(extensions) ? extensions : {};
  const known = typeof code === 'string' && PASSED_ON.has(code);
  return {
    path: readPath(path),
    code: known ? code : 'INTERNAL',
    at: known ? matchingEach(at ?? argument, ARGUMENT_PATH) : null,
    expected: known ? matchingEach(expected, EXPECTATION) : null,
  };
}

/** Several faults of one input come in one error, joined; each part must be fit to be passed on. */
function matchingEach(text: unknown, pattern: RegExp): string | null {
  if (typeof text !== 'string') return null;
  const parts = text.split('; ');
  return parts.length <= MAXIMUM_FAULTS && parts.every((part) => pattern.test(part)) ? text : null;
}

function readPath(path: unknown): (string | number)[] {
  if (!Array.isArray(path)) return [];
  return path.filter((step) => typeof step === 'string' || typeof step === 'number');
}
