import { CATEGORIES, type DataCategory } from '../../../schema/vocabulary';
import { compileTable, levelOf, type DecisionTable } from '../compile';
import type { DecisionInput } from '../rule';
import { ageCuts } from '../situation-index';
import { checkBases } from './bases';
import { findEffects } from './effects';
import { createGrids } from './grid';
import { createFindings, type Finding, type Findings } from './finding';
import { reportGaps } from './gaps';
import { checkProperties, proofOf } from './properties';
import { daysOf, requestsOn, type PolicyUnderProof, type Request } from './requests';
import { checkSecondOpinion } from './second-opinion';
import { cellInWords, ruleNames } from './words';

/** What was found, and over how many cells. */
export interface ProofResult {
  readonly findings: readonly Finding[];
  readonly cells: number;
}

export interface ProofOptions {
  /** YYYY-MM-DD; days to come that the rules name are proved too. */
  readonly today: string;
  /** The categories that the owner holds, for the report of gaps. */
  readonly categories: readonly DataCategory[];
  /** What makes tables; another one only where the proofs themselves are tried. */
  readonly compile?: (input: DecisionInput) => DecisionTable;
}

/**
 * Work that one proof may take, in cells times the rules that can hold in them: some seconds.
 * INVARIANT: a policy that is too large to be proved is not proved.
 */
const MOST_WORK = 400_000_000;
const SITUATIONS_PER_BAND = 960;

/** Proves P1 to P12 of a policy over every cell. Yields between tables, so that others get their turn. */
export function* proveInTurns(policy: PolicyUnderProof, options: ProofOptions): Generator<undefined, ProofResult> {
  const { today, categories, compile = compileTable } = options;
  const findings = createFindings();
  const alive = new Set<string>();
  const proving = { findings, alive, compile, grids: createGrids() };
  const known = new Map<string, number>();
  let cells = 0;
  let work = 0;
  for (const day of daysOf([policy], today)) {
    for (const request of requestsOn(policy, day)) {
      const counted = known.get(request.key);
      cells += counted ?? 0;
      if (counted !== undefined) continue;
      work += workOf(request);
      if (work > MOST_WORK) return { findings: [...findings.all(), TOO_LARGE], cells };
      const table = compile(request.input);
      known.set(request.key, table.cells.length);
      cells += table.cells.length;
      proveTable(request, table, proving);
      yield;
    }
  }
  reportDead(policy, alive, findings);
  reportGaps(policy.rules, categories, findings);
  yield;
  checkSecondOpinion(policy, { today, draw: createDraw(policy), compile }, findings);
  return { findings: findings.all(), cells };
}

/** Proves without giving anybody else a turn. */
export function prove(policy: PolicyUnderProof, options: ProofOptions): ProofResult {
  const turns = proveInTurns(policy, options);
  for (;;) {
    const { done, value } = turns.next();
    if (done) return value;
  }
}

interface Proving {
  readonly findings: Findings;
  readonly alive: Set<string>;
  readonly grids: ReturnType<typeof createGrids>;
  readonly compile: (input: DecisionInput) => DecisionTable;
}

function proveTable(request: Request, table: DecisionTable, { findings, alive, compile, grids }: Proving): void {
  const proof = proofOf(request, { table, grid: grids(request.possible), findings });
  checkProperties(proof);
  checkBases(proof);
  checkOthers(request, compile, findings);
  findEffects(request, { alive, findings });
}

/** P2: what another organisation agreed to stays as it is, whatever this policy says. */
function checkOthers(request: Request, compile: Proving['compile'], findings: Findings): void {
  const { input } = request;
  if (input.recipient.organisation === ANOTHER_OWNER || request.refused) return;
  const { minimum, purpose } = input;
  const table = compile({ ...input, policy: { id: 'another', owner: ANOTHER_OWNER, rules: [] } });
  const situation = { consent: 'GIVEN', relationship: 'ALLOCATED', concern: 'IMMEDIATE_DANGER' } as const;
  const place = table.base({ ...situation, handling: 'OPEN', age: 12, breakGlass: false, justified: true });
  for (const [category, name] of CATEGORIES.entries()) {
    const level = levelOf(table.cells[place + category]!);
    const isAgreed = purpose !== null && minimum.purposes.includes(purpose) && minimum.levels[name] !== undefined;
    if (level === 0 || isAgreed) continue;
    const message = 'a policy must not raise what another organisation shares';
    findings.add({ property: 'P2', severity: 'ERROR', message, rules: [] }, () =>
      cellInWords(
        request,
        { ...situation, handling: 'OPEN', age: 12, breakGlass: false, justified: true },
        { category, level },
      ),
    );
  }
}

const ANOTHER_OWNER = 'another-owner';

/** P11: a rule that changes nothing anywhere promises what it does not keep. */
function reportDead({ rules, bases }: PolicyUnderProof, alive: ReadonlySet<string>, findings: Findings): void {
  for (const rule of rules) {
    if (alive.has(rule.id)) continue;
    const isCarried = rule.kind === 'CAP' || (rule.lawfulBasis !== null && bases.has(rule.lawfulBasis));
    const why = isCarried
      ? 'changes no cell, today or later'
      : `rests on no lawful basis: ${rule.lawfulBasis ?? 'none'}`;
    const message = `${ruleNames([rule.id])} ${why}: leave it out, or mend what it says`;
    findings.add({ property: 'P11', severity: 'ERROR', message, rules: [rule.id] }, () => null);
  }
}

function workOf({ possible }: Request): number {
  const widths = possible.map(({ categories }) => categories.length || CATEGORIES.length);
  const perSituation = widths.reduce((sum, width) => sum + width, 0) + CATEGORIES.length;
  return (ageCuts(possible).length + 2) * SITUATIONS_PER_BAND * perSituation;
}

const TOO_LARGE: Finding = {
  property: 'LIMIT',
  severity: 'ERROR',
  message: 'the policy is too large to be proved: use fewer rules, ages, days or named organisations',
  rules: [],
  example: null,
};

/** Numbers from 0 to below 1, the same for the same number of rules (mulberry32). */
function createDraw({ rules }: PolicyUnderProof): () => number {
  let state = 0x9e3779b9 ^ rules.length;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
