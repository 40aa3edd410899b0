import { type PolicyRule, type SafeguardingMinimum } from '../policy/rule';

export interface LawfulBasisRow {
  readonly id: string;
  readonly title: string;
  readonly article6: string | null;
  readonly article9: string | null;
  readonly schedule: string | null;
  readonly statute: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export type PolicyStatus = 'DRAFT' | 'SUBMITTED' | 'SCHEDULED' | 'ACTIVE' | 'SUPERSEDED' | 'REJECTED';

export interface PolicyVersionRow {
  readonly id: string;
  readonly owner: string;
  readonly status: PolicyStatus;
  readonly rules: readonly PolicyRule[];
  /** SHA-256 (hex) of the rules. */
  readonly hash: string;
  readonly parent: string | null;
  readonly author: string;
  readonly approvedBy: string | null;
  readonly note: string;
  readonly effectiveFrom: Date | null;
  readonly createdAt: Date;
}

/** A version as it is kept, with what happened to it. */
export interface KeptPolicyVersion extends PolicyVersionRow {
  readonly submittedBy: string | null;
  readonly rejectedBy: string | null;
  readonly rejection: string | null;
  /** Of an emergency tightening: when it ends if nobody approves it, and which version comes back then. */
  readonly revertsAt: Date | null;
  readonly revertsTo: string | null;
}

/** Who takes a step in a version's life, and when. */
export interface PolicyStep {
  readonly id: string;
  readonly by: string;
  readonly at: Date;
}

/** An emergency tightening, which holds at once. */
export interface Tightening {
  readonly version: PolicyVersionRow;
  readonly revertsAt: Date;
  readonly revertsTo: string;
}

/** The steps of policies' lives, within one transaction. Each fails when the database does not allow it. */
export interface PolicyWrites {
  /** Waits until no other step is under way, of any owner: they are rare, and every one is decided by what holds then. */
  lock(): Promise<void>;
  find(owner: string): Promise<KeptPolicyVersion[]>;
  draft(version: PolicyVersionRow): Promise<void>;
  submit(step: PolicyStep): Promise<void>;
  /** Approves for a moment to come; null: from now on. */
  approve(step: PolicyStep, effectiveFrom: Date | null): Promise<void>;
  approveTightening(step: PolicyStep): Promise<void>;
  reject(step: PolicyStep, reason: string): Promise<void>;
  /** Rejects an emergency tightening: what was approved before it holds again. */
  rejectTightening(step: PolicyStep, reason: string): Promise<void>;
  tighten(tightening: Tightening): Promise<void>;
}

/** A change that a data officer of one organisation drafts and one of another decides. */
export interface FourEyesRow<Content extends object = object> {
  readonly id: string;
  readonly status: 'DRAFT' | 'ACTIVE' | 'REJECTED';
  readonly content: Content;
  /** SHA-256 (hex) of the content. */
  readonly hash: string;
  /** What it was drafted to replace, as it was then; null: there was nothing. */
  readonly replaces: string | null;
  readonly author: string;
  readonly authorOrganisation: string;
  readonly decidedBy: string | null;
  readonly decidedByOrganisation: string | null;
  readonly reason: string | null;
  readonly note: string;
  readonly createdAt: Date;
}

/** Who decides about a change. */
export interface FourEyesDecision extends PolicyStep {
  readonly organisation: string;
}

/** The steps of changes of one table, within one transaction. */
export interface FourEyesWrites<Row extends FourEyesRow> {
  find(): Promise<Row[]>;
  draft(change: Row): Promise<void>;
  approve(decision: FourEyesDecision): Promise<void>;
  reject(decision: FourEyesDecision, reason: string): Promise<void>;
}

/** A change of the table of lawful bases: what one entry shall say. It replaces the entry as canonical JSON. */
export interface BasisChangeRow extends FourEyesRow<Omit<LawfulBasisRow, 'id'>> {
  readonly basis: string;
}

export type BasisWrites = FourEyesWrites<BasisChangeRow>;

/** What a safeguarding minimum says, and when; days are YYYY-MM-DD, both included. */
export interface MinimumContent extends SafeguardingMinimum {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** A change of the safeguarding minimum. It replaces the newest that was agreed, by id. */
export type MinimumChangeRow = FourEyesRow<MinimumContent>;

/** A safeguarding minimum as an operator loads it. */
export interface MinimumRow extends MinimumContent {
  readonly id: string;
}

export interface MinimumWrites extends FourEyesWrites<MinimumChangeRow> {
  /** The id of the newest that was agreed; null: there is none. */
  findNewest(): Promise<string | null>;
}
