import { type Position } from '../events/signal';
import { type ActiveWebhook } from '../events/webhooks/webhook-queue';

/** A webhook as its organisation sees it. */
export interface WebhookRow extends ActiveWebhook {
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  /** The place of the log behind which it began. */
  readonly began: Position;
}

/** An event that was sent to a webhook once at least. */
export interface WebhookDeliveryRow {
  readonly eventId: string;
  readonly type: string;
  readonly position: Position;
  readonly attempts: number;
  readonly lastAttemptAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
  readonly nextAttemptAt: Date;
  readonly deliveredAt: Date | null;
}

export type NewWebhook = Omit<ActiveWebhook, 'generation' | 'oldestGeneration' | 'rotatedUntil' | 'confirmedAt'> & {
  readonly createdAt: Date;
};

export interface DeliveryQuery {
  readonly webhookId: string;
  readonly first: number;
  /** What was sent before this place of the log; null from the newest on. */
  readonly before: Position | null;
}

export interface WebhookReads {
  /** In the order in which they were created. */
  findWebhooks(organisation: string): Promise<WebhookRow[]>;
  /** The newest first; one more than asked for tells that there are more. */
  /** Notes that a system which may keep these webhooks is still there. */
  confirmWebhooks(ids: readonly string[], at: Date): Promise<void>;
  findWebhookDeliveries(query: DeliveryQuery): Promise<WebhookDeliveryRow[]>;
}

export interface WebhookWrites {
  /** The organisation's webhooks; waits until no other change of one of them is under way. */
  lockWebhooks(organisation: string): Promise<WebhookRow[]>;
  /** Begins with what happens from now on. */
  createWebhook(webhook: NewWebhook): Promise<void>;
  /** Makes the next generation of its secret, and lets those that still sign do so until then. */
  rotateWebhook(id: string, until: Date): Promise<void>;
  deleteWebhook(id: string): Promise<void>;
  /** Begins anew behind a place, whatever was delivered or given up behind it. */
  replayWebhook(id: string, after: Position): Promise<void>;
}
