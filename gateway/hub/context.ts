import { type Purpose } from '../../schema/vocabulary';
import { type CheckpointLog } from '../audit/checkpoint-reader';
import { type Principal } from '../auth/principal';
import { type LogEntry } from '../events/event-log';
import { type EventSource } from './event-ports';
import { type IdentityHasher } from './identity';
import { type HubNotices } from './notices';
import { type Directory, type DisclosureLog, type HubStore, type LawfulBasisRow } from './ports';
import { type ReviewClock } from './review-clock';
import { type SharingPort } from './sharing-port';

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
  /** Answers for the caller of this request. */
  readonly sharing: SharingPort;
  readonly disclosures: DisclosureLog;
  readonly checkpoints: CheckpointLog;
  /** The hub's events, for subscriptions; absent where there are none. */
  readonly events?: EventSource;
  readonly webhooks: WebhookSettings;
  /** Tells people outside a request of what they should know. */
  readonly notices: HubNotices;
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
