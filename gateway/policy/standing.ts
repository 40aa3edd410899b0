import { CATEGORIES, CONSENT_STATES, LEVELS, SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import type { WithheldReason } from '../../schema/vocabulary';
import { levelOf, type DecisionTable } from './compile';
import type { ChildContext } from './context';
import type { DisclosureInput } from './input';
import { openAccount, type Account } from './ledger';
import type { EffectiveHandling } from './rule';
import { HANDLING } from './situation-index';
import type { SharedSituation, Situations } from './situations';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const CONSENT = CATEGORIES.indexOf('CONSENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');
const SUMMARY = LEVELS.indexOf('SUMMARY');

/** A packed decision that gives nothing, where there is no table to look it up in. */
const NOTHING = 0;

/** One owner's table in the situation of one child. */
export class Standing {
  readonly account: Account;
  /** Whether the caller may know that this owner is involved at all. */
  readonly isTold: boolean;
  readonly #cells: Uint32Array | null;
  readonly #bases: readonly number[];
  readonly #namedBases: readonly number[];
  /** By category, where in the table its consent counts from. */
  readonly #consentOffsets: readonly number[];
  readonly #isSecret: boolean;
  readonly #child: Child;
  readonly #table: DecisionTable | null;

  constructor(child: Child, owner: string, table: DecisionTable | null) {
    this.account = openAccount(child.context.childId, owner);
    this.#cells = table ? table.cells : null;
    this.#bases = table ? child.shared.basesIn(table) : [];
    this.#namedBases = table ? child.sharedAsNamed.basesIn(table) : [];
    this.#consentOffsets = table ? child.consentOffsets(table.consentStride) : [];
    this.#isSecret = child.isSecretly(owner);
    this.#child = child;
    this.#table = table;
    this.isTold = levelOf(this.cell(INVOLVEMENT, HANDLING.OPEN)) >= EXISTENCE;
  }

  /**
   * The packed decision about a category of a record with this handling, given by its position in HANDLING. Whoever the
   * owner names in a record works with the child as far as that record goes.
   */
  cell(category: number, marked: number, isNamed = false): number {
    if (this.#cells === null) return NOTHING;
    return this.#look(category, marked, isNamed ? this.#namedBases : this.#bases);
  }

  /** What `cell` would be if the caller broke the glass; the same where its role or purpose does not let it. */
  cellUnderGrant(category: number, marked: number, isNamed = false): number {
    if (this.#table === null) return NOTHING;
    const shared = this.#child.underGrant(isNamed);
    return shared ? this.#look(category, marked, shared.basesIn(this.#table)) : this.cell(category, marked, isNamed);
  }

  #look(category: number, marked: number, bases: readonly number[]): number {
    if (this.#cells === null) return NOTHING;
    // INVARIANT: who is secretly involved holds nothing as far as others can tell, however its records are marked.
    const base = bases[this.#isSecret ? HANDLING.HIDDEN : marked]!;
    return this.#cells[base + this.#consentOffsets[category]! + category] ?? NOTHING;
  }
}

/** One child in one request: what of it is the same for every field that is decided. */
export class Child {
  readonly context: ChildContext;
  readonly shared: SharedSituation;
  /** As `shared`, for a record in which its owner names the caller; more than involvement it does not become. */
  readonly sharedAsNamed: SharedSituation;
  readonly #input: DisclosureInput;
  readonly #situations: Situations;
  readonly #standings = new Map<string, Standing>();
  readonly #owners = new Map<string, readonly Standing[]>();
  readonly #told = new Map<string, boolean>();
  #offsets: readonly number[] = [];
  #stride = 0;

  constructor(input: DisclosureInput, situations: Situations, context: ChildContext) {
    this.#input = input;
    this.#situations = situations;
    this.context = context;
    this.shared = situations.of(context);
    const isStranger = context.relationship === 'NONE';
    this.sharedAsNamed = isStranger ? situations.of({ ...context, relationship: 'INVOLVED' }) : this.shared;
  }

  standing(owner: string): Standing {
    let standing = this.#standings.get(owner);
    if (!standing) {
      standing = new Standing(this, owner, this.#input.tableOf(owner));
      this.#standings.set(owner, standing);
    }
    return standing;
  }

  /** What happened so far between this child and its owners. */
  accounts(): Account[] {
    return Array.from(this.#standings.values(), ({ account }) => account);
  }

  /** The organisations to which fields of this label might belong, of those that are known to be involved. */
  ownersIn(sector: string, label: { readonly category: number; readonly level: number }): readonly Standing[] {
    const kind = sector === 'hub' ? kindOfHubLabel(label) : 'INVOLVED';
    const key = kind === 'INVOLVED' ? sector : kind;
    let owners = this.#owners.get(key);
    if (!owners) {
      const known = candidates(this.context, sector, kind).filter((owner) => !this.isSecretly(owner));
      this.#owners.set(key, (owners = known.map((owner) => this.standing(owner))));
    }
    return owners;
  }

  /** Whether the caller may know which organisations of a sector are involved; the same whoever is. */
  tellsInvolvement(sector: string): boolean {
    let isTold = this.#told.get(sector);
    if (isTold === undefined) {
      isTold = this.shared.tellsInvolvement(sector, this.#consentOf(INVOLVEMENT));
      this.#told.set(sector, isTold);
    }
    return isTold;
  }

  /** The reason that stands for a whole sector. */
  commonReason(sector: string, { category, level }: { category: number; level: number }): WithheldReason {
    return this.shared.commonReason(sector, { category, level, consent: this.#consentOf(category) });
  }

  /** The situation in which the caller had broken the glass; null where its role or purpose does not let it. */
  underGrant(isNamed: boolean): SharedSituation | null {
    if (this.#input.mayBreakGlass !== true) return null;
    const { situation } = isNamed ? this.sharedAsNamed : this.shared;
    return this.#situations.of({ ...this.context, relationship: situation.relationship, breakGlass: true });
  }

  /** Whether every organisation of a sector would give the caller this under a break-glass grant. */
  isOpenedByGrant(sector: string, { category, level }: { category: number; level: number }): boolean {
    const asked = { category, level, consent: this.#consentOf(category) };
    return this.underGrant(false)?.isGivenByAll(sector, asked) ?? false;
  }

  /** Whether its owner named the caller in this record. */
  isNamedIn({ id }: { readonly id: string }): boolean {
    return this.context.namedIn.includes(id);
  }

  /** Whether an organisation is involved in a way that others must not learn of. */
  isSecretly(owner: string): boolean {
    if (owner === this.#input.organisation) return false;
    return this.context.involved.some((each) => each.organisation === owner && each.handling === 'HIDDEN');
  }

  consentOffsets(stride: number): readonly number[] {
    if (stride !== this.#stride) {
      this.#stride = stride;
      // INVARIANT: a consent that is not in the vocabulary leads out of the table, where nothing is given.
      const place = (state: ChildContext['consents'][number]): number => {
        const index = CONSENT_STATES.indexOf(state);
        return index < 0 ? NaN : index * stride;
      };
      this.#offsets = CATEGORIES.map((_, category) => {
        const state = this.context.consents[category];
        return state === undefined ? NaN : place(state);
      });
    }
    return this.#offsets;
  }

  #consentOf(category: number): ChildContext['consents'][number] {
    return this.context.consents[category] ?? 'NOT_SOUGHT';
  }
}

type OwnersKind = 'CONSENT' | 'CONCERN' | 'INVOLVED';

function kindOfHubLabel({ category, level }: { readonly category: number; readonly level: number }): OwnersKind {
  if (category === CONSENT) return 'CONSENT';
  return category === INVOLVEMENT && level === SUMMARY ? 'CONCERN' : 'INVOLVED';
}

function candidates(context: ChildContext, sector: string, kind: OwnersKind): readonly string[] {
  if (kind === 'CONSENT') return context.consentRecorders;
  if (kind === 'CONCERN') return context.concernRecorders;
  // The hub's own fields belong to the organisations of every sector.
  const involved = context.involved.filter(({ agency }) => sector === 'hub' || SECTOR_OF_AGENCY[agency] === sector);
  return involved.map(({ organisation }) => organisation);
}

/** A record's marking as it concerns this caller. INVARIANT: a marking that is not known hides. */
export function handlingFor(context: ChildContext, key: { id: string; handling: string }): EffectiveHandling {
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
