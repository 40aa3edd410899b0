import {
  CATEGORIES,
  LEVELS,
  PURPOSES,
  ROLES,
  WITHHELD_REASONS,
  type DataCategory,
  type Purpose,
  type WithheldReason,
} from '../../schema/vocabulary';
import {
  binds,
  compileCap,
  compilePermit,
  hasBegun,
  isAboutCaller,
  NO_PERMIT,
  reasonOfScore,
  scoreOf,
  type Cap,
  type Permit,
} from './match';
import { AGENCY_OF_PURPOSE, PURPOSES_OF_ROLE, ROLES_WITHOUT_CHILD_RECORDS } from './roles';
import { parsePolicyRules, type DecisionInput, type PolicyRule, type Recipient, type Situation } from './rule';
import { ageCuts, ALLOCATED, CONCERN_INDEX, createSituationIndex, HANDLING, type Digits } from './situation-index';

/** Every decision of one owner about one class of recipient with one purpose, on one day. */
export interface DecisionTable {
  /** One packed cell per (situation, category); the last 16 deny, for situations that cannot be read. */
  readonly cells: Uint32Array;
  /** Cells from one consent state to the next, in the order of CONSENT_STATES: consent differs by category. */
  readonly consentStride: number;
  /** Index of the first of the 16 category cells, in the order of CATEGORIES. */
  readonly base: (situation: Situation) => number;
}

const [NONE, EXISTENCE, SUMMARY, FULL] = [0, 1, 2, 3] as const;
const NOTIFIES_OWNER = 1 << 14;
const BREAK_GLASS = 1 << 15;
const RESTS_ON_JUSTIFICATION = 1 << 16;
const NOT_AGREED = WITHHELD_REASONS.indexOf('NOT_AGREED');
const CAPPED = WITHHELD_REASONS.indexOf('CAPPED');
const SEALED = WITHHELD_REASONS.indexOf('SEALED');
const CONDITIONAL = WITHHELD_REASONS.indexOf('CONDITIONAL');
const NO_RELATIONSHIP = WITHHELD_REASONS.indexOf('NO_RELATIONSHIP');

/** The level that a cell gives, 0 (NONE) to 3 (FULL). */
export function levelOf(cell: number): number {
  return cell & 3;
}

/** Why `askedLevel`, 1 to 3 and above the cell's level, is withheld. */
export function reasonOf(cell: number, askedLevel: number): WithheldReason {
  return WITHHELD_REASONS[(cell >>> (askedLevel * 4 - 2)) & 15] ?? 'NOT_AGREED';
}

/** Whether a disclosure from this cell must be told to the owner. */
export function notifiesOwner(cell: number): boolean {
  return (cell & NOTIFIES_OWNER) !== 0;
}

/** Whether a disclosure from this cell happens under a break-glass grant. */
export function isBreakGlass(cell: number): boolean {
  return (cell & BREAK_GLASS) !== 0;
}

/** Whether the level of this cell is given only because the request carries a justification. */
export function restsOnJustification(cell: number): boolean {
  return (cell & RESTS_ON_JUSTIFICATION) !== 0;
}

/** Compiles one owner's policy for one caller into a flat table. A rule that fails to evaluate denies everything. */
export function compileTable(input: DecisionInput): DecisionTable {
  const rules = readableRules(input);
  const relevant = rules?.filter((rule) => isAboutCaller(rule, input.recipient) && hasBegun(rule, input.today)) ?? [];
  const index = createSituationIndex(ageCuts(relevant));
  const cells = new Uint32Array((index.size + 1) * CATEGORIES.length).fill(withheldCell(NOT_AGREED));
  // INVARIANT: a rule that fails to evaluate hides.
  if (rules !== null) {
    const refusal = refusedFromTheStart(input);
    if (refusal !== null)
      cells.fill(withheldCell(WITHHELD_REASONS.indexOf(refusal)), 0, index.size * CATEGORIES.length);
    else fillCells(cells, { input, relevant, index });
  }
  return { cells, consentStride: index.consentStride, base: index.base };
}

function readableRules(input: DecisionInput): PolicyRule[] | null {
  try {
    return parsePolicyRules(input.policy.rules);
  } catch {
    return null;
  }
}

/** What makes integrity NONE before any rule is read: the role, then the purpose. Own staff need no purpose. */
function refusedFromTheStart({ recipient, purpose, policy }: DecisionInput): WithheldReason | null {
  const { role } = recipient;
  if (!ROLES.includes(role) || ROLES_WITHOUT_CHILD_RECORDS.includes(role)) return 'ROLE_NOT_PERMITTED';
  if (recipient.organisation === policy.owner) return null;
  if (purpose === null) return 'PURPOSE_MISSING';
  return mayDeclare(purpose, recipient) ? null : 'PURPOSE_NOT_PERMITTED';
}

function mayDeclare(purpose: Purpose, { role, agency, purposes }: Recipient): boolean {
  const declarable = role === 'PARTNER_SYSTEM' ? (purposes ?? []) : PURPOSES_OF_ROLE[role];
  const onlyFor = AGENCY_OF_PURPOSE[purpose] ?? agency;
  // A token may name what it likes: a purpose that the hub does not know opens nothing.
  return PURPOSES.includes(purpose) && declarable.includes(purpose) && onlyFor === agency;
}

interface Compilation {
  input: DecisionInput;
  /** The rules in force about the caller. */
  relevant: readonly PolicyRule[];
  index: ReturnType<typeof createSituationIndex>;
}

/** All that decides one category's cells, but for the situation. */
interface CategoryPlan {
  isOwnStaff: boolean;
  needsAllocation: boolean;
  permits: readonly Permit[];
  caps: readonly Cap[];
  /** The safeguarding minimum, and the concern from which it holds. */
  minimum: number;
  minimumConcern: number;
  breakGlass: number;
  /** How far break-glass re-opens a SEALED record: as far as the owner permits this caller at all, of sealed records. */
  reopened: number;
}

