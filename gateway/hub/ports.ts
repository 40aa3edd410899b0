import {
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type DisclosureLevel,
  type Handling,
  type Purpose,
  type Role,
  type WithheldReason,
} from '../../schema/vocabulary';
import { type Signal } from '../events/signal';
import { type IdentityAttempts } from './attempt-counts';
import { type BreakGlassReads, type BreakGlassWrites } from './break-glass-ports';
import { type Judgement } from './concern';
import { type HashKind, type IdentityHash, type RegisteredHash } from './identity';
import {
  type BasisChangeRow,
  type BasisWrites,
  type KeptPolicyVersion,
  type MinimumChangeRow,
  type MinimumWrites,
  type PolicyWrites,
} from './policy-ports';
import { type WebhookReads, type WebhookWrites } from './webhook-ports';

/** A person to ask. */
export interface ContactRow {
  readonly name: string;
  readonly role: string;
  readonly email: string | null;
  readonly telephone: string | null;
}

export interface AreaRow {
  readonly code: string;
  readonly name: string;
  readonly region: string | null;
  readonly policeForce: string | null;
}

export interface OrganisationRow {
  readonly id: string;
  readonly name: string;
  readonly agency: Agency;
  /** Codes of the areas that it serves. */
  readonly areas: readonly string[];
  readonly contact: ContactRow;
}

/** Organisations and areas, kept in memory: a few hundred rows that every answer needs. */
export interface Directory {
  readonly organisations: ReadonlyMap<string, OrganisationRow>;
  readonly areas: ReadonlyMap<string, AreaRow>;
  findOrganisation(id: string): OrganisationRow | undefined;
}

export interface InvolvementRow {
  readonly id: string;
  readonly childId: string;
  readonly organisation: string;
  readonly since: string;
  readonly active: boolean;
  readonly handling: Handling;
  readonly contact: ContactRow | null;
  readonly allocatedTeam: string | null;
  readonly allocatedSubjects: readonly string[];
}

export type ConsentGiver = 'CHILD' | 'PARENT';

export interface ConsentRow {
  readonly id: string;
  readonly childId: string;
  readonly categories: readonly DataCategory[];
  readonly recipients: readonly Agency[];
  readonly state: ConsentState;
  readonly givenBy: ConsentGiver;
  readonly capacity: string;
  readonly evidence: string | null;
  readonly recordedBy: string;
  readonly recordedBySubject: string | null;
  readonly recordedAt: Date;
  readonly validTo: string | null;
  readonly reason: string | null;
  /** Categories in which it has no effect for its recorder's own agency: another's refusal stands. */
  readonly contested: readonly DataCategory[];
}

/** A consent as it is read: with the marking of its recorder's involvement, which a consent would otherwise give away. */
export interface MarkedConsentRow extends ConsentRow {
  readonly handling: Handling;
}

export interface ConcernRow {
  readonly childId: string;
  readonly organisation: string;
  readonly level: ConcernLevel;
  readonly reason: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
}

/** That somebody of an organisation was allocated to a child, or is so no more. */
export interface AllocationRow {
  readonly childId: string;
  readonly organisation: string;
  readonly subject: string;
  readonly isAllocated: boolean;
  readonly allocatedBy: string;
  readonly at: Date;
}

/** A child with the registrations that link it to organisations. */
export interface ChildRow {
  readonly id: string;
  readonly bornOn: string | null;
  readonly createdAt: Date;
  readonly involvements: readonly Omit<InvolvementRow, 'childId' | 'active'>[];
  readonly hashes: readonly RegisteredHash[];
}

/** A child that the index holds under one of the hashes that were asked for. */
export interface HashMatch {
  readonly childId: string;
  readonly bornOn: string | null;
  readonly matched: readonly HashKind[];
  /** Which organisations registered the child under the hashes that were met. */
  readonly sources: readonly { readonly kind: HashKind; readonly organisation: string }[];
  /** Which organisations told an NHS number of this child, this one or another. */
  readonly toldNhsNumber: readonly string[];
  /** Whether somebody is involved with the child who is not so in secret. */
  readonly isOpenlyKnown: boolean;
}

/** How an organisation stands to a child that exists. */
export interface Standing {
  readonly childId: string;
  readonly bornOn: string | null;
  readonly involved: boolean;
  /** The marking of its involvement. */
  readonly handling: Handling;
  /** The id of its involvement. */
  readonly involvement: string | null;
  readonly allocatedTeam: string | null;
  readonly allocatedSubjects: readonly string[];
}

/** That an organisation is a named recipient of a CONDITIONAL record, and until when. */
export interface RecordConditionRow {
  readonly recordId: string;
  readonly subjectId: string;
  readonly organisation: string;
  readonly expiresAt: Date;
}

