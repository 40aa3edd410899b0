import { CATEGORIES, LEVELS, WITHHELD_REASONS } from '../../../schema/vocabulary';
import { isBreakGlass, levelOf, notifiesOwner, reasonOf, type DecisionTable } from '../compile';
import type { PolicyRule, Situation } from '../rule';
import type { Findings } from './finding';
import { BREAK_GLASS_STRIDE, placesIn, type Grid } from './grid';
import { isReachable, type Request } from './requests';
import { determining } from './determining';
import { cellInWords, ruleNames, sight } from './words';

/** One table under proof. */
export interface Proof {
  readonly request: Request;
  readonly table: DecisionTable;
  readonly grid: Grid;
  readonly places: Int32Array;
  readonly findings: Findings;
}

export function proofOf(
  request: Request,
  { table, grid, findings }: Pick<Proof, 'table' | 'grid' | 'findings'>,
): Proof {
  return { request, table, grid, places: placesIn(grid, table), findings };
}

const WIDTH = CATEGORIES.length;
const [OPEN, NAMED, CONDITIONAL, SEALED, HIDDEN] = [0, 1, 2, 3, 4] as const;

/** For one caller: a record that names it is OPEN or SEALED to it or not; a record that does not is as good as not there. */
const STRICTER: readonly (readonly number[])[] = [
  [NAMED, CONDITIONAL, SEALED, HIDDEN],
  [CONDITIONAL, SEALED, HIDDEN],
  [HIDDEN],
  [HIDDEN],
  [],
];
const HANDLING_OF: Readonly<Record<Situation['handling'], number>> = {
  OPEN,
  CONDITIONAL_NAMED: NAMED,
  CONDITIONAL,
  SEALED,
  HIDDEN,
};

/** P1, P3 to P8 and P10, over every cell of a table. */
export function checkProperties(proof: Proof): void {
  proof.grid.situations.forEach((situation, index) => {
    if (isReachable(proof.request, situation)) checkOrder(proof, situation, index);
    for (let category = 0; category < WIDTH; category++) checkCell(proof, { situation, index, category });
  });
}

/** P4 consent, P5 relationship, P6 handling: less of it never raises. P7 break-glass never lowers. */
function checkOrder(proof: Proof, situation: Situation, index: number): void {
  const { consent, relationship, handling } = proof.grid.stride;
  const below = (property: Ordered, step: number): void =>
    compare(proof, { property, more: index, less: index + step });
  if (situation.consent === 'GIVEN') {
    below('P4', consent);
    below('P4', 2 * consent);
  }
  if (situation.relationship !== 'NONE') below('P5', -relationship);
  const own = HANDLING_OF[situation.handling];
  for (const stricter of STRICTER[own]!) below('P6', (stricter - own) * handling);
  if (situation.breakGlass) below('P7', -BREAK_GLASS_STRIDE);
}

type Ordered = 'P4' | 'P5' | 'P6' | 'P7';

const SAYS: Readonly<Record<Ordered, string>> = {
  P4: 'a child that refuses or withdraws its consent must not lead to more being seen than with its consent',
  P5: 'somebody further from the child must not see more than somebody nearer',
  P6: 'a stricter marking must not lead to more being seen',
  P7: 'break-glass must not lead to less being seen',
};

interface Pair {
  readonly property: Ordered;
  readonly more: number;
  readonly less: number;
}

function compare(proof: Proof, { property, more, less }: Pair): void {
  const { table, places, grid } = proof;
  const [above, below] = [places[more]!, places[less]!];
  for (let category = 0; category < WIDTH; category++) {
    const [was, is] = [levelOf(table.cells[above + category]!), levelOf(table.cells[below + category]!)];
    if (is <= was) continue;
    const [higher, lower] = [grid.situations[more]!, grid.situations[less]!];
    const rules = determining(proof.request, { category, from: higher, to: lower });
    proof.findings.add({ property, severity: 'ERROR', message: withRules(SAYS[property], rules), rules }, () => {
      const seen = cellInWords(proof.request, lower, { category, level: is });
      return `${seen}, but with ${differenceOf(higher, lower)} only ${sight(category, was)}${rules.length > 0 ? `: ${ruleNames(rules)}` : ''}`;
    });
  }
}

