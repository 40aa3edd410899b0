import type { WithheldReason } from '../../schema/vocabulary';
import { isBreakGlass, levelOf, notifiesOwner, reasonOf } from './compile';
import { NOTIFIED, UNDER_GRANT, type WithheldList } from './ledger';
import { reasonWithoutRelationship } from './reasons';
import { HANDLING } from './situation-index';
import { handlingFor, type Child, type Standing } from './standing';

export interface Label {
  readonly category: number;
  readonly level: number;
}

/** The fields that one labelled fetch would bring. */
export interface Fetch {
  readonly sector: string;
  readonly label: Label;
  readonly spots: readonly (readonly string[])[];
}

export interface Key {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: string;
}

/** An entity whose fields are decided, looked up once for all fetches that ask about it. */
export interface Subject {
  offer(fetch: Fetch, positions: number): 'ASK' | 'EMPTY' | 'WITHHOLD';
}

/** A record of the sector that is asked. Decided by one look into its owner's table for each fetch. */
export class OwnRecord implements Subject {
  readonly #child: Child;
  readonly #standing: Standing;
  readonly #handling: number;
  readonly #isNamed: boolean;
  readonly #withheld: WithheldList;

  constructor(child: Child, key: Key, withheld: WithheldList) {
    this.#child = child;
    this.#standing = child.standing(key.ownerId);
    this.#handling = HANDLING[handlingFor(child.context, key)];
    this.#isNamed = child.isNamedIn(key);
    this.#withheld = withheld;
  }

  offer({ label, spots }: Fetch, count: number): 'ASK' | 'WITHHOLD' {
    const cell = this.#standing.cell(label.category, this.#handling, this.#isNamed);
    if (levelOf(cell) >= label.level) {
      note(this.#standing, label, cell);
      return 'ASK';
    }
    const denied = { label, spots, cell, count, isNamed: this.#isNamed, handling: this.#handling };
    deny(this.#withheld, { child: this.#child, standing: this.#standing }, denied);
    return 'WITHHOLD';
  }
}

interface Denied {
  readonly label: Label;
  readonly spots: readonly (readonly string[])[];
  readonly cell: number;
  readonly count: number;
  readonly reason?: WithheldReason;
  /** Whether the owner named the caller in the record. */
  readonly isNamed?: boolean;
  /** The record's marking by its position in HANDLING; OPEN for a field of a child. */
  readonly handling?: number;
}

/** Withholds what one owner does not share; names it to those who may know of its involvement, or whom it named itself. */
export function deny(withheld: WithheldList, of: { child: Child; standing: Standing }, denied: Denied): void {
  const { category, level } = denied.label;
  const { account, isTold } = of.standing;
  const { relationship } = of.child.context;
  const reason = denied.reason ?? reasonWithoutRelationship(reasonOf(denied.cell, level), relationship);
  (account.withheld ??= new Map()).set(category * 4 + level, reason);
  if (!isTold && denied.isNamed !== true) return;
  const { spots, count } = denied;
  const breakGlass = isOpenedByGrant(of.standing, denied);
  const granted = levelOf(denied.cell);
  withheld.add({ spots, owner: account.owner, category, level, granted, reason, count, breakGlass });
}

/** What an owner that does not answer would have given is not to be had by a grant either. */
function isOpenedByGrant(standing: Standing, { label, reason, handling, isNamed }: Denied): boolean {
  if (reason !== undefined) return false;
  return levelOf(standing.cellUnderGrant(label.category, handling ?? HANDLING.OPEN, isNamed)) >= label.level;
}

/** Keeps account of what one owner's decision disclosed. */
export function note({ account }: Standing, { category, level }: Label, cell: number): void {
  const duties = (notifiesOwner(cell) ? NOTIFIED : 0) | (isBreakGlass(cell) ? UNDER_GRANT : 0);
  account.disclosed[category]! |= (1 << level) | duties;
}
