import { CATEGORIES, CONSENT_STATES, LEVELS, SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import type { Sector, WithheldReason } from '../../schema/vocabulary';
import { ageOn } from './age';
import { levelOf, type DecisionTable } from './compile';
import type { ChildContext } from './context';
import { openAccount, type Account } from './ledger';
import { commonReason } from './reasons';
import type { EffectiveHandling, Situation } from './rule';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const CONSENT = CATEGORIES.indexOf('CONSENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');
const SUMMARY = LEVELS.indexOf('SUMMARY');

/** A packed decision that gives nothing, where there is no table to look it up in. */
const NOTHING = 0;

/** What every organisation of a sector would say, so that an answer does not depend on which of them is involved. */
export interface SectorView {
  /** Whether each of them would let the caller know of its involvement. */
  tellsInvolvement(situation: Situation): boolean;
  /** The reason that stands for all of them. */
  commonReason(situation: Situation, category: number, level: number): WithheldReason;
  /** Whether each of them would give this level under a break-glass grant. */
  opensByBreakGlass(situation: Situation, category: number, level: number): boolean;
}

/** What decisions about one caller in one request are made from. */
export interface DisclosureInput {
  readonly organisation: string;
  /** Whether the caller's role and purpose are such as a break-glass grant is given to. */
  readonly mayBreakGlass?: boolean;
  readonly justified: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** The decisions of an organisation about this caller; null when it has no policy, and so shares nothing. */
  readonly tableOf: (organisation: string) => DecisionTable | null;
  readonly sectorView: (sector: Sector) => SectorView;
  /** Why this caller gets nothing of anybody else's, whatever the child: role or purpose; null when that is not so. */
  readonly refusal: WithheldReason | null;
  readonly load: (childIds: string[]) => Promise<ReadonlyMap<string, ChildContext>>;
}

/** What of a record's key bears on a decision within one owner and child. */
interface RecordMarking {
  readonly id: string;
  readonly handling: string;
}

/** One owner's table in the situation of one child. */
export interface Standing {
  readonly account: Account;
  /** The packed decision about a category of a record with this handling, in which the caller is not named. */
  cell(category: number, handling: EffectiveHandling): number;
  /** The packed decision about a category of this record. */
  cellOf(category: number, key: RecordMarking): number;
  /** What it would be under a break-glass grant; the same where the caller may have none. */
  cellUnderGrant(category: number, key: RecordMarking): number;
  /** Whether the owner named the caller in this record. */
  isNamedIn(key: { readonly id: string }): boolean;
  /** Whether the caller may know that this owner is involved at all. */
  readonly isTold: boolean;
}

/** Makes the standings of one child's owners; what they share of the child is read once. */
export function createStandings(input: DisclosureInput, context: ChildContext): (owner: string) => Standing {
  const consents = context.consents.map((state) => CONSENT_STATES.indexOf(state));
  const situation = situationOf(input, context);
  return (owner) => createStanding(input, { context, consents, situation }, owner);
}

interface Child {
  readonly context: ChildContext;
  /** By category, positions in CONSENT_STATES. */
  readonly consents: readonly number[];
  readonly situation: Situation;
}

function createStanding(input: DisclosureInput, { context, consents, situation }: Child, owner: string): Standing {
  const table = input.tableOf(owner);
  const isSecret = isSecretly(input, context, owner);
  const asked = createCells(table, { consents, situation });
  const named = createCells(table, { consents, situation: asNamed(situation) });
  const breakGlass = situation.breakGlass || input.mayBreakGlass === true;
  const askedUnderGrant = createCells(table, { consents, situation: { ...situation, breakGlass } });
  const namedUnderGrant = createCells(table, { consents, situation: { ...asNamed(situation), breakGlass } });
  // INVARIANT: who is secretly involved holds nothing as far as others can tell, however its records are marked.
  const markedAs = (handling: EffectiveHandling): EffectiveHandling => (isSecret ? 'HIDDEN' : handling);
  const isNamedIn = ({ id }: { readonly id: string }): boolean => context.namedIn.includes(id);
  const cell = (category: number, handling: EffectiveHandling) => asked(category, markedAs(handling));
  return {
    account: openAccount(context.childId, owner),
    cell,
    cellOf: (category, key) => (isNamedIn(key) ? named : asked)(category, markedAs(handlingFor(context, key))),
    cellUnderGrant(category, key) {
      const cellsOf = isNamedIn(key) ? namedUnderGrant : askedUnderGrant;
      return cellsOf(category, markedAs(handlingFor(context, key)));
    },
    isNamedIn,
    isTold: levelOf(cell(INVOLVEMENT, 'OPEN')) >= EXISTENCE,
  };
}

/** Looks decisions up in one situation; where each handling lies is found once. */
function createCells(table: DecisionTable | null, { consents, situation }: Pick<Child, 'consents' | 'situation'>) {
  const bases = new Map<EffectiveHandling, number>();
  return (category: number, handling: EffectiveHandling): number => {
    if (!table) return NOTHING;
    let base = bases.get(handling);
    if (base === undefined) bases.set(handling, (base = table.base({ ...situation, handling })));
    return table.cells[base + (consents[category] ?? -1) * table.consentStride + category] ?? NOTHING;
  };
}

/** Whoever an owner names in a record works with the child as far as that record goes; more than that it does not become. */
function asNamed(situation: Situation): Situation {
  return situation.relationship === 'NONE' ? { ...situation, relationship: 'INVOLVED' } : situation;
}

/** The situation of a child with an OPEN record; the consent is the first state, from which a table counts on. */
export function situationOf(input: DisclosureInput, context: ChildContext): Situation {
  return {
    consent: CONSENT_STATES[0],
    relationship: context.relationship,
    concern: context.concern,
    handling: 'OPEN',
    age: context.bornOn === null ? null : ageOn(context.bornOn, input.today),
    breakGlass: context.breakGlass,
    justified: input.justified,
  };
}

/** The situation in which one category of a child is decided. */
export function situationFor(input: DisclosureInput, context: ChildContext, category: number): Situation {
  return { ...situationOf(input, context), consent: context.consents[category] ?? 'NOT_SOUGHT' };
}

const SECTORS_OF_OWNERS = Object.values(SECTOR_OF_AGENCY);

/** What a sector says of a child; the hub's own fields belong to the organisations of every sector. */
export function viewOf(input: DisclosureInput, context: ChildContext, sector: string) {
  const views = sectorsBehind(sector).map((each) => input.sectorView(each));
  const involvement = situationFor(input, context, INVOLVEMENT);
  return {
    tellsInvolvement: () => views.length > 0 && views.every((view) => view.tellsInvolvement(involvement)),
    reason(category: number, level: number): WithheldReason {
      const situation = situationFor(input, context, category);
      return commonReason(views.map((view) => view.commonReason(situation, category, level)));
    },
    opensByBreakGlass(category: number, level: number): boolean {
      if (views.length === 0 || input.mayBreakGlass !== true) return false;
      const situation = { ...situationFor(input, context, category), breakGlass: true };
      return views.every((view) => view.opensByBreakGlass(situation, category, level));
    },
  };
}

function sectorsBehind(sector: string): Sector[] {
  if (sector === 'hub') return SECTORS_OF_OWNERS;
  return SECTORS_OF_OWNERS.filter((each) => each === sector);
}

/** The organisations to which fields of this label might belong, of those that are known to be involved with a child. */
export function ownersIn(
  input: DisclosureInput,
  context: ChildContext,
  { sector, label }: { sector: string; label: { category: number; level: number } },
): string[] {
  return candidates(context, { sector, label }).filter((owner) => !isSecretly(input, context, owner));
}

function candidates(
  context: ChildContext,
  { sector, label }: { sector: string; label: { category: number; level: number } },
): string[] {
  if (sector === 'hub' && label.category === CONSENT) return context.consentRecorders;
  if (sector === 'hub' && label.category === INVOLVEMENT && label.level === SUMMARY) return context.concernRecorders;
  return context.involved
    .filter(({ agency }) => sectorsBehind(sector).includes(SECTOR_OF_AGENCY[agency]))
    .map(({ organisation }) => organisation);
}

/** Whether an organisation is involved with a child in a way that others must not learn of. */
function isSecretly({ organisation }: DisclosureInput, { involved }: ChildContext, owner: string): boolean {
  if (owner === organisation) return false;
  return involved.some((each) => each.organisation === owner && each.handling === 'HIDDEN');
}

/** A record's marking as it concerns this caller. INVARIANT: a marking that is not known hides. */
export function handlingFor(context: ChildContext, key: RecordMarking): EffectiveHandling {
  switch (key.handling) {
    case 'OPEN':
    case 'SEALED':
      return key.handling;
    case 'CONDITIONAL':
      return context.namedIn.includes(key.id) ? 'CONDITIONAL_NAMED' : 'CONDITIONAL';
    default:
      return 'HIDDEN';
  }
}
