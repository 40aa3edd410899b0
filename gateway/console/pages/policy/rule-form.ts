import {
  AGENCIES,
  CATEGORIES,
  CONCERN_LEVELS,
  HANDLINGS,
  LEVELS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
} from '../../../../schema/vocabulary';
import { formFault, type FormFault } from '../../form-faults';
import { textOf, textsOf, type Fields } from '../../site';
import type { Rule, RuleText } from './policy-api';

const KINDS = ['PERMIT', 'CAP'] as const;
const GATES = ['REQUIRED', 'CONSIDER', 'IGNORE'] as const;
const DUTIES = ['JUSTIFY', 'NOTIFY_OWNER'] as const;
const SCOPES = ['ANY', 'SAME'] as const;

/** What a rule can say, for the form. */
export const SAYABLE = {
  kinds: KINDS,
  categories: CATEGORIES,
  agencies: AGENCIES,
  roles: ROLES.filter((role) => role !== 'ANALYST' && role !== 'DATA_OFFICER'),
  purposes: PURPOSES,
  levels: LEVELS,
  gates: GATES,
  relationships: RELATIONSHIPS,
  concerns: CONCERN_LEVELS,
  handlings: HANDLINGS.filter((handling) => handling !== 'HIDDEN'),
  duties: DUTIES,
  scopes: SCOPES,
};

/** What a new rule says before anybody has said anything: as little as it can. */
export const BLANK_RULE: RuleText = {
  kind: 'PERMIT',
  categories: [],
  agencies: [],
  organisations: [],
  roles: [],
  purposes: [],
  areas: 'ANY',
  level: 'EXISTENCE',
  consent: 'REQUIRED',
  minimumRelationship: 'INVOLVED',
  minimumConcern: 'NOT_RECORDED',
  ages: null,
  maximumHandling: 'OPEN',
  lawfulBasis: null,
  obligations: [],
  validFrom: null,
  validTo: null,
  note: null,
};

/** Reads the rule that a form says. Words that are none of their kind are left out; the hub says what else is wrong. */
export function ruleIn(form: Fields): RuleText {
  const some = <T extends string>(name: string, words: readonly T[]): T[] =>
    words.filter((word) => textsOf(form, name).includes(word));
  const one = <T extends string>(name: string, words: readonly T[], otherwise: T): T =>
    words.find((word) => word === textOf(form, name)) ?? otherwise;
  return {
    kind: one('kind', KINDS, BLANK_RULE.kind),
    categories: some('categories', CATEGORIES),
    agencies: some('agencies', AGENCIES),
    organisations: textsOf(form, 'organisations').filter((id) => id !== ''),
    roles: some('roles', ROLES),
    purposes: some('purposes', PURPOSES),
    areas: one('areas', SCOPES, BLANK_RULE.areas),
    level: one('level', LEVELS, 'NONE'),
    consent: one('consent', GATES, BLANK_RULE.consent),
    minimumRelationship: one('minimumRelationship', RELATIONSHIPS, 'ALLOCATED'),
    minimumConcern: one('minimumConcern', CONCERN_LEVELS, 'IMMEDIATE_DANGER'),
    ages: agesIn(form),
    maximumHandling: one('maximumHandling', HANDLINGS, BLANK_RULE.maximumHandling),
    lawfulBasis: textOf(form, 'lawfulBasis') || null,
    obligations: some('obligations', DUTIES),
    validFrom: textOf(form, 'validFrom') || null,
    validTo: textOf(form, 'validTo') || null,
    note: textOf(form, 'note').trim() || null,
  };
}

const AGES = ['agesFrom', 'agesTo'] as const;

function agesIn(form: Fields): RuleText['ages'] {
  const [from = null, to = null] = AGES.map((name) => yearsIn(textOf(form, name)));
  return from === null && to === null ? null : { from, to };
}

function yearsIn(text: string): number | null {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text) : null;
}

/** What the console itself finds wrong, before the hub is asked. An empty list would match everything. */
export function formFaults(form: Fields, rule: RuleText): FormFault[] {
  const years = AGES.filter((name) => textOf(form, name).trim() !== '' && yearsIn(textOf(form, name)) === null);
  return [
    ...(rule.categories.length === 0 ? [formFault('categories', 'Select what the rule is about')] : []),
    ...(rule.kind === 'PERMIT' && rule.lawfulBasis === null
      ? [formFault('lawfulBasis', 'Select the lawful basis that it rests on')]
      : []),
    ...years.map((name) => formFault(name, 'Give ages as whole years')),
    ...(textOf(form, 'reason').trim() === '' ? [formFault('reason', 'Say what changes, and why')] : []),
  ];
}

/** Rules as the API takes them: without the ids that a version gave them. */
export function plainRules(rules: readonly Rule[]): RuleText[] {
  return rules.map(({ id: _id, ...rule }) => rule);
}

/** The rules with one of them put in the place of another; behind them all where there is none such. Null: taken out. */
export function withRule(rules: readonly Rule[], index: number | null, rule: RuleText | null): RuleText[] {
  const plain = plainRules(rules);
  if (index === null) return rule === null ? plain : [...plain, rule];
  return rule === null ? plain.toSpliced(index, 1) : plain.with(index, rule);
}