/** A child that was registered apart, and those whom it might be; nobody is told of them. */
export interface PendingLinks {
  readonly childId: string;
  readonly organisation: string;
  readonly candidates: readonly string[];
  readonly at: Date;
}

/** What can be read of the hub's database. A function that takes many ids issues one statement. */
export interface HubReads extends BreakGlassReads, WebhookReads {
  findKnownChildren(childIds: readonly string[]): Promise<ReadonlySet<string>>;
  findInvolvementsOfChildren(childIds: readonly string[]): Promise<InvolvementRow[]>;
  findInvolvements(ids: readonly string[]): Promise<InvolvementRow[]>;
  findConsentsOfChildren(childIds: readonly string[]): Promise<MarkedConsentRow[]>;
  findConsents(ids: readonly string[]): Promise<MarkedConsentRow[]>;
  findJudgements(childIds: readonly string[]): Promise<(Judgement & { readonly childId: string })[]>;
  findHashMatches(hashes: readonly IdentityHash[]): Promise<HashMatch[]>;
  findStandings(childIds: readonly string[], organisation: string): Promise<Standing[]>;
  findPolicyVersions(owner: string): Promise<KeptPolicyVersion[]>;
  /** The newest first. */
  findBasisChanges(): Promise<BasisChangeRow[]>;
  /** The newest first. */
  findMinimumChanges(): Promise<MinimumChangeRow[]>;
}

/** What can be written within one transaction. */
export interface HubWrites
  extends
    Pick<HubReads, 'findHashMatches' | 'findStandings' | 'findConsentsOfChildren'>,
    BreakGlassWrites,
    WebhookWrites {
  /** Waits until no other judgement about the child is under way. */
  lockChild(childId: string): Promise<void>;
  /** Waits until no other registration of the same identity is under way. */
  lockIdentity(hashes: readonly IdentityHash[]): Promise<void>;
  registerChildren(rows: readonly ChildRow[]): Promise<void>;
  /** Keeps that a registered child might be one of others that the index holds. */
  keepPendingLinks(links: PendingLinks): Promise<void>;
  recordConcerns(rows: readonly ConcernRow[]): Promise<void>;
  recordConsents(rows: readonly ConsentRow[]): Promise<void>;
  readonly policies: PolicyWrites;
  readonly bases: BasisWrites;
  readonly minimums: MinimumWrites;
  /** Resolves to whether that changed anything. */
  allocate(row: AllocationRow): Promise<boolean>;
  /** Leaves signals for the event log; readers are woken once the transaction is committed. */
  signal(signals: readonly Signal[]): Promise<void>;
}

/** A call that may come again: the caller's key, and a fingerprint of what the call said. */
export interface RepeatableCall {
  readonly key: string;
  readonly organisation: string;
  readonly subject: string;
  readonly fingerprint: Buffer;
  readonly at: Date;
}

export type RepeatableAnswer<T> = { readonly kind: 'answer'; readonly answer: T } | { readonly kind: 'conflict' };

export interface HubStore extends HubReads, IdentityAttempts {
  /**
   * Runs `work` in a transaction with the call's key, so that either both are kept or neither is. The same key with the
   * same fingerprint gives the first answer again (JSON) without running anything; with another one, a conflict.
   */
  once<T>(call: RepeatableCall, work: (writes: HubWrites) => Promise<T>): Promise<RepeatableAnswer<T>>;
}

export type DisclosureOutcome = 'DISCLOSED' | 'WITHHELD';

/** Which lines of the audit log are asked for; null leaves a condition out. Times are from (included) to (excluded). */
export interface DisclosureQuery {
  readonly childId: string | null;
  /** Whose records the lines are about: any of these. */
  readonly owners: readonly string[];
  readonly recipient: string | null;
  readonly category: DataCategory | null;
  readonly outcome: DisclosureOutcome | null;
  readonly breakGlass: boolean | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly first: number;
  readonly after: string | null;
}

/** One decision about one child, as the audit log kept it. */
export interface DisclosureRow {
  readonly id: string;
  readonly at: Date;
  readonly recipient: string;
  readonly role: Role;
  readonly person: string | null;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
  readonly owner: string;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly outcome: DisclosureOutcome;
  readonly reason: WithheldReason | null;
  readonly policyVersion: string;
  readonly breakGlass: boolean;
  /** The owner's policy asks that the owner be told of it. */
  readonly notifyOwner: boolean;
  readonly childId: string | null;
}

/** The audit log, for reading. */
export interface DisclosureLog {
  /** The newest first. @throws SightlineError BAD_USER_INPUT for a cursor that it did not give. */
  findDisclosures(query: DisclosureQuery): Promise<{
    readonly rows: readonly DisclosureRow[];
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
  }>;
}
