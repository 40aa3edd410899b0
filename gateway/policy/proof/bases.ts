import { CATEGORIES, type DataCategory } from '../../../schema/vocabulary';
import { compileTable, levelOf } from '../compile';
import type { LawfulBasis, PolicyRule } from '../rule';
import type { Proof } from './properties';
import { placesIn } from './grid';
import { cellInWords, ruleNames } from './words';

/** UK GDPR Article 9(1): what these records say is about health, sexual life, beliefs or origin, or lets it be inferred. */
const SPECIAL: ReadonlySet<DataCategory> = new Set<DataCategory>([
  'HEALTH',
  'SOCIAL_CARE',
  'REFERRAL',
  'EXPLOITATION',
  'SUPPORT',
  'CHILD_VOICE',
]);
/** UK GDPR Article 10: criminal convictions, offences, and allegations of them. */
const OFFENCES: ReadonlySet<DataCategory> = new Set<DataCategory>(['OFFENDING', 'INTELLIGENCE']);

/** Whether a lawful basis carries what the law asks for a category besides Article 6. DPA 2018 Part 3 stands by itself. */
export function covers(basis: LawfulBasis | undefined, category: DataCategory): boolean {
  if (basis === undefined) return false;
  const isEnforcement = basis.article6 === null && basis.schedule !== null;
  if (OFFENCES.has(category)) return isEnforcement || (basis.article9 ?? '').includes('Article 10');
  return !SPECIAL.has(category) || isEnforcement || basis.article9 !== null;
}

/** P9: special-category data and data about offences need a lawful basis that covers them, in every cell that rests on it. */
export function checkBases(proof: Proof): void {
  const { request, table, grid, places, findings } = proof;
  if (request.isOwn || !request.possible.some((rule) => uncovered(rule, request.input.bases).length > 0)) return;
  const { policy, bases } = request.input;
  const rules = request.possible.flatMap((rule) => coveredPart(rule, bases));
  const covered = compileTable({ ...request.input, policy: { ...policy, rules } });
  const coveredAt = placesIn(grid, covered);
  grid.situations.forEach((situation, index) => {
    for (let category = 0; category < CATEGORIES.length; category++) {
      const level = levelOf(table.cells[places[index]! + category]!);
      if (level <= levelOf(covered.cells[coveredAt[index]! + category]!)) continue;
      const about = request.possible.filter((rule) => uncovered(rule, bases).includes(CATEGORIES[category]!));
      const ids = about.map(({ id }) => id);
      const message = `${CATEGORIES[category]} needs a lawful basis that covers it: ${ruleNames(ids)} rests on ${basesOf(about)}`;
      findings.add(
        { property: 'P9', severity: 'ERROR', message, rules: ids },
        () => `${cellInWords(request, situation, { category, level })}: ${ruleNames(ids)}`,
      );
    }
  });
}

function uncovered(rule: PolicyRule, bases: ReadonlyMap<string, LawfulBasis>): DataCategory[] {
  if (rule.kind === 'CAP') return [];
  const basis = rule.lawfulBasis === null ? undefined : bases.get(rule.lawfulBasis);
  const categories = rule.categories.length === 0 ? CATEGORIES : rule.categories;
  return categories.filter((category) => !covers(basis, category));
}

function coveredPart(rule: PolicyRule, bases: ReadonlyMap<string, LawfulBasis>): PolicyRule[] {
  if (rule.kind === 'CAP') return [rule];
  const without = new Set(uncovered(rule, bases));
  const all = rule.categories.length === 0 ? CATEGORIES : rule.categories;
  const categories = all.filter((category) => !without.has(category));
  return categories.length === 0 ? [] : [{ ...rule, categories }];
}

function basesOf(rules: readonly PolicyRule[]): string {
  return [...new Set(rules.map(({ lawfulBasis }) => lawfulBasis ?? 'none'))].join(', ');
}
