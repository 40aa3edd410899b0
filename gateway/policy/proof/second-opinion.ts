import { CATEGORIES, LEVELS } from '../../../schema/vocabulary';
import { isBreakGlass, levelOf, notifiesOwner, reasonOf, restsOnJustification, type DecisionTable } from '../compile';
import { interpret } from '../interpret';
import type { Decision, DecisionInput, Situation } from '../rule';
import type { Findings } from './finding';
import { createGrid } from './grid';
import { requestOf, requestsOn, type PolicyUnderProof } from './requests';
import { cellInWords } from './words';

const TABLES = 8;
const SITUATIONS = 24;

/** P12: the table says what the plain reading says, on cells drawn at random; `draw` gives numbers from 0 to below 1. */
export function checkSecondOpinion(
  policy: PolicyUnderProof,
  { today, draw, compile }: { today: string; draw: () => number; compile: (input: DecisionInput) => DecisionTable },
  findings: Findings,
): number {
  const requests = requestsOn(policy, today);
  const { situations } = createGrid(policy.rules);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)]!;
  for (let n = 0; n < TABLES; n++) {
    const request = pick(requests);
    // Reasons depend on rules that cannot hold, too.
    const input = {
      ...requestOf(policy, { ...request.input, today }).input,
      policy: { id: 'under-proof', owner: policy.owner, rules: policy.rules },
    };
    const table = compile(input);
    const report = (situation: Situation, category: number, level: number): void =>
      findings.add({ property: 'P12', severity: 'ERROR', message: DIFFER, rules: [] }, () =>
        cellInWords(request, situation, { category, level }),
      );
    for (let m = 0; m < SITUATIONS; m++) compareAt(pick(situations), { input, table, report });
  }
  return TABLES * SITUATIONS * CATEGORIES.length;
}

const DIFFER = 'the compiled table and the plain reading of the policy differ';

interface Comparison {
  readonly input: DecisionInput;
  readonly table: DecisionTable;
  readonly report: (situation: Situation, category: number, level: number) => void;
}

function compareAt(situation: Situation, { input, table, report }: Comparison): void {
  for (const [category, name] of CATEGORIES.entries()) {
    const cell = table.cells[table.base(situation) + category]!;
    if (spelledOut(cell) !== reading(interpret(input, situation, name))) report(situation, category, levelOf(cell));
  }
}

/** Everything that a cell decides, as text. */
function spelledOut(cell: number): string {
  const reasons = LEVELS.map((_, asked) => (asked > levelOf(cell) ? reasonOf(cell, asked) : ''));
  return [levelOf(cell), isBreakGlass(cell), notifiesOwner(cell), restsOnJustification(cell), ...reasons].join(' ');
}

/** Everything that a decision says, as the same text. */
function reading(decision: Decision): string {
  const { level, breakGlass, obligations } = decision;
  const reasons = LEVELS.map((asked) => decision.reasonFor(asked) ?? '');
  const duties = (['NOTIFY_OWNER', 'JUSTIFY'] as const).map((duty) => obligations.includes(duty));
  return [LEVELS.indexOf(level), breakGlass, ...duties, ...reasons].join(' ');
}
