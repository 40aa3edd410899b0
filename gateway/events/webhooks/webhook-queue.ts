import type { LogEntry } from '../event-log';

/** A webhook as its deliveries need it. */
export interface ActiveWebhook {
  readonly id: string;
  readonly organisation: string;
  /** Of whoever created it. */
  readonly agency: string;
  readonly subject: string;
  readonly areas: readonly string[];
  readonly team: string | null;
  readonly purpose: string;
  readonly justification: string | null;
  readonly url: string;
  readonly types: readonly string[];
  /** Events of owners that serve one of these areas; null for all. */
  readonly eventAreas: readonly string[] | null;
  readonly generation: number;
  /** Until then each generation from the oldest on signs; after it the newest alone. */
  readonly rotatedUntil: Date | null;
  readonly oldestGeneration: number;
  /** When its organisation last showed that it still has a system for this purpose. */
  readonly confirmedAt: Date;
}

/** One attempt that this process alone makes, until it has taken too long. */
export interface Claimed {
  readonly webhookId: string;
  readonly eventId: string;
  readonly claim: string;
  readonly attempts: number;
  readonly firstAttemptAt: Date | null;
  /** Null once the log does not have the event any more. */
  readonly event: LogEntry | null;
}

export interface Failure {
  readonly fault: string;
  readonly status: number | null;
  readonly retryMs: number;
}

/** MORE: there may be more at once. HELD: there is more, which a transaction that still runs holds back. */
export type TakenUp = 'MORE' | 'HELD' | 'DONE';

/** What is to be delivered, as all gateways share it. */
export interface WebhookQueue {
  /** Notes the next events of the log for every webhook that wants them. */
  takeUp(wants: (webhook: ActiveWebhook, event: LogEntry) => boolean): Promise<'NO_WEBHOOKS' | TakenUp>;
  /** Webhooks with something to attempt now. */
  findDue(): Promise<ActiveWebhook[]>;
  /** Takes attempts: of each child the earliest event alone, and of nobody else's under way. */
  claim(webhookId: string, limit: number): Promise<Claimed[]>;
  delivered(claimed: Claimed, status: number): Promise<void>;
  failed(claimed: Claimed, failure: Failure): Promise<void>;
  /** Leaves no trace of an event that its recipient may not know of. */
  drop(claimed: Claimed): Promise<void>;
  /** Gives an attempt back that was none. */
  postpone(claimed: Claimed, ms: number): Promise<void>;
  disable(webhookId: string, reason: string): Promise<void>;
  removeDeliveredBefore(at: Date): Promise<void>;
}
