import { type Purpose } from '../../schema/vocabulary';
import { type CheckpointLog } from '../audit/checkpoint-reader';
import { type Principal } from '../auth/principal';
import { type LogEntry } from '../events/event-log';
import { type EventSource } from './event-ports';
import { type IdentityHasher } from './identity';
import { type HubNotices } from './notices';
import { type DatedMinimum } from '../policy/minimum';
import { type LawfulBasisRow } from './policy-ports';
import { type Directory, type DisclosureLog, type HubStore } from './ports';
import { type ReviewClock } from './review-clock';
import { type SharingPort } from './sharing-port';
import { type Simulate } from './simulation-port';

/** A step in the life of a policy or of the tables that all policies rest on. */
export interface PolicyChange {
  readonly deed: string;
  /** The version, or the change, that it was done to. */
  readonly subject: string;
  readonly owner: string;
}

/** What webhooks are made with. */
export interface WebhookSettings {
  /** The secret of a generation. */
  secretOf(webhookId: string, generation: number): string;
  /** What is expected of an address that this one is not; null when it will do. */
  findUrlFault(url: string): string | null;
}

/** What the hub's resolvers need besides their arguments. */
export interface HubServices {
  readonly store: HubStore;
  readonly hasher: IdentityHasher;
  /** The directory as it stands now. */
  readonly directory: () => Directory;
  readonly lawfulBases: () => ReadonlyMap<string, LawfulBasisRow>;
  /** Those that were agreed, the newest first. */
  readonly safeguardingMinimums: () => readonly DatedMinimum[];
  /** Answers for the caller of this request. */
  readonly sharing: SharingPort;
  readonly disclosures: DisclosureLog;
  /** Puts a change of what is shared by on the audit log. Rejects when it was not committed: then nothing may change. */
  readonly recordChange: (principal: Principal, change: PolicyChange) => Promise<void>;
  readonly checkpoints: CheckpointLog;
  /** The hub's events, for subscriptions; absent where there are none. */
  readonly events?: EventSource;
  readonly webhooks: WebhookSettings;
  /** Tells people outside a request of what they should know. */
  readonly notices: HubNotices;
  readonly simulate: Simulate;
  /** SHA-256 (hex) of rules, by which a version's content is known. */
  readonly hashRules: (rules: unknown) => string;
  /** The clock of a review that begins at a moment. */
  readonly reviewClock: (startedAt: Date) => ReviewClock;
  readonly now: () => Date;
  /** A new random UUID. */
  readonly newId: () => string;
}

/** The context value of the hub's executions: one a request, shared by all executions for that request. */
export interface HubContext {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
  /** The event that a subscription is answered for; absent in queries and mutations. */
  readonly event?: LogEntry;
  readonly hub: HubServices;
}