function differenceOf(one: Situation, other: Situation): string {
  const names = ['consent', 'relationship', 'handling', 'breakGlass'] as const;
  return names
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name} ${String(one[name])}`)
    .join(', ');
}

interface Cell {
  readonly situation: Situation;
  readonly index: number;
  readonly category: number;
}

/** P1 and P3 give nothing; P7 carries its duties; P8 says why; P10 reaches the safeguarding minimum. */
function checkCell(proof: Proof, cell: Cell): void {
  const { request, table, places } = proof;
  const packed = table.cells[places[cell.index]! + cell.category]!;
  const level = levelOf(packed);
  if (!request.isOwn && level > 0) checkDisclosure(proof, cell, packed);
  if (!hasReasons(packed)) breach(proof, cell, ['P8', 'what is withheld must have a reason']);
  const owed = minimumOwed(request, cell);
  if (level >= owed || cell.situation.handling === 'HIDDEN') return;
  if (!CAPS.includes(reasonOf(packed, owed)))
    breach(proof, cell, ['P10', `the safeguarding minimum (${LEVELS[owed]}) must be reached where no cap binds`]);
}

function checkDisclosure(proof: Proof, cell: Cell, packed: number): void {
  const { situation } = cell;
  if (proof.request.input.purpose === null) breach(proof, cell, ['P1', 'without a purpose nothing may be seen']);
  if (situation.handling === 'HIDDEN') breach(proof, cell, ['P3', 'of a HIDDEN record nothing may be seen']);
  if (situation.breakGlass && !(isBreakGlass(packed) && notifiesOwner(packed)))
    breach(proof, cell, ['P7', 'what break-glass shows must be told to the owner']);
}

function breach(
  proof: Proof,
  { situation, index, category }: Cell,
  [property, message]: readonly [string, string],
): void {
  const level = levelOf(proof.table.cells[proof.places[index]! + category]!);
  const rules: string[] = [];
  proof.findings.add({ property, severity: 'ERROR', message, rules }, () =>
    cellInWords(proof.request, situation, { category, level }),
  );
}

/** Why a cell may lie below the safeguarding minimum. */
const CAPS: readonly string[] = ['SEALED', 'CONDITIONAL', 'CAPPED'];

function hasReasons(cell: number): boolean {
  for (let asked = levelOf(cell) + 1; asked < LEVELS.length; asked++) {
    const reason = reasonOf(cell, asked);
    if (!WITHHELD_REASONS.includes(reason) || reason === 'OWNER_UNAVAILABLE') return false;
  }
  return true;
}

const AT_RISK = ['NOT_RECORDED', 'CONCERN', 'LIKELY_SIGNIFICANT_HARM', 'IMMEDIATE_DANGER'] as const;

/** Owed to those whose role and purpose are in order: the others' integrity is NONE. */
function minimumOwed({ input, isOwn, refused }: Request, { situation, category }: Cell): number {
  const { minimum, purpose, recipient } = input;
  if (isOwn || refused || recipient.role === 'ADVOCATE') return 0;
  if (purpose === null || !minimum.purposes.includes(purpose)) return 0;
  if (AT_RISK.indexOf(situation.concern) < AT_RISK.indexOf(minimum.minimumConcern)) return 0;
  return LEVELS.indexOf(minimum.levels[CATEGORIES[category]!] ?? 'NONE');
}

function withRules(message: string, rules: readonly PolicyRule['id'][]): string {
  return rules.length === 0 ? message : `${message}: ${ruleNames(rules)}`;
}
