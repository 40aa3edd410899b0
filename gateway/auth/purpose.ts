import { PURPOSES, type Purpose } from '../../schema/vocabulary';
import { badInput } from '../errors';
import { isStorable } from '../text';

const JUSTIFICATION_LIMIT = 1_000;

/** Reads the purpose that a request declares (header `sightline-purpose`); blank is none. Throws BAD_USER_INPUT on an unknown one. */
export function parsePurpose(header: unknown): Purpose | null {
  if (isAbsent(header)) return null;
  const text = typeof header === 'string' ? header.trim() : header;
  const purpose = PURPOSES.find((candidate) => candidate === text);
  if (purpose !== undefined) return purpose;
  throw badInput({ at: 'sightline-purpose', expected: `one of ${PURPOSES.join(', ')}`, got: header, status: 400 });
}

/**
 * Reads the reason that a caller gives for asking (header `sightline-justification`); blank is none.
 * Throws BAD_USER_INPUT when it is longer than 1,000 characters or holds control characters.
 */
export function parseJustification(header: unknown): string | null {
  if (isAbsent(header)) return null;
  if (typeof header !== 'string') throw badJustification('a text', typeof header);
  const text = decodeHeader(header).trim();
  const characters = Array.from(text).length;
  if (characters > JUSTIFICATION_LIMIT) {
    throw badJustification(`at most ${JUSTIFICATION_LIMIT} characters`, `${characters} characters`);
  }
  if (/(?![\t\n\r])\p{Cc}/u.test(text) || !isStorable(text))
    throw badJustification('a text without control characters', 'some');
  return text;
}

/** INVARIANT: the text of a justification is not repeated in an error: people write about children in it. */
function badJustification(expected: string, got: string): ReturnType<typeof badInput> {
  return badInput({ at: 'sightline-justification', expected, got, status: 400 });
}

function isAbsent(header: unknown): boolean {
  return header == null || (typeof header === 'string' && header.trim() === '');
}

/** Node reads header bytes as Latin-1 (RFC 9110 section 5.5); clients send UTF-8. Text that came otherwise is left alone. */
function decodeHeader(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.toString('latin1') !== text) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