function fillCells(cells: Uint32Array, compilation: Compilation): void {
  const plans = CATEGORIES.map((category) => planCategory(category, compilation));
  let at = 0;
  for (let situation = 0; situation < compilation.index.size; situation++) {
    const digits = compilation.index.digits(situation);
    for (const plan of plans) cells[at++] = decide(plan, digits);
  }
}

function planCategory(category: DataCategory, { input, relevant, index }: Compilation): CategoryPlan {
  const { minimum, purpose, recipient, policy } = input;
  const rules = relevant.filter((rule) => rule.categories.length === 0 || rule.categories.includes(category));
  const permits = rules.filter((rule) => rule.kind === 'PERMIT').map((rule) => compilePermit(rule, input, index));
  const ofSealed = permits.filter((permit) => permit.reachesSealed && permit.always === 0);
  const agreed = purpose !== null && minimum.purposes.includes(purpose) ? minimum.levels[category] : undefined;
  return {
    isOwnStaff: recipient.organisation === policy.owner,
    needsAllocation: recipient.role === 'ADVOCATE',
    permits,
    caps: rules.filter((rule) => rule.kind === 'CAP').flatMap((rule) => compileCap(rule, input, index)),
    minimum: agreed === undefined ? NONE : LEVELS.indexOf(agreed),
    minimumConcern: CONCERN_INDEX[minimum.minimumConcern],
    breakGlass: category === 'INTELLIGENCE' ? SUMMARY : FULL,
    reopened: Math.max(EXISTENCE, ...ofSealed.map((permit) => permit.level)),
  };
}

/** level = min(integrity, cap, max(safeguarding minimum, permitted)) */
function decide(plan: CategoryPlan, digits: Digits): number {
  if (plan.needsAllocation && digits.relationship < ALLOCATED) return withheldCell(NO_RELATIONSHIP);
  const ruleCap = capOfRules(plan, digits);
  if (plan.isOwnStaff) return ruleCap | sameReason(CAPPED);

  const markingCap = capOfMarking(plan, digits);
  const permitted = permittedBy(plan, digits);
  const level = Math.min(ruleCap, markingCap, permitted.level);
  let cell = level | dutiesOf(level, permitted, digits);
  for (let asked = level + 1; asked <= FULL; asked++) {
    let reason = reasonOfScore(permitted.nearest[asked - 1]!, digits);
    if (ruleCap < asked) reason = CAPPED;
    if (markingCap < asked) reason = reasonOfMarking(digits);
    cell |= reason << (asked * 4 - 2);
  }
  return cell;
}

/** A duty binds where the level cannot be had without it; under a break-glass grant every disclosure is told to the owner. */
function dutiesOf(level: number, permitted: Permitted, digits: Digits): number {
  const underGrant = digits.breakGlass === 1 && level > NONE ? BREAK_GLASS | NOTIFIES_OWNER : 0;
  const notice = level > permitted.withoutNotice ? NOTIFIES_OWNER : 0;
  const justification = level > permitted.withoutJustification ? RESTS_ON_JUSTIFICATION : 0;
  return underGrant | notice | justification;
}

interface Permitted {
  level: number;
  /** The score of the nearest PERMIT, for the asked levels EXISTENCE, SUMMARY, FULL. */
  nearest: [number, number, number];
  /** The level to be had without telling the owner; without a justification. */
  withoutNotice: number;
  withoutJustification: number;
}

function permittedBy(plan: CategoryPlan, digits: Digits): Permitted {
  const agreed = digits.concern >= plan.minimumConcern ? plan.minimum : NONE;
  const granted = Math.max(agreed, digits.breakGlass === 1 ? plan.breakGlass : NONE);
  const nearest: [number, number, number] = [NO_PERMIT, NO_PERMIT, NO_PERMIT];
  const permitted: Permitted = { level: granted, nearest, withoutNotice: granted, withoutJustification: granted };
  for (const each of plan.permits) {
    const score = scoreOf(each, digits);
    for (let asked = 0; asked < each.level; asked++) if (score < nearest[asked]!) nearest[asked] = score;
    if (score === 0) match(each, permitted, digits);
  }
  return permitted;
}

function match({ level, notifies, restsOnJustification: rests }: Permit, permitted: Permitted, digits: Digits): void {
  if (level > permitted.level) permitted.level = level;
  if (level > permitted.withoutNotice && !notifies) permitted.withoutNotice = level;
  if (level > permitted.withoutJustification && !rests[digits.consent]!) permitted.withoutJustification = level;
}

function capOfRules(plan: CategoryPlan, digits: Digits): number {
  let level: number = FULL;
  for (const cap of plan.caps) if (cap.level < level && binds(cap, digits)) level = cap.level;
  return level;
}

function capOfMarking(plan: CategoryPlan, digits: Digits): number {
  if (digits.handling === HANDLING.SEALED) return digits.breakGlass === 1 ? plan.reopened : EXISTENCE;
  return digits.handling === HANDLING.CONDITIONAL || digits.handling === HANDLING.HIDDEN ? NONE : FULL;
}

function reasonOfMarking(digits: Digits): number {
  if (digits.handling === HANDLING.SEALED) return SEALED;
  // Nothing names a HIDDEN record: whoever met this reason would read what they read where nothing is agreed.
  return digits.handling === HANDLING.CONDITIONAL ? CONDITIONAL : NOT_AGREED;
}

function sameReason(reason: number): number {
  return (reason << 2) | (reason << 6) | (reason << 10);
}

function withheldCell(reason: number): number {
  return NONE | sameReason(reason);
}
