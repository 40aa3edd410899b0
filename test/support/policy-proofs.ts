import { CATEGORIES, WITHHELD_REASONS } from '../../schema/vocabulary';
import {
  compileTable,
  isBreakGlass,
  levelOf,
  notifiesOwner,
  reasonOf,
  type DecisionTable,
} from '../../gateway/policy/compile';
import type { DecisionInput, Situation } from '../../gateway/policy/rule';
import { EVERY_SITUATION } from './policy';

const LESS_RELATIONSHIP = { ALLOCATED: ['INVOLVED'], INVOLVED: ['NONE'], NONE: [] } as const;

/** For one caller: a record that names it is OPEN or SEALED to it or not, a record that does not is as good as not there. */
const STRICTER_HANDLING = {
  OPEN: ['CONDITIONAL_NAMED', 'CONDITIONAL', 'SEALED', 'HIDDEN'],
  CONDITIONAL_NAMED: ['CONDITIONAL', 'SEALED', 'HIDDEN'],
  CONDITIONAL: ['HIDDEN'],
  SEALED: ['HIDDEN'],
  HIDDEN: [],
} as const;

/** Why a cell of another organisation's table may lie below the safeguarding minimum. */
const CAPS: readonly string[] = ['SEALED', 'CONDITIONAL', 'CAPPED'];

/** The properties of policy.md that one table can break, with the first situation in which each is broken. */
export function brokenProperties(input: DecisionInput): Map<string, string> {
  const broken = new Map<string, string>();
  const table = compileTable(input);
  for (const situation of EVERY_SITUATION) {
    const report = (property: string, category: number): void => {
      if (!broken.has(property)) broken.set(property, `${CATEGORIES[category]} in ${JSON.stringify(situation)}`);
    };
    comparisons(table, situation, report);
    cellChecks(input, { table, situation, report });
  }
  return broken;
}

type Report = (property: string, category: number) => void;

/** P4 consent, P5 relationship, P6 handling: less of it never raises. P7 break-glass never lowers. */
function comparisons(table: DecisionTable, situation: Situation, report: Report): void {
  const isNotAbove = (property: string, lower: Situation): void => {
    const [above, below] = [table.base(situation), table.base(lower)];
    for (let category = 0; category < CATEGORIES.length; category++)
      if (levelOf(table.cells[below + category]!) > levelOf(table.cells[above + category]!)) report(property, category);
  };
  if (situation.consent === 'GIVEN')
    for (const consent of ['REFUSED', 'WITHDRAWN'] as const) isNotAbove('P4', { ...situation, consent });
  for (const relationship of LESS_RELATIONSHIP[situation.relationship])
    isNotAbove('P5', { ...situation, relationship });
  for (const handling of STRICTER_HANDLING[situation.handling]) isNotAbove('P6', { ...situation, handling });
  if (situation.breakGlass) isNotAbove('P7', { ...situation, breakGlass: false });
}

/** P3 HIDDEN gives nothing; P7 break-glass carries its duties; P8 what is withheld has a reason; P10 the minimum is reached. */
function cellChecks(
  input: DecisionInput,
  { table, situation, report }: { table: DecisionTable; situation: Situation; report: Report },
): void {
  const isOwn = input.recipient.organisation === input.policy.owner;
  for (const [category, name] of CATEGORIES.entries()) {
    const cell = table.cells[table.base(situation) + category]!;
    if (!isOwn && levelOf(cell) > 0)
      for (const property of brokenByDisclosure(cell, situation)) report(property, category);
    if (!hasReasons(cell)) report('P8', category);
    const owed = minimumOwed(input, situation, name);
    const isCapped = situation.handling === 'HIDDEN' || CAPS.includes(reasonOf(cell, owed));
    if (levelOf(cell) < owed && !isCapped) report('P10', category);
  }
}

function brokenByDisclosure(cell: number, situation: Situation): string[] {
  const withoutDuties = situation.breakGlass && !(isBreakGlass(cell) && notifiesOwner(cell));
  return [...(situation.handling === 'HIDDEN' ? ['P3'] : []), ...(withoutDuties ? ['P7'] : [])];
}

function hasReasons(cell: number): boolean {
  return [1, 2, 3]
    .filter((asked) => asked > levelOf(cell))
    .every(
      (asked) => WITHHELD_REASONS.includes(reasonOf(cell, asked)) && reasonOf(cell, asked) !== 'OWNER_UNAVAILABLE',
    );
}

/** Owed to those whose role and purpose are in order: the others' integrity is NONE. */
function minimumOwed({ minimum, purpose, recipient }: DecisionInput, situation: Situation, category: string): number {
  if (recipient.role !== 'PRACTITIONER' && recipient.role !== 'SUPERVISOR') return 0;
  const isAtRisk = situation.concern === 'LIKELY_SIGNIFICANT_HARM' || situation.concern === 'IMMEDIATE_DANGER';
  if (purpose === null || !minimum.purposes.includes(purpose) || !isAtRisk) return 0;
  return { INVOLVEMENT: 1, IDENTITY: 2, MISSING: 2, WHEREABOUTS: 2 }[category] ?? 0;
}
