import type { CorpusChildren, CorpusQuery } from './corpus-query';
import { PROFILE_QUERIES, RECORD_QUERIES } from './corpus-of-children';
import { POLICY_QUERIES } from './corpus-of-policies';
import { HUB_QUERIES, LIST_QUERIES, SUPPORT_QUERIES } from './corpus-of-lists';

/**
 * Queries as clients write them over the whole API: every root field and every way of joining the agencies' records,
 * with aliases, fragments, variables, conditions and pages. For whatever has to hold for any query.
 */
export const QUERY_CORPUS: readonly CorpusQuery[] = [
  ...PROFILE_QUERIES,
  ...RECORD_QUERIES,
  ...LIST_QUERIES,
  ...SUPPORT_QUERIES,
  ...HUB_QUERIES,
  ...POLICY_QUERIES,
];

/** The variables of a query: children by the name of the variable, and what the query brings itself. */
export function variablesFor({ query, variables }: CorpusQuery, children: CorpusChildren): Record<string, unknown> {
  const named = Object.entries(children).filter(([name]) => new RegExp(`\\$${name}\\b`).test(query));
  return { ...Object.fromEntries(named), ...variables };
}
