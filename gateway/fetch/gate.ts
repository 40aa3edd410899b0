/** What the executor asks before it sends anything, and before it keeps a record. Answered by the disclosure of the request. */

/** A label by index: category into CATEGORIES, level into LEVELS. */
export interface Label {
  readonly category: number;
  readonly level: number;
}

/** The key of a record, as its owner returned it. */
export interface RecordKey {
  readonly __typename: string;
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: string;
}

/** The fields that one fetch would bring, where they would stand in the answer, and under which label. */
export interface LabelledFetch {
  readonly sector: string;
  readonly label: Label;
  /** Answer paths of the fields, `*` for list positions. */
  readonly spots: readonly (readonly string[])[];
}

/** ASK: send it. EMPTY: nobody holds any, and the caller may know that. WITHHOLD: leave it out; it reads null. */
export type Verdict = 'ASK' | 'EMPTY' | 'WITHHOLD';

/** The entity at which labelled fields hang: a child, a record of the same sector, or a record of another sector. */
export type Target =
  | { readonly kind: 'CHILD'; readonly childId: string }
  | { readonly kind: 'OWN_RECORD'; readonly key: RecordKey }
  | { readonly kind: 'FOREIGN_RECORD'; readonly key: RecordKey };

/** An entity whose fields are decided: looked up once, however many fetches ask about it. */
export interface Subject {
  /** Decides one representation of one labelled fetch; `positions` is how often it stands in the answer. */
  offer(fetch: LabelledFetch, positions: number): Verdict;
}

export interface Gate {
  /** Reads what the decisions about these children need. INVARIANT: awaited before any other call about them. */
  prepare(childIds: ReadonlySet<string>): Promise<void>;
  about(target: Target): Subject;
  /** Whether this record may be in the answer at all, at the places given. */
  admits(key: RecordKey, needs: readonly Label[], spot: readonly string[]): boolean;
  /** Notes that a list of records at the root shows only what may be known. */
  listed(category: number, spot: readonly string[]): void;
  /** Notes that what was asked for could not be had. */
  unavailable(fetch: LabelledFetch, target: Target, positions: number): void;
}
