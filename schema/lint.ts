import { checkDirectives } from './rules/directives';
import { checkFilters } from './rules/filters';
import {
  checkClassifiedIsNullable,
  checkEveryFieldIsLabelled,
  checkInterfaces,
  checkKeysAndProvisions,
  checkLabelsAgree,
  checkPlaceOfLabels,
} from './rules/labels';
import { createLintContext, type Check, type Finding } from './rules/lint-context';
import {
  checkConnections,
  checkForeignFields,
  checkRecordCategories,
  checkRecordKeys,
  checkRecordsAreDeclared,
} from './rules/records';
import { readSubgraph, type SubgraphSource } from './subgraph-document';

const CHECKS: readonly Check[] = [
  checkRecordsAreDeclared,
  checkRecordKeys,
  checkEveryFieldIsLabelled,
  checkLabelsAgree,
  checkPlaceOfLabels,
  checkClassifiedIsNullable,
  checkKeysAndProvisions,
  checkInterfaces,
  checkForeignFields,
  checkRecordCategories,
  checkConnections,
  checkFilters,
];

/**
 * Holds the subgraphs, all of them together, to the rules that make the split protect what it should.
 * What is not tagged does not leave: an empty answer is the condition for composing them.
 */
export function lint(subgraphs: readonly SubgraphSource[]): Finding[] {
  const context = createLintContext(subgraphs.map(readSubgraph));
  const misread = checkDirectives(context);
  // Whatever else would be found then only follows from these.
  return misread.length > 0 ? misread : CHECKS.flatMap((check) => check(context));
}
