const BASE = 'https://own.invalid';
const LONGEST = 2_000;

/**
 * Gives a path of our own with its query, or the given other one: where somebody is sent after signing in is never
 * another host's. Backslashes, control characters and `//` are read differently by browsers, and are refused.
 */
export function ownPath(text: unknown, otherwise: string): string {
  if (typeof text !== 'string' || text.length > LONGEST) return otherwise;
  if (!text.startsWith('/') || text.startsWith('//') || /[\\\p{Cc}\s]/u.test(text)) return otherwise;
  if (!URL.canParse(text, BASE)) return otherwise;
  const { origin, pathname, search } = new URL(text, BASE);
  return origin === BASE && !pathname.startsWith('//') ? `${pathname}${search}` : otherwise;
}
