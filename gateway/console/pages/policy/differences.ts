import type { Rule, RuleText } from './policy-api';
import { wordsOf, type References, type RuleWords } from './rule-words';

/** How a rule of one version stands in another. */
export interface Difference {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** The rule as it is now; of a removed one, as it was. */
  readonly words: RuleWords;
  /** What it said before, part by part, and says now. */
  readonly changes: readonly { readonly what: string; readonly before: string; readonly after: string }[];
}

const PARTS: Readonly<Record<keyof RuleText, string>> = {
  kind: 'Kind',
  categories: 'What',
  agencies: 'Agencies',
  organisations: 'Organisations',
  roles: 'Roles',
  purposes: 'Purposes',
  areas: 'Areas',
  level: 'Level',
  consent: 'Consent',
  minimumRelationship: 'Relationship at least',
  minimumConcern: 'Concern at least',
  ages: 'Ages',
  maximumHandling: 'Markings up to',
  lawfulBasis: 'Lawful basis',
  obligations: 'Duties',
  validFrom: 'From',
  validTo: 'Until',
  note: 'Note',
};
const NAMES = Object.keys(PARTS) as (keyof RuleText)[];

/** Says a value of a rule's part. */
export type PartText = (part: keyof RuleText, value: unknown) => string;

/**
 * The differences between two versions, rule by rule. Ids are a version's own, so that a rule is known again by what it says:
 * equal ones first, then those that have the most in common.
 */
export function differencesBetween(
  before: readonly Rule[],
  after: readonly Rule[],
  { references, textOf }: { readonly references: References; readonly textOf: PartText },
): Difference[] {
  const gone = without(before, after);
  const come = without(after, before);
  const pairs = pairUp(gone, come);
  const removed = gone.filter((rule) => !pairs.some((pair) => pair.before === rule));
  return [
    ...come.map((rule): Difference => {
      const words = wordsOf(rule, references);
      const pair = pairs.find((each) => each.after === rule);
      return pair
        ? { kind: 'CHANGED', words, changes: changesOf(pair, textOf) }
        : { kind: 'ADDED', words, changes: [] };
    }),
    ...removed.map((rule): Difference => ({ kind: 'REMOVED', words: wordsOf(rule, references), changes: [] })),
  ];
}

function changesOf({ before, after }: Pair, textOf: PartText): Difference['changes'] {
  return NAMES.filter((name) => !isEqual(before[name], after[name])).map((name) => ({
    what: PARTS[name],
    before: textOf(name, before[name]),
    after: textOf(name, after[name]),
  }));
}

/** Of what stands twice in one list, each stands for one in the other. */
function without(rules: readonly Rule[], others: readonly Rule[]): Rule[] {
  const left = others.map(sayingOf);
  return rules.filter((rule) => {
    const found = left.indexOf(sayingOf(rule));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
}

function sayingOf(rule: RuleText): string {
  return JSON.stringify(NAMES.map((name) => normal(rule[name])));
}

interface Pair {
  readonly before: Rule;
  readonly after: Rule;
}

/** What two rules have in common has to be this much for them to count as one that was changed. */
const ALIKE = NAMES.length / 2;
const SAME_NOTE = NAMES.length;

function pairUp(gone: readonly Rule[], come: readonly Rule[]): Pair[] {
  const candidates = gone
    .flatMap((before) => come.map((after) => ({ before, after, likeness: likenessOf(before, after) })))
    .filter(({ likeness }) => likeness >= ALIKE)
    .sort((one, other) => other.likeness - one.likeness);
  const pairs: Pair[] = [];
  for (const { before, after } of candidates) {
    if (!pairs.some((pair) => pair.before === before || pair.after === after)) pairs.push({ before, after });
  }
  return pairs;
}

function likenessOf(one: RuleText, other: RuleText): number {
  // Rules of different things have much in common, and are still not one another.
  if (one.kind !== other.kind || !one.categories.some((each) => other.categories.includes(each))) return 0;
  const isSameNote = one.note !== null && one.note === other.note;
  return NAMES.filter((name) => isEqual(one[name], other[name])).length + (isSameNote ? SAME_NOTE : 0);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

/** Lists have no order. */
function normal(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return (value as string[]).toSorted((one, other) => one.localeCompare(other));
}
