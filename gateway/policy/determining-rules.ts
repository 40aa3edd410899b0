import { CATEGORIES, LEVELS, type DataCategory } from '../../schema/vocabulary';
import { compileTable, levelOf, reasonOf } from './compile';
import { binds, compileCap, compilePermit, hasBegun, isAboutCaller, scoreOf } from './match';
import type { DecisionInput, PolicyRule, Situation } from './rule';
import { ageCuts, createSituationIndex, digitsOf, type Digits } from './situation-index';

/** What names the rules behind the decisions of one owner about one caller in one situation. */
export type RulesBehind = (category: DataCategory) => string[];

const FULL = LEVELS.indexOf('FULL');

/**
 * Names the rules that determine a level: the PERMITs that give it, and what keeps the next level back, either the
 * lowest CAPs or the PERMITs whose failing condition is the reason. None where the safeguarding minimum, a marking or the
 * caller's role or purpose decides alone. The situation is one without break-glass, which gives by no rule.
 */
export function createRulesBehind(input: DecisionInput, situation: Situation): RulesBehind {
  const { policy, recipient, today } = input;
  const about = policy.rules.filter((rule) => isAboutCaller(rule, recipient) && hasBegun(rule, today));
  const index = createSituationIndex(ageCuts(about));
  const digits = digitsOf(index, situation);
  const table = compileTable(input);
  const isOwn = recipient.organisation === policy.owner;
  return (name) => {
    const category = CATEGORIES.indexOf(name);
    const cell = table.cells[table.base(situation) + category]!;
    const level = levelOf(cell);
    const reason = level === FULL ? null : reasonOf(cell, level + 1);
    const rules = about.filter(({ categories }) => categories.length === 0 || categories.includes(name));
    const permits = isOwn ? [] : scored(rules, (rule) => scoreOf(compilePermit(rule, input, index), digits));
    const givers = permits.filter(({ score, rule }) => score === 0 && levelIn(rule) >= level && level > 0);
    if (reason === null) return idsOf(givers);
    if (reason === 'CAPPED') return [...idsOf(givers), ...capsAt(rules, { input, index, digits, level })];
    return [...idsOf(givers), ...idsOf(nearest(permits.filter(({ rule }) => levelIn(rule) > level)))];
  };
}

interface Scored {
  readonly rule: PolicyRule;
  /** 0 where it matches; the lower, the fewer of its conditions fail. */
  readonly score: number;
}

function scored(rules: readonly PolicyRule[], scoreOfRule: (rule: PolicyRule) => number): Scored[] {
  return rules.filter(({ kind }) => kind === 'PERMIT').map((rule) => ({ rule, score: scoreOfRule(rule) }));
}

/** One that matches is held back by a marking, not by a condition of its own. */
function nearest(permits: readonly Scored[]): Scored[] {
  const least = Math.min(...permits.map(({ score }) => score));
  return least === 0 ? [] : permits.filter(({ score }) => score === least);
}

interface Capping {
  readonly input: DecisionInput;
  readonly index: ReturnType<typeof createSituationIndex>;
  readonly digits: Digits;
  readonly level: number;
}

function capsAt(rules: readonly PolicyRule[], { input, index, digits, level }: Capping): string[] {
  return rules
    .filter((rule) => rule.kind === 'CAP' && levelIn(rule) === level)
    .filter((rule) => compileCap(rule, input, index).some((cap) => binds(cap, digits)))
    .map(({ id }) => id);
}

function levelIn({ level }: PolicyRule): number {
  return LEVELS.indexOf(level);
}

function idsOf(rules: readonly Scored[]): string[] {
  return rules.map(({ rule }) => rule.id);
}
