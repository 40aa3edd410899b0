import {
  AGENCIES,
  CATEGORIES,
  CONCERN_LEVELS,
  HANDLINGS,
  LEVELS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type DisclosureLevel,
  type Handling,
  type Purpose,
  type Relationship,
  type Role,
  type WithheldReason,
} from '../../schema/vocabulary';

export const RULE_KINDS = ['PERMIT', 'CAP'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const CONSENT_GATES = ['REQUIRED', 'CONSIDER', 'IGNORE'] as const;
export type ConsentGate = (typeof CONSENT_GATES)[number];

export const AREA_SCOPES = ['SAME', 'ANY'] as const;
export type AreaScope = (typeof AREA_SCOPES)[number];

export const OBLIGATIONS = ['JUSTIFY', 'NOTIFY_OWNER'] as const;
export type Obligation = (typeof OBLIGATIONS)[number];

/** Completed years, both ends included; an open end is null. */
export interface AgeRange {
  from: number | null;
  to: number | null;
}

/** One line of an owner's policy. An empty list matches everything; dates are YYYY-MM-DD, both included. */
export interface PolicyRule {
  id: string;
  kind: RuleKind;
  categories: readonly DataCategory[];
  agencies: readonly Agency[];
  organisations: readonly string[];
  roles: readonly Role[];
  purposes: readonly Purpose[];
  areas: AreaScope;
  level: DisclosureLevel;
  consent: ConsentGate;
  minimumRelationship: Relationship;
  minimumConcern: ConcernLevel;
  ages: AgeRange | null;
  maximumHandling: Handling;
  lawfulBasis: string | null;
  obligations: readonly Obligation[];
  validFrom: string | null;
  validTo: string | null;
  note: string | null;
}

/** What one organisation has agreed to share. `owner` is the organisation's id; nobody else's records are its to give. */
export interface Policy {
  id: string;
  owner: string;
  rules: readonly PolicyRule[];
}

/** A dated entry of the table of lawful bases: outside its dates it carries no sharing. */
export interface LawfulBasis {
  id: string;
  title: string;
  article6: string | null;
  article9: string | null;
  schedule: string | null;
  statute: string | null;
  validFrom: string | null;
  validTo: string | null;
}

/** Who asks. `purposes` are those in a partner system's token, null for people, whose role says what they may declare. */
export interface Recipient {
  organisation: string;
  agency: Agency;
  role: Role;
  areas: readonly string[];
  purposes: readonly Purpose[] | null;
}

/** The marking of a record as it concerns one caller: a CONDITIONAL record names its recipients, and the naming expires. */
export const EFFECTIVE_HANDLINGS = ['OPEN', 'CONDITIONAL_NAMED', 'CONDITIONAL', 'SEALED', 'HIDDEN'] as const;
export type EffectiveHandling = (typeof EFFECTIVE_HANDLINGS)[number];

/** What is known of one child and one record when a decision falls. `consent` is that for the category decided. */
export interface Situation {
  consent: ConsentState;
  relationship: Relationship;
  concern: ConcernLevel;
  handling: EffectiveHandling;
  /** Completed years; null when the date of birth is not known. */
  age: number | null;
  /** A break-glass grant of this caller for this child is in force. */
  breakGlass: boolean;
  /** The request carries a justification. */
  justified: boolean;
}

/** What every owner agreed to in advance for a child at risk, whatever the consent. It never beats a cap. */
export interface SafeguardingMinimum {
  minimumConcern: ConcernLevel;
  purposes: readonly Purpose[];
  levels: Readonly<Partial<Record<DataCategory, DisclosureLevel>>>;
}

/** Everything but the situation: one owner's policy, one caller, one declared purpose, one day. */
export interface DecisionInput {
  policy: Policy;
  ownerAgency: Agency;
  ownerAreas: readonly string[];
  recipient: Recipient;
  purpose: Purpose | null;
  bases: ReadonlyMap<string, LawfulBasis>;
  minimum: SafeguardingMinimum;
  /** YYYY-MM-DD */
  today: string;
}

/** A decision spelled out, for explanations and tests; the pipeline reads packed cells instead. */
export interface Decision {
  level: DisclosureLevel;
  obligations: Obligation[];
  breakGlass: boolean;
  /** The reason for withholding the asked level; null when it is granted. */
  reasonFor(asked: DisclosureLevel): WithheldReason | null;
}

/** Says where in a list of rules something is wrong, what was expected there and what came. */
export class PolicyRuleError extends Error {
  readonly path: string;

  constructor(path: string, expected: string, got: unknown) {
    super(`${path}: expected ${expected}, got ${printed(got)}`);
    this.name = 'PolicyRuleError';
    this.path = path;
  }
}

/** More rules than any agreement holds; bounds the time that compiling a table can take. */
const MAXIMUM_RULES = 500;
const MAXIMUM_AGE = 120;

type Reader<T> = (value: unknown, path: string) => T;

/** The rules in a JSON value (absent optional fields take the defaults of a drafted rule). Throws PolicyRuleError at the first fault. */
export function parsePolicyRules(value: unknown): PolicyRule[] {
  const rules = list(parseRule, MAXIMUM_RULES)(value, 'rules');
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    if (seen.has(rule.id)) throw new PolicyRuleError(`rules[${index}].id`, 'an id used once', rule.id);
    seen.add(rule.id);
  }
  return rules;
}

