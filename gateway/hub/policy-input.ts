import { CATEGORIES, HANDLINGS } from '../../schema/vocabulary';
import { parsePolicyRules, type PolicyRule } from '../policy/rule';
import { calendarDay, textUpTo, type Fault } from './faults';
import { isCalendarDay } from './calendar';
import { type HubContext } from './context';
import { type DraftPolicyInput, type PolicyRuleInput } from './types/policy-inputs';

/** More rules than any agreement holds; bounds the time of proofs. */
const MOST_RULES = 500;
/** Each age at which a rule begins or ends doubles nobody's rights and lengthens every table. */
const MOST_AGES = 24;
const MOST_DAYS = 24;
const MOST_ORGANISATIONS = 100;
const OLDEST = 120;
const NOTE = textUpTo(2_000);

/** What a rule may refer to. */
type References = Pick<HubContext['hub'], 'directory' | 'lawfulBases'>;

/** Everything wrong with a drafted policy, with the path of each fault. */
export function policyFaults({ rules, note }: DraftPolicyInput, references: References): Fault[] {
  if (rules.length > MOST_RULES)
    return [{ at: 'input.rules', expected: `at most ${MOST_RULES} rules`, got: `${rules.length}` }];
  return [
    ...NOTE('input.note', note),
    ...rules.flatMap((rule, index) => ruleFaults(rule, `input.rules[${index}]`, references)),
    ...excess(
      rules.flatMap(({ ages }) => [ages?.from, ages?.to]),
      MOST_AGES,
      'different ages',
    ),
    ...excess(
      rules.flatMap(({ validFrom, validTo }) => [validFrom, validTo]),
      MOST_DAYS,
      'different days',
    ),
  ];
}

/** The rules of a draft, each with an id by its place. @throws PolicyRuleError for what `policyFaults` reports. */
export function rulesOf({ rules }: DraftPolicyInput): PolicyRule[] {
  return parsePolicyRules(rules.map((rule, index) => ({ ...plain(rule), id: `rule-${index + 1}` })));
}

function plain({ ages, ...rule }: PolicyRuleInput): object {
  return { ...rule, ages: ages == null ? null : { from: ages.from ?? null, to: ages.to ?? null } };
}

function ruleFaults(rule: PolicyRuleInput, at: string, references: References): Fault[] {
  return [
    ...listFaults(rule, at),
    ...referenceFaults(rule, at, references),
    ...ageFaults(rule, `${at}.ages`),
    ...dateFaults(rule, at),
    ...handlingFaults(rule, at),
    ...(rule.note == null ? [] : NOTE(`${at}.note`, rule.note)),
  ];
}

const LISTS = ['categories', 'agencies', 'organisations', 'roles', 'purposes', 'obligations'] as const;

function listFaults(rule: PolicyRuleInput, at: string): Fault[] {
  return LISTS.flatMap((name) => {
    const list: readonly string[] = rule[name] ?? [];
    const most = name === 'organisations' ? MOST_ORGANISATIONS : CATEGORIES.length;
    if (list.length > most)
      return [{ at: `${at}.${name}`, expected: `at most ${most}`, got: `a list of ${list.length}` }];
    if (new Set(list).size === list.length) return [];
    return [{ at: `${at}.${name}`, expected: 'each once', got: 'a repetition' }];
  });
}

function referenceFaults(rule: PolicyRuleInput, at: string, { directory, lawfulBases }: References): Fault[] {
  const organisations = (rule.organisations ?? []).slice(0, MOST_ORGANISATIONS).flatMap((id, index) => {
    if (directory().findOrganisation(id) !== undefined) return [];
    const place = `${at}.organisations[${index}]`;
    return [{ at: place, expected: 'the id of an organisation of the hub', got: 'another text' }];
  });
  return [...organisations, ...basisFaults(rule, at, lawfulBases())];
}

function basisFaults({ kind, lawfulBasis }: PolicyRuleInput, at: string, bases: ReadonlyMap<string, unknown>): Fault[] {
  const expected = 'the id of a lawful basis, as `lawfulBases` lists them';
  if (lawfulBasis == null)
    return kind === 'PERMIT' ? [{ at: `${at}.lawfulBasis`, expected, got: 'none: a PERMIT needs one' }] : [];
  return bases.has(lawfulBasis) ? [] : [{ at: `${at}.lawfulBasis`, expected, got: 'another text' }];
}

function ageFaults({ ages }: PolicyRuleInput, at: string): Fault[] {
  const { from = null, to = null } = ages ?? {};
  const wrong = (['from', 'to'] as const).flatMap((end) => {
    const age = ages?.[end] ?? null;
    if (age === null || (age >= 0 && age <= OLDEST)) return [];
    return [{ at: `${at}.${end}`, expected: `completed years from 0 to ${OLDEST}`, got: String(age) }];
  });
  if (wrong.length > 0 || from === null || to === null || from <= to) return wrong;
  return [{ at: `${at}.to`, expected: `an age not below ${from}`, got: String(to) }];
}

function dateFaults({ validFrom = null, validTo = null }: PolicyRuleInput, at: string): Fault[] {
  const wrong = Object.entries({ validFrom, validTo }).flatMap(([name, day]) =>
    day === null ? [] : calendarDay(`${at}.${name}`, day),
  );
  if (wrong.length > 0 || validFrom === null || validTo === null || !isCalendarDay(validFrom)) return wrong;
  if (validFrom <= validTo) return [];
  return [{ at: `${at}.validTo`, expected: `a day not before ${validFrom}`, got: 'an earlier day' }];
}

/** INVARIANT: a HIDDEN record is given by no rule; one that names it would promise what never holds. */
function handlingFaults({ maximumHandling }: PolicyRuleInput, at: string): Fault[] {
  if (maximumHandling !== 'HIDDEN') return [];
  const expected = `${HANDLINGS.filter((handling) => handling !== 'HIDDEN').join(', ')}: HIDDEN is shared with nobody`;
  return [{ at: `${at}.maximumHandling`, expected, got: maximumHandling }];
}

function excess(values: readonly (string | number | null | undefined)[], most: number, what: string): Fault[] {
  const { size } = new Set(values.filter((value) => value != null));
  return size <= most ? [] : [{ at: 'input.rules', expected: `at most ${most} ${what} in all`, got: String(size) }];
}
