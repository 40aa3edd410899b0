const BASE = 'https://own.invalid';
const LONGEST = 2_000;
const ID = /^[\w-]{1,100}$/;

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

/**
 * Whether a text can be an id. INVARIANT: ids from addresses stand in the addresses of forms; one with `/` or `?` in it
 * would send a form, with the session's secret, to where another form belongs.
 */
export function isId(text: string): boolean {
  return ID.test(text);
}
