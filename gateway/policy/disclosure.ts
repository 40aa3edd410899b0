import { CATEGORIES, LEVELS, SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import type { DataCategory, Sector } from '../../schema/vocabulary';
import type { ChildContext } from './context';
import { categoryDecisions, type CategoryDecision } from './category-decisions';
import { levelOf } from './compile';
import type { DisclosureInput } from './input';
import { createWithheldList, linesOf, NOTIFIED, type LedgerLine, type Withheld } from './ledger';
import { reasonWithoutRelationship } from './reasons';
import { HANDLING } from './situation-index';
import { createSituations } from './situations';
import { Child, handlingFor, type Standing } from './standing';
import { deny, note, OwnRecord, type Fetch, type Key, type Label, type Subject } from './subject';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const CONSENT = CATEGORIES.indexOf('CONSENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');
const SUMMARY = LEVELS.indexOf('SUMMARY');

/** The categories of which a sector keeps records. */
type CategoriesOf = (sector: Sector) => readonly DataCategory[];

type Target =
  | { readonly kind: 'CHILD'; readonly childId: string }
  | { readonly kind: 'OWN_RECORD' | 'FOREIGN_RECORD'; readonly key: Key };

/**
 * Decides for one request, and keeps account of it. Pure but for the `load` of its input, which reads the children's
 * sharing context afresh. INVARIANT: whatever is not known - a child, an owner's policy, a handling - is withheld.
 */
export class Disclosure {
  readonly #input: DisclosureInput;
  readonly #children = new Map<string, Child | null>();
  /** Every child that anything was decided about, however often it was read. */
  readonly #decided: Child[] = [];
  readonly #situations: ReturnType<typeof createSituations>;
  readonly #withheld = createWithheldList();

  constructor(input: DisclosureInput) {
    this.#input = input;
    this.#situations = createSituations(input);
  }

  /** Reads the sharing context of children that have not been read in this request. Throws what reading throws. */
  async prepare(childIds: ReadonlySet<string>): Promise<void> {
    const wanted = [...childIds].filter((id) => !this.#children.has(id));
    if (wanted.length === 0) return;
    const loaded = await this.#input.load(wanted);
    for (const id of wanted) {
      const context = loaded.get(id);
      const child = context ? new Child(this.#input, this.#situations, context) : null;
      this.#children.set(id, child);
      if (child) this.#decided.push(child);
    }
  }

  /** What decides about one entity, for every labelled fetch that asks about it; `positions` is how often it stands in the answer. */
  about(target: Target): Subject {
    const child = this.#childOf(target);
    if (target.kind !== 'OWN_RECORD') return { offer: (fetch, positions) => this.#offerChild(fetch, child, positions) };
    if (!child) return { offer: () => 'WITHHOLD' };
    return new OwnRecord(child, target.key, this.#withheld);
  }

  /** Whether a record may be in the answer at all. */
  admits(key: Key, needs: readonly Label[], spot: readonly string[]): boolean {
    const child = this.#children.get(key.subjectId);
    if (!child) return false;
    const standing = child.standing(key.ownerId);
    const marking = handlingFor(child.context, key);
    const handling = HANDLING[marking];
    const isNamed = child.isNamedIn(key);
    const cellOf = (category: number): number => standing.cell(category, handling, isNamed);
    const failing = needs.find((need) => levelOf(cellOf(need.category)) < need.level);
    if (!failing) {
      for (const need of needs) note(standing, need, cellOf(need.category));
      return true;
    }
    // A record is left out without a word, but for a marking that is meant to be seen.
    const isMarked = marking === 'CONDITIONAL' || marking === 'SEALED';
    if (isMarked && levelOf(standing.cell(failing.category, HANDLING.OPEN, isNamed)) >= failing.level) {
      const denied = { label: failing, spots: [spot], cell: cellOf(failing.category), count: 1, isNamed, handling };
      deny(this.#withheld, { child, standing }, denied);
    }
    return false;
  }

  /** A list at the root shows what the caller may know of; only what no child could change is told. */
  listed(category: number, spot: readonly string[]): void {
    const { refusal } = this.#input;
    if (refusal === null) return;
    const denial = { spots: [spot], owner: null, category, level: EXISTENCE, granted: 0, reason: refusal, count: 1 };
    this.#withheld.add({ ...denial, breakGlass: false });
  }

  /** Takes back what an owner that did not answer would have disclosed. */
  unavailable(fetch: Fetch, target: Target, count: number): void {
    const child = this.#childOf(target);
    if (!child) return;
    const { label, spots } = fetch;
    const bit = 1 << label.level;
    const standings =
      target.kind === 'OWN_RECORD' ? [child.standing(target.key.ownerId)] : child.ownersIn(fetch.sector, label);
    for (const standing of standings) {
      const { disclosed } = standing.account;
      if ((disclosed[label.category]! & bit) === 0) continue;
      disclosed[label.category]! &= ~bit;
      const cell = standing.cell(label.category, HANDLING.OPEN);
      deny(this.#withheld, { child, standing }, { label, spots, cell, count, reason: 'OWNER_UNAVAILABLE' });
    }
  }

  /** What the caller did not get, for the answer. */
  withheld(): Withheld[] {
    return this.#withheld.entries();
  }

  /** What was decided, for the log. */
  lines(): LedgerLine[] {
    return linesOf(this.#decided.flatMap((child) => child.accounts()));
  }

  /** Whether what was read of the children is still so; looks again unless it is fresh. Throws what reading throws. */
  async holds(): Promise<boolean> {
    if (this.#children.size === 0 || this.#input.isFresh?.() !== false) return true;
    const now = await this.#input.load([...this.#children.keys()]);
    return [...this.#children].every(([id, child]) => isSame(child?.context, now.get(id)));
  }

  /** The children of whom the caller may know that somebody is involved with them. */
  async mayKnowOf(childIds: readonly string[]): Promise<Set<string>> {
    await this.prepare(new Set(childIds));
    return new Set(childIds.filter((id) => this.#toldOwners(id).length > 0));
  }

  /** Notes that the caller has found these children: it knows now that whoever may be named is involved with them. */
  async found(childIds: readonly string[]): Promise<void> {
    await this.prepare(new Set(childIds));
    for (const standing of childIds.flatMap((id) => this.#toldOwners(id))) {
      note(standing, { category: INVOLVEMENT, level: EXISTENCE }, standing.cell(INVOLVEMENT, HANDLING.OPEN));
    }
  }

  /** Of these organisations, those whose judgement of a child the caller may know. */
  async judgesSharing(childId: string, judges: readonly string[]): Promise<Set<string>> {
    await this.prepare(new Set([childId]));
    const child = this.#children.get(childId);
    if (!child) return new Set();
    const shares = (judge: string) => levelOf(child.standing(judge).cell(INVOLVEMENT, HANDLING.OPEN)) >= SUMMARY;
    return new Set(judges.filter(shares));
  }

  /** The organisations of whose involvement with a child the caller may know. */
  async ownersToldOf(childId: string): Promise<string[]> {
    await this.prepare(new Set([childId]));
    return this.#toldOwners(childId).map(({ account }) => account.owner);
  }

  /**
   * What each owner whom the caller may know of would share of a child, by the categories that its sector holds. It tells
   * who is involved, and is noted as that.
   */
  async decisions(childId: string, categoriesOf: CategoriesOf): Promise<CategoryDecision[]> {
    await this.found([childId]);
    const told = this.#toldOwners(childId).map(({ account }) => account.owner);
    return told.flatMap((owner) => this.#decisionsOf(childId, owner, categoriesOf));
  }

  /** Drops what was read of these children: a mutation changed it. What was decided before stays on the account. */
  forget(childIds: readonly string[]): void {
    for (const id of childIds) this.#children.delete(id);
  }

  /** Notes that a consent was raised against what these organisations recorded, and that they be told. */
  async consentRaised(childId: string, against: readonly string[]): Promise<void> {
    await this.prepare(new Set([childId]));
    const child = this.#children.get(childId);
    if (!child) return;
    for (const owner of against) child.standing(owner).account.disclosed[CONSENT]! |= (1 << EXISTENCE) | NOTIFIED;
  }

  #decisionsOf(childId: string, owner: string, categoriesOf: CategoriesOf): CategoryDecision[] {
    const child = this.#children.get(childId);
    const agency = child?.context.involved.find(({ organisation }) => organisation === owner)?.agency;
    if (!child || !agency) return [];
    const categories = categoriesOf(SECTOR_OF_AGENCY[agency]);
    const { relationship } = child.context;
    return categoryDecisions(child.standing(owner), categories, { relationship, handling: 'OPEN' });
  }

  #childOf(target: Target): Child | null {
    return this.#children.get(target.kind === 'CHILD' ? target.childId : target.key.subjectId) ?? null;
  }

  #toldOwners(childId: string): Standing[] {
    const child = this.#children.get(childId);
    const all = (child?.context.involved ?? []).map(({ organisation }) => child!.standing(organisation));
    return all.filter(({ isTold }) => isTold);
  }

  /** Fields of a child, or of another sector's record: whoever of the sector is involved might own what comes back. */
  #offerChild(fetch: Fetch, child: Child | null, count: number): 'ASK' | 'EMPTY' | 'WITHHOLD' {
    if (!child) {
      this.#denyUnnamed(null, fetch, count);
      return 'WITHHOLD';
    }
    const { label, spots, sector } = fetch;
    const owners = child.ownersIn(sector, label);
    let allowed = 0;
    for (const standing of owners) {
      const cell = standing.cell(label.category, HANDLING.OPEN);
      if (levelOf(cell) >= label.level) {
        allowed++;
        note(standing, label, cell);
      } else {
        deny(this.#withheld, { child, standing }, { label, spots, cell, count });
      }
    }
    const isTold = child.tellsInvolvement(sector);
    // INVARIANT: whether this entry stands in the answer does not depend on who is involved.
    if (!isTold) this.#denyUnnamed(child, fetch, count);
    if (allowed > 0) return 'ASK';
    if (owners.length > 0 || !isTold) return 'WITHHOLD';
    return sector === 'hub' ? 'ASK' : 'EMPTY';
  }

  /** The entry that stands in every answer in which an owner of the sector might be left unnamed. */
  #denyUnnamed(child: Child | null, { sector, label, spots }: Fetch, count: number): void {
    const common = child ? child.commonReason(sector, label) : 'NO_RELATIONSHIP';
    const reason = this.#input.refusal ?? reasonWithoutRelationship(common, child?.context.relationship ?? 'NONE');
    const breakGlass = child?.isOpenedByGrant(sector, label) ?? false;
    this.#withheld.add({ spots, owner: null, ...label, granted: 0, reason, count, breakGlass });
  }
}

function isSame(one: ChildContext | undefined, other: ChildContext | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