const FIELDS: ReadonlySet<string> = new Set<keyof PolicyRule>([
  ...(['id', 'kind', 'categories', 'agencies', 'organisations', 'roles', 'purposes', 'areas', 'level'] as const),
  ...(['consent', 'minimumRelationship', 'minimumConcern', 'ages', 'maximumHandling', 'lawfulBasis'] as const),
  ...(['obligations', 'validFrom', 'validTo', 'note'] as const),
]);

function parseRule(value: unknown, path: string): PolicyRule {
  const source = object(value, path, FIELDS);
  const at = <T>(name: keyof PolicyRule, read: Reader<T>): T => read(source[name], `${path}.${name}`);
  const kind = at('kind', word(RULE_KINDS));
  const rule: PolicyRule = {
    id: at('id', text),
    kind,
    categories: at('categories', optional(list(word(CATEGORIES)), [])),
    agencies: at('agencies', optional(list(word(AGENCIES)), [])),
    organisations: at('organisations', optional(list(text), [])),
    roles: at('roles', optional(list(word(ROLES)), [])),
    purposes: at('purposes', optional(list(word(PURPOSES)), [])),
    areas: at('areas', optional(word(AREA_SCOPES), 'ANY')),
    level: at('level', word(LEVELS)),
    consent: at('consent', optional(word(CONSENT_GATES), 'CONSIDER')),
    // A cap that says nothing of the relationship binds everyone: left to the permits' default it would spare strangers.
    minimumRelationship: at('minimumRelationship', optional(word(RELATIONSHIPS), kind === 'CAP' ? 'NONE' : 'INVOLVED')),
    minimumConcern: at('minimumConcern', optional(word(CONCERN_LEVELS), 'NOT_RECORDED')),
    ages: at('ages', optional(ageRange, null)),
    maximumHandling: at('maximumHandling', optional(word(HANDLINGS), 'OPEN')),
    lawfulBasis: at('lawfulBasis', optional(text, null)),
    obligations: at('obligations', optional(list(word(OBLIGATIONS)), [])),
    validFrom: at('validFrom', optional(date, null)),
    validTo: at('validTo', optional(date, null)),
    note: at('note', optional(text, null)),
  };
  if (rule.validFrom !== null && rule.validTo !== null && rule.validTo < rule.validFrom)
    throw new PolicyRuleError(`${path}.validTo`, `a date not before ${rule.validFrom}`, rule.validTo);
  return rule;
}

function ageRange(value: unknown, path: string): AgeRange {
  const source = object(value, path, new Set(['from', 'to']));
  const from = optional(age, null)(source['from'], `${path}.from`);
  const to = optional(age, null)(source['to'], `${path}.to`);
  if (from !== null && to !== null && to < from)
    throw new PolicyRuleError(`${path}.to`, `an age not below ${from}`, to);
  return { from, to };
}

function age(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAXIMUM_AGE) return value;
  throw new PolicyRuleError(path, `a whole number of years from 0 to ${MAXIMUM_AGE}`, value);
}

function date(value: unknown, path: string): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isCalendarDate(value)) return value;
  throw new PolicyRuleError(path, 'a date as YYYY-MM-DD', value);
}

function isCalendarDate(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 2000) return value;
  throw new PolicyRuleError(path, 'a text of 1 to 2000 characters', value);
}

function word<T extends string>(words: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = words.find((each) => each === value);
    if (found !== undefined) return found;
    throw new PolicyRuleError(path, `one of ${words.join(', ')}`, value);
  };
}

function list<T>(item: Reader<T>, maximum = 100): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > maximum)
      throw new PolicyRuleError(path, `a list of at most ${maximum}`, value);
    return value.map((each, index) => item(each, `${path}[${index}]`));
  };
}

function optional<T, D>(read: Reader<T>, otherwise: D): Reader<T | D> {
  return (value, path) => (value == null ? otherwise : read(value, path));
}

function object(value: unknown, path: string, fields: ReadonlySet<string>): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PolicyRuleError(path, 'an object', value);
  for (const name of Object.keys(value))
    if (!fields.has(name)) throw new PolicyRuleError(`${path}.${name}`, `one of ${[...fields].join(', ')}`, name);
  return { ...value };
}

function printed(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  return value !== null && typeof value === 'object' ? 'an object' : String(value);
}
