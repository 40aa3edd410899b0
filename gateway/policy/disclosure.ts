import { CATEGORIES, LEVELS, SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import type { DataCategory, Sector } from '../../schema/vocabulary';
import { levelOf, reasonOf } from './compile';
import { categoryDecisions, type CategoryDecision } from './category-decisions';
import type { ChildContext } from './context';
import { createWithheldList, linesOf, type LedgerLine, type Withheld } from './ledger';
import { reasonWithoutRelationship } from './reasons';
import { isOpenedByGrant, note, type Denied, type Fetch, type Key, type Label, type Target } from './requested';
import { createStandings, handlingFor, ownersIn, viewOf, type DisclosureInput, type Standing } from './standing';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const CONSENT = CATEGORIES.indexOf('CONSENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');
const SUMMARY = LEVELS.indexOf('SUMMARY');

/** The categories of which a sector keeps records. */
type CategoriesOf = (sector: Sector) => readonly DataCategory[];

/** The standings of one child's owners, as far as they were asked for. */
interface Standings {
  readonly known: Map<string, Standing>;
  readonly create: (owner: string) => Standing;
}

/**
 * Decides for one request, and keeps account of it. Pure but for the `load` of its input, which reads the children's
 * sharing context afresh. INVARIANT: whatever is not known - a child, an owner's policy, a handling - is withheld.
 */
export class Disclosure {
  readonly #input: DisclosureInput;
  readonly #contexts = new Map<string, ChildContext | null>();
  readonly #standings = new Map<ChildContext, Standings>();
  /** Whether the caller may know of a sector's involvement with a child; the same for every fetch of a request. */
  readonly #told = new Map<ChildContext, Map<string, boolean>>();
  readonly #withheld = createWithheldList();

  constructor(input: DisclosureInput) {
    this.#input = input;
  }

  /** Reads the sharing context of children that have not been read in this request. Throws what reading throws. */
  async prepare(childIds: ReadonlySet<string>): Promise<void> {
    const wanted = [...childIds].filter((id) => !this.#contexts.has(id));
    if (wanted.length === 0) return;
    const loaded = await this.#input.load(wanted);
    for (const id of wanted) this.#contexts.set(id, loaded.get(id) ?? null);
  }

  /** Decides one representation of one labelled fetch, which stands at so many positions of the answer. */
  offer(fetch: Fetch, target: Target, positions: number): 'ASK' | 'EMPTY' | 'WITHHOLD' {
    const context = this.#contextOf(target);
    if (target.kind === 'OWN_RECORD')
      return context ? this.#offerRecord(fetch, { context, key: target.key, positions }) : 'WITHHOLD';
    if (context) return this.#offerChild(fetch, context, positions);
    this.#denyUnnamed(null, fetch, positions);
    return 'WITHHOLD';
  }

  /** Whether a record may be in the answer at all. */
  admits(key: Key, needs: readonly Label[], spot: readonly string[]): boolean {
    const context = this.#contexts.get(key.subjectId);
    if (!context) return false;
    const standing = this.#standingOf(context, key.ownerId);
    const failing = needs.find((need) => levelOf(standing.cellOf(need.category, key)) < need.level);
    if (!failing) {
      for (const need of needs) note(standing, need, standing.cellOf(need.category, key));
      return true;
    }
    // A record is left out without a word, but for a marking that is meant to be seen.
    const handling = handlingFor(context, key);
    const isMarked = handling === 'CONDITIONAL' || handling === 'SEALED';
    const unmarked = standing.cellOf(failing.category, { id: key.id, handling: 'OPEN' });
    if (isMarked && levelOf(unmarked) >= failing.level) {
      const cell = standing.cellOf(failing.category, key);
      this.#deny(context, standing, { label: failing, spots: [spot], cell, count: 1, key });
    }
    return false;
  }

  /** A list at the root shows what the caller may know of; only what no child could change is told. */
  listed(category: number, spot: readonly string[]): void {
    const { refusal } = this.#input;
    if (refusal === null) return;
    const denial = {
      spots: [spot],
      owner: null,
      category,
      level: EXISTENCE,
      granted: 0,
      reason: refusal,
      count: 1,
      breakGlass: false,
    };
    this.#withheld.add(denial);
  }

  /** Takes back what an owner that did not answer would have disclosed. */
  unavailable(fetch: Fetch, target: Target, count: number): void {
    const context = this.#contextOf(target);
    if (!context) return;
    const { label, spots } = fetch;
    const bit = 1 << label.level;
    const owners = target.kind === 'OWN_RECORD' ? [target.key.ownerId] : ownersIn(this.#input, context, fetch);
    for (const owner of owners) {
      const standing = this.#standingOf(context, owner);
      const { disclosed } = standing.account;
      if ((disclosed[label.category]! & bit) === 0) continue;
      disclosed[label.category]! &= ~bit;
      const cell = standing.cell(label.category, 'OPEN');
      this.#deny(context, standing, { label, spots, cell, count, reason: 'OWNER_UNAVAILABLE' });
    }
  }

  /** What the caller did not get, for the answer. */
  withheld(): Withheld[] {
    return this.#withheld.entries();
  }

  /** What was decided, for the log. */
  lines(): LedgerLine[] {
    const standings = [...this.#standings.values()].flatMap(({ known }) => [...known.values()]);
    return linesOf(standings.map(({ account }) => account));
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
      note(standing, { category: INVOLVEMENT, level: EXISTENCE }, standing.cell(INVOLVEMENT, 'OPEN'));
    }
  }

  /** Of these organisations, those whose judgement of a child the caller may know. */
  async judgesSharing(childId: string, judges: readonly string[]): Promise<Set<string>> {
    await this.prepare(new Set([childId]));
    const context = this.#contexts.get(childId);
    if (!context) return new Set();
    const shares = (judge: string) => levelOf(this.#standingOf(context, judge).cell(INVOLVEMENT, 'OPEN')) >= SUMMARY;
    return new Set(judges.filter(shares));
  }

  /** The organisations of whose involvement with a child the caller may know. */
  async ownersToldOf(childId: string): Promise<string[]> {
    await this.prepare(new Set([childId]));
    return this.#toldOwners(childId).map(({ account }) => account.owner);
  }

  /** What each owner whom the caller may know of would share of a child, by the categories that its sector holds. */
  async decisions(childId: string, categoriesOf: CategoriesOf): Promise<CategoryDecision[]> {
    await this.prepare(new Set([childId]));
    const told = this.#toldOwners(childId).map(({ account }) => account.owner);
    return told.flatMap((owner) => this.#decisionsOf(childId, owner, categoriesOf));
  }

  /** Drops what was read of these children: a mutation changed it. What was decided before stays on the account. */
  forget(childIds: readonly string[]): void {
    for (const id of childIds) this.#contexts.delete(id);
  }

  /** Notes that a consent was raised against what these organisations recorded, and that they be told. */
  async consentRaised(childId: string, against: readonly string[]): Promise<void> {
    await this.prepare(new Set([childId]));
    const context = this.#contexts.get(childId);
    for (const owner of context ? against : []) {
      const { account } = this.#standingOf(context!, owner);
      account.disclosed[CONSENT]! |= 1 << EXISTENCE;
      account.notify[CONSENT] = 1;
    }
  }

  #decisionsOf(childId: string, owner: string, categoriesOf: CategoriesOf): CategoryDecision[] {
    const context = this.#contexts.get(childId);
    const agency = context?.involved.find(({ organisation }) => organisation === owner)?.agency;
    if (!context || !agency) return [];
    const categories = categoriesOf(SECTOR_OF_AGENCY[agency]);
    const { relationship } = context;
    return categoryDecisions(this.#standingOf(context, owner), categories, { relationship, handling: 'OPEN' });
  }

  #contextOf(target: Target): ChildContext | null {
    return this.#contexts.get(target.kind === 'CHILD' ? target.childId : target.key.subjectId) ?? null;
  }

  #standingOf(context: ChildContext, owner: string): Standing {
    let ofChild = this.#standings.get(context);
    if (!ofChild) {
      ofChild = { known: new Map(), create: createStandings(this.#input, context) };
      this.#standings.set(context, ofChild);
    }
    let standing = ofChild.known.get(owner);
    if (!standing) ofChild.known.set(owner, (standing = ofChild.create(owner)));
    return standing;
  }

  #tellsInvolvement(context: ChildContext, sector: string): boolean {
    let ofChild = this.#told.get(context);
    if (!ofChild) this.#told.set(context, (ofChild = new Map()));
    let isTold = ofChild.get(sector);
    if (isTold === undefined) {
      isTold = viewOf(this.#input, context, sector).tellsInvolvement();
      ofChild.set(sector, isTold);
    }
    return isTold;
  }

  #toldOwners(childId: string): Standing[] {
    const context = this.#contexts.get(childId);
    const all = (context?.involved ?? []).map(({ organisation }) => this.#standingOf(context!, organisation));
    return all.filter(({ isTold }) => isTold);
  }

  #offerRecord(fetch: Fetch, at: { context: ChildContext; key: Key; positions: number }): 'ASK' | 'WITHHOLD' {
    const { label, spots } = fetch;
    const standing = this.#standingOf(at.context, at.key.ownerId);
    const cell = standing.cellOf(label.category, at.key);
    if (levelOf(cell) < label.level) {
      this.#deny(at.context, standing, { label, spots, cell, count: at.positions, key: at.key });
      return 'WITHHOLD';
    }
    note(standing, label, cell);
    return 'ASK';
  }

  /** Fields of a child, or of another sector's record: whoever of the sector is involved might own what comes back. */
  #offerChild(fetch: Fetch, context: ChildContext, count: number): 'ASK' | 'EMPTY' | 'WITHHOLD' {
    const { label, spots } = fetch;
    const owners = ownersIn(this.#input, context, fetch);
    let allowed = 0;
    for (const owner of owners) {
      const standing = this.#standingOf(context, owner);
      const cell = standing.cell(label.category, 'OPEN');
      if (levelOf(cell) >= label.level) {
        allowed++;
        note(standing, label, cell);
      } else {
        this.#deny(context, standing, { label, spots, cell, count });
      }
    }
    const isTold = this.#tellsInvolvement(context, fetch.sector);
    // INVARIANT: whether this entry stands in the answer does not depend on who is involved.
    if (!isTold) this.#denyUnnamed(context, fetch, count);
    if (allowed > 0) return 'ASK';
    if (owners.length > 0 || !isTold) return 'WITHHOLD';
    return fetch.sector === 'hub' ? 'ASK' : 'EMPTY';
  }

  /** Withholds what one owner does not share; names it to those who may know of its involvement, or whom it named itself. */
  #deny(context: ChildContext, standing: Standing, denied: Denied): void {
    const { category, level } = denied.label;
    const reason = denied.reason ?? reasonWithoutRelationship(reasonOf(denied.cell, level), context.relationship);
    standing.account.withheld.set(category * 4 + level, reason);
    if (!standing.isTold && !(denied.key && standing.isNamedIn(denied.key))) return;
    const { spots, count } = denied;
    const { owner } = standing.account;
    // What an owner that does not answer would have given is not to be had by a grant either.
    const wouldOpen = denied.reason === undefined && isOpenedByGrant(standing, denied);
    this.#withheld.add({
      spots,
      owner,
      category,
      level,
      granted: levelOf(denied.cell),
      reason,
      count,
      breakGlass: wouldOpen,
    });
  }

  /** The entry that stands in every answer in which an owner of the sector might be left unnamed. */
  #denyUnnamed(context: ChildContext | null, { sector, label, spots }: Fetch, count: number): void {
    const view = context ? viewOf(this.#input, context, sector) : null;
    const common = view?.reason(label.category, label.level) ?? 'NO_RELATIONSHIP';
    const breakGlass = view?.opensByBreakGlass(label.category, label.level) ?? false;
    const reason = this.#input.refusal ?? reasonWithoutRelationship(common, context?.relationship ?? 'NONE');
    this.#withheld.add({ spots, owner: null, ...label, granted: 0, reason, count, breakGlass });
  }
}
