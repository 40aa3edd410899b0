import { CATEGORIES, LEVELS } from '../../../schema/vocabulary';
import { binds, compileCap, compilePermit, scoreOf, type Cap, type Permit } from '../match';
import type { PolicyRule } from '../rule';
import { ALLOCATED, CONCERN_INDEX, createSituationIndex, ageCuts, HANDLING, type Digits } from '../situation-index';
import type { Findings } from './finding';
import type { Request } from './requests';
import { asker, ruleNames } from './words';

const [NONE, EXISTENCE, SUMMARY, FULL] = [0, 1, 2, 3] as const;
const INTELLIGENCE = CATEGORIES.indexOf('INTELLIGENCE');

/** Which rules were seen to change a cell. */
export type Alive = Set<string>;

interface Named<T> {
  readonly id: string;
  readonly rule: T;
}

interface Plan {
  readonly category: number;
  readonly permits: readonly Named<Permit>[];
  readonly caps: readonly Named<Cap>[];
  readonly minimum: number;
  readonly minimumConcern: number;
}

/** What the search for effects writes into. */
export interface Effects {
  readonly alive: Alive;
  readonly findings: Findings;
}

/**
 * P11 and conflicts: notes every rule whose absence would change a level or a duty in some cell of this request, and
 * reports where a CAP keeps back what a PERMIT, or the safeguarding minimum, would give.
 */
export function findEffects(request: Request, effects: Effects): void {
  const { possible, input } = request;
  const caps = possible.some(({ kind }) => kind === 'CAP');
  if (!caps && possible.every(({ id }) => effects.alive.has(id))) return;
  const index = createSituationIndex(ageCuts(possible));
  const plans = CATEGORIES.map((_, category) => planOf(request, category, index)).filter(
    ({ permits, caps: binding }) => permits.length + binding.length > 0,
  );
  for (let situation = 0; situation < index.size; situation++) {
    const digits = index.digits(situation);
    if (
      !isTelling(digits, caps && request.mayBreakGlass) ||
      (input.recipient.role === 'ADVOCATE' && digits.relationship < ALLOCATED)
    )
      continue;
    for (const plan of plans) look({ request, plan, effects }, digits);
  }
}

/** What is not given whatever the rules say shows no rule's effect; under break-glass, which gives almost everything, caps show. */
function isTelling({ breakGlass, handling }: Digits, caps: boolean): boolean {
  return (breakGlass === 0 || caps) && handling !== HANDLING.HIDDEN && handling !== HANDLING.CONDITIONAL;
}

function planOf({ possible, input }: Request, category: number, index: ReturnType<typeof createSituationIndex>): Plan {
  const name = CATEGORIES[category]!;
  const about = possible.filter(({ categories }) => categories.length === 0 || categories.includes(name));
  const named = <T>(kind: PolicyRule['kind'], compile: (rule: PolicyRule) => T[]): Named<T>[] =>
    about
      .filter((rule) => rule.kind === kind)
      .flatMap((rule) => compile(rule).map((each) => ({ id: rule.id, rule: each })));
  const { minimum, purpose } = input;
  const agreed = purpose !== null && minimum.purposes.includes(purpose) ? minimum.levels[name] : undefined;
  return {
    category,
    permits: named('PERMIT', (rule) => [compilePermit(rule, input, index)]),
    caps: named('CAP', (rule) => compileCap(rule, input, index)),
    minimum: agreed === undefined ? NONE : LEVELS.indexOf(agreed),
    minimumConcern: CONCERN_INDEX[minimum.minimumConcern],
  };
}

interface Look {
  readonly request: Request;
  readonly plan: Plan;
  readonly effects: Effects;
}

function look(at: Look, digits: Digits): void {
  const { request, plan, effects } = at;
  const agreed = digits.concern >= plan.minimumConcern ? plan.minimum : NONE;
  const matching = request.isOwn ? [] : plan.permits.filter(({ rule }) => scoreOf(rule, digits) === 0);
  const underGrant = plan.category === INTELLIGENCE ? SUMMARY : FULL;
  const floor = request.isOwn ? FULL : Math.max(agreed, digits.breakGlass === 1 ? underGrant : NONE);
  const marking = !request.isOwn && digits.handling === HANDLING.SEALED ? EXISTENCE : FULL;
  const permitted = Math.max(floor, ...matching.map(({ rule }) => rule.level));
  const cap = noteCaps(at, digits, {
    given: Math.min(permitted, marking),
    agreed: Math.min(agreed, marking),
    matching,
  });
  const ceiling = Math.min(cap, marking);
  noteHighest(effects.alive, { among: matching, floor, ceiling });
  const level = Math.min(permitted, ceiling);
  noteHighest(effects.alive, { among: matching.filter(({ rule }) => !rule.notifies), floor, ceiling: level });
  const free = matching.filter(({ rule }) => !rule.restsOnJustification[digits.consent]!);
  noteHighest(effects.alive, { among: free, floor, ceiling: level });
}

interface Ladder {
  readonly among: readonly Named<Permit>[];
  readonly floor: number;
  readonly ceiling: number;
}

/** The one PERMIT that lies above all others, as far as the ceiling lets it show. */
function noteHighest(alive: Alive, { among, floor, ceiling }: Ladder): void {
  let [top, second]: [number, number] = [floor, floor];
  let id: string | null = null;
  for (const each of among) {
    if (each.rule.level > top) [second, top, id] = [top, each.rule.level, each.id];
    else if (each.rule.level > second) second = each.rule.level;
  }
  if (id !== null && Math.min(ceiling, top) > Math.min(ceiling, second)) alive.add(id);
}

interface Given {
  readonly given: number;
  readonly agreed: number;
  readonly matching: readonly Named<Permit>[];
}

/** Notes the one CAP that lies below all others, and reports what the caps keep back. Gives the lowest. */
function noteCaps({ request, plan, effects }: Look, digits: Digits, { given, agreed, matching }: Given): number {
  const { lowest, second, id } = lowestOf(plan.caps.filter(({ rule }) => binds(rule, digits)));
  if (id === null || lowest >= given) return lowest;
  if (Math.min(second, given) > lowest) effects.alive.add(id);
  const category = CATEGORIES[plan.category]!;
  const example = (level: number) => () => `${asker(request)} would otherwise see ${category} ${LEVELS[level]}`;
  if (lowest < agreed) {
    const message = `${ruleNames([id])} keeps back the safeguarding minimum of ${category}`;
    effects.findings.add({ property: 'P10', severity: 'WARNING', message, rules: [id] }, example(agreed));
  }
  for (const permit of matching) {
    if (permit.rule.level <= lowest) continue;
    const message = `${ruleNames([id])} (CAP ${LEVELS[lowest]}) keeps back what ${ruleNames([permit.id])} would give`;
    effects.findings.add(
      { property: 'CONFLICT', severity: 'INFORMATION', message, rules: [id, permit.id] },
      example(given),
    );
  }
  return lowest;
}

function lowestOf(caps: readonly Named<Cap>[]): { lowest: number; second: number; id: string | null } {
  let [lowest, second]: [number, number] = [FULL, FULL];
  let id: string | null = null;
  for (const { id: each, rule } of caps) {
    if (rule.level < lowest) [second, lowest, id] = [lowest, rule.level, each];
    else if (rule.level < second) second = rule.level;
  }
  return { lowest, second, id };
}
