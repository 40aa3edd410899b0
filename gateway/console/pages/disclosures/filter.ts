import { CATEGORIES } from '../../../../schema/vocabulary';
import { textOf, type Fields } from '../../site';

/** What the form above the log says; empty texts say nothing. */
export interface AskedFilter {
  readonly recipient: string;
  readonly category: string;
  readonly outcome: string;
  readonly breakGlass: boolean;
  readonly child: string;
  /** YYYY-MM-DD, in London. */
  readonly from: string;
  readonly to: string;
}

export const OUTCOMES = ['DISCLOSED', 'WITHHELD'] as const;

/** Reads the form; words that are none of their kind say nothing. */
export function filterIn(query: Fields): AskedFilter {
  const oneOf = (name: string, words: readonly string[]): string => {
    const text = textOf(query, name);
    return words.includes(text) ? text : '';
  };
  return {
    recipient: textOf(query, 'recipient'),
    category: oneOf('category', CATEGORIES),
    outcome: oneOf('outcome', OUTCOMES),
    breakGlass: textOf(query, 'glass') === 'yes',
    child: textOf(query, 'child').trim(),
    from: dayIn(query, 'from'),
    to: dayIn(query, 'to'),
  };
}

/** The filter as the API and its export take it: without what says nothing. */
export function conditionsOf(asked: AskedFilter): Readonly<Record<string, string | boolean>> {
  const { recipient, category, outcome, breakGlass, child, from, to } = asked;
  return {
    ...(recipient === '' ? {} : { recipient }),
    ...(category === '' ? {} : { category }),
    ...(outcome === '' ? {} : { outcome }),
    ...(child === '' ? {} : { childId: child }),
    ...(breakGlass ? { breakGlass } : {}),
    ...(from === '' ? {} : { from: startOf(from) }),
    ...(to === '' ? {} : { to: new Date(Date.parse(startOf(to)) + DAY_MS - 1).toISOString() }),
  };
}

/** The form as the query of an address, for links that keep it. */
export function addressOf(asked: AskedFilter, more: Readonly<Record<string, string>> = {}): string {
  const { breakGlass, ...texts } = asked;
  const all = Object.entries({ ...texts, glass: breakGlass ? 'yes' : '', ...more });
  return new URLSearchParams(all.filter(([, text]) => text !== '')).toString();
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/London' });

function dayIn(query: Fields, name: string): string {
  const text = textOf(query, name);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
}

/** The moment at which a day begins in London, which is an hour ahead of UTC in summer. */
function startOf(day: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return new Date(midnight - Number(HOUR.format(midnight)) * HOUR_MS).toISOString();
}
