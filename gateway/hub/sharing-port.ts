import {
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type DisclosureLevel,
  type Handling,
  type Purpose,
  type Relationship,
  type Role,
  type WithheldReason,
} from '../../schema/vocabulary';

/** What one owner lets the caller see of one category of a child's records. */
export interface SharingRow {
  readonly owner: string;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly reason: WithheldReason | null;
  readonly breakGlass: boolean;
  /** Ids of the owner's rules that determine it, of a supposed child; for the owner's data officers alone. */
  readonly rules?: readonly string[];
}

/** Somebody whom a data officer asks about, in the place of the caller. */
export interface OtherRecipient {
  readonly organisation: string;
  readonly agency: Agency;
  readonly areas: readonly string[];
  readonly role: Role;
  readonly purpose: Purpose;
  /** A policy version of the asking owner to decide by instead of the active one. */
  readonly version: string | null;
}

/** What is supposed of a child: a caller's statement, and nothing that the hub knows of anybody. */
export interface SupposedFacts {
  readonly relationship: Relationship;
  readonly concern: ConcernLevel;
  /** Of every category, for the recipient's agency. */
  readonly consent: ConsentState;
  /** Of the records; CONDITIONAL ones name the recipient not. */
  readonly handling: Handling;
  /** Completed years; null when it is not known. */
  readonly age: number | null;
  readonly justified: boolean;
}

/** What an owner asks of its own rules. */
export interface Supposition {
  readonly owner: string;
  readonly recipient: OtherRecipient;
  readonly facts: SupposedFacts;
}

/** Answered by the gateway for the caller of this request; the hub itself decides about no disclosure. */
export interface SharingPort {
  /** Of these children, those of whom at least one involved organisation grants the caller INVOLVEMENT at EXISTENCE. */
  mayKnowOf(childIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Puts on the record of the request that the caller has found these children. */
  found(childIds: readonly string[]): Promise<void>;
  /**
   * Whether a break-glass grant would let the caller know that anybody is involved with a child. INVARIANT: false alike
   * for a child that the hub does not have and for one whom all that know it keep hidden.
   */
  wouldOpen(childId: string): Promise<boolean>;
  /** Drops what was read of these children, so that whatever follows in the request is decided by what holds now. */
  forget(childIds: readonly string[]): void;
  /** Puts on record that a consent was raised against what these organisations had recorded, and that they be told. */
  consentRaised(childId: string, against: readonly string[]): Promise<void>;
  /** Of these organisations, those whose judgement of a child the caller may know. */
  judgesSharing(childId: string, judges: readonly string[]): Promise<ReadonlySet<string>>;
  /** The organisations of whose involvement with a child the caller may know. */
  ownersToldOf(childId: string): Promise<readonly string[]>;
  /**
   * The same for children whom a mutation is about to link the caller to; kept apart from the request's decisions, which
   * are to be made by what holds afterwards. Takes the same steps for no child as for several.
   */
  ownersToldBefore(childIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** What the caller may see of a child, by owner of whom it may know, and category. */
  decisions(childId: string): Promise<readonly SharingRow[]>;
  /** What somebody would see of an owner's records of a supposed child. Reads no child's record. */
  explain(supposition: Supposition): Promise<readonly SharingRow[]>;
}
