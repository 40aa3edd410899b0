import { type Handling, type Purpose, type Role } from '../../schema/vocabulary';

/** How a review ends. */
export type ReviewOutcome = 'JUSTIFIED' | 'NOT_JUSTIFIED';

/** A grant as it is kept. */
export interface BreakGlassRow {
  readonly id: string;
  readonly childId: string;
  readonly organisation: string;
  readonly subject: string;
  readonly role: Role;
  readonly purpose: Purpose;
  readonly reason: string;
  readonly explanation: string;
  readonly grantedAt: Date;
  readonly expiresAt: Date;
  readonly reviewRule: string;
  readonly reviewDueAt: Date;
  readonly reviewCalendar: string;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
  readonly outcome: ReviewOutcome | null;
  /** Who gave the right back after an outcome that took it. */
  readonly restoredBy: string | null;
  readonly restoredAt: Date | null;
}

/** Which grants are asked for; null leaves a condition out. */
export interface BreakGlassQuery {
  /** Those of this organisation's people, and those for children with whom it is involved. */
  readonly organisation: string;
  /** Of these, only this person's own. */
  readonly holder: string | null;
  readonly reviewed: boolean | null;
}

/** An organisation that is involved with a child, and how its involvement is marked. */
export interface InvolvedOwner {
  readonly organisation: string;
  readonly handling: Handling;
}

export interface BreakGlassReads {
  findBreakGlassGrant(id: string): Promise<BreakGlassRow | null>;
  /** The newest 500, those that await their review before all others. */
  findBreakGlassGrants(query: BreakGlassQuery): Promise<BreakGlassRow[]>;
}

export interface BreakGlassWrites {
  /** Waits until no other grant to this person is under way. */
  lockHolder(holder: { readonly organisation: string; readonly subject: string }): Promise<void>;
  /** This person's grants that were not reviewed, or were found not justified and not made good, the oldest first. */
  findUnsettledGrants(holder: { readonly organisation: string; readonly subject: string }): Promise<BreakGlassRow[]>;
  findInvolvedOwners(childId: string): Promise<InvolvedOwner[]>;
  grantBreakGlass(row: BreakGlassRow): Promise<void>;
  /** Holds a grant until the transaction ends; null when there is none. */
  lockGrant(id: string): Promise<BreakGlassRow | null>;
  reviewGrant(id: string, review: { by: string; at: Date; outcome: ReviewOutcome }): Promise<void>;
  restoreRight(id: string, restored: { by: string; at: Date }): Promise<void>;
}
