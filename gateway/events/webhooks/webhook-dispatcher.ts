import { pause } from '../pause';
import { createWaiter, type WakeUps } from '../wake-ups';
import { backOffMs } from '../back-off';
import type { ActiveWebhook, Claimed, TakenUp, WebhookQueue } from './webhook-queue';
import type { WebhookSecrets } from './webhook-secret';
import type { WebhookSender } from './webhook-sender';
import type { LogEntry } from '../event-log';

/** Attempts of one process at once, and of them to one webhook and for one organisation: who hangs holds up itself. */
const AT_ONCE = 128;
const OF_ONE_WEBHOOK = 4;
/** Of a webhook whose receiver let the last attempt run out: few that hang would otherwise take all the room there is. */
const OF_ONE_HANGING = 1;
const OF_ONE_ORGANISATION = 8;
const POLL_MS = 1_000;
/** The longest wait between two attempts, and how long one event is tried: then the webhook is disabled. */
export const LONGEST_MS = 6 * 3_600_000;
export const PATIENCE_MS = 3 * 86_400_000;
/** How soon to look again for what a transaction holds back, which may run for hours. */
const HELD_POLL_MS = 50;
/** While nobody can decide, or the log of disclosures cannot be written. */
const UNDECIDED_MS = 1_000;
const GONE = 410;
/** How long a webhook is trusted without a token of its organisation that could create it: tokens of persons end, too. */
const CONFIRMED_MS = 30 * 86_400_000;
const RETENTION_EVERY_MS = 10 * 60_000;

export interface DispatcherOptions {
  readonly queue: WebhookQueue;
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  readonly sender: WebhookSender;
  readonly secrets: WebhookSecrets;
  /** Whether an event is one of those that a webhook is for; says nothing of whether it may be told. */
  readonly wants: (webhook: ActiveWebhook, event: LogEntry) => boolean;
  /**
   * Decides and records at this moment what the webhook's recipient is told of an event (JSON); null when it may not
   * know of it. Rejects when that cannot be decided or recorded.
   */
  readonly tell: (webhook: ActiveWebhook, event: LogEntry) => Promise<string | null>;
  readonly retentionMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
}

export interface Dispatcher {
  /** Ends when what is under way has ended or was given back. */
  close(): Promise<void>;
}

/**
 * Delivers events to webhooks, together with every other gateway of the hub. At least once, in the order of the log for
 * each child: an event that is not accepted holds back the later ones of its child alone. INVARIANT: what is sent was
 * decided for that attempt.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const stopping = new AbortController();
  const state = {
    options,
    signal: stopping.signal,
    underWay: new Set<Attempt>(),
    hanging: new Set<string>(),
    kick: createKick(),
  };
  const running = [takeUps(state), deliveries(state), retention(state)];
  return {
    async close() {
      stopping.abort();
      await Promise.all(running);
      await Promise.all([...state.underWay].map(({ ended }) => ended));
    },
  };
}

interface State {
  readonly options: DispatcherOptions;
  readonly signal: AbortSignal;
  /** The attempts of this process. */
  readonly underWay: Set<Attempt>;
  /** Webhooks whose last attempt in this process ran out of time. */
  readonly hanging: Set<string>;
  readonly kick: Kick;
}

interface Attempt {
  readonly webhookId: string;
  readonly organisation: string;
  readonly ended: Promise<void>;
}

/** Wakes the deliveries of this process. */
interface Kick extends Pick<WakeUps, 'subscribe'> {
  now(): void;
}

function createKick(): Kick {
  const listeners = new Set<() => void>();
  return {
    now: () => listeners.forEach((listener) => listener()),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function takeUps({ options, signal, kick }: State): Promise<void> {
  const { queue, wants, wakeUps } = options;
  await again({ wakeUps, signal, report: options.report }, async () => {
    const taken = await queue.takeUp(wants);
    // A hub without webhooks need not look at every wake-up: the log waits for one that is created.
    if (taken === 'NO_WEBHOOKS') await pause(POLL_MS, signal);
    else kick.now();
    return taken === 'NO_WEBHOOKS' ? 'DONE' : taken;
  });
}

async function deliveries(state: State): Promise<void> {
  const { options, signal, kick } = state;
  await again({ wakeUps: kick, signal, report: options.report }, async () => {
    // One whose claim fails must not keep those behind it waiting.
    for (const webhook of await options.queue.findDue()) await begin(state, webhook).catch(options.report);
    return 'DONE';
  });
}

interface Loop {
  readonly wakeUps: Pick<WakeUps, 'subscribe'>;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
}

async function again({ wakeUps, signal, report }: Loop, step: () => Promise<TakenUp>): Promise<void> {
  const waiter = createWaiter(wakeUps);
  while (!signal.aborted) {
    const seen = waiter.count();
    const taken = await step().catch(async (error: unknown) => {
      if (!signal.aborted) report(error);
      await pause(POLL_MS, signal);
      return 'DONE' as const;
    });
    if (taken === 'HELD') await pause(HELD_POLL_MS, signal);
    else if (taken === 'DONE') await waiter.wait(seen, POLL_MS, signal);
  }
  waiter.close();
}

/** Begins as many attempts as there is room for; none waits for another. */
async function begin(state: State, webhook: ActiveWebhook): Promise<void> {
  const { options, underWay, hanging, kick, signal } = state;
  const ofOrganisation = [...underWay].filter(({ organisation }) => organisation === webhook.organisation);
  const own = ofOrganisation.filter(({ webhookId }) => webhookId === webhook.id).length;
  const most = hanging.has(webhook.id) ? OF_ONE_HANGING : OF_ONE_WEBHOOK;
  const room = Math.min(most - own, OF_ONE_ORGANISATION - ofOrganisation.length, AT_ONCE - underWay.size);
  if (room <= 0 || signal.aborted) return;
  for (const claimed of await options.queue.claim(webhook.id, room)) {
    const ended = attempt(state, webhook, claimed)
      .catch(options.report)
      .finally(() => {
        underWay.delete(begun);
        kick.now();
      });
    const begun: Attempt = { webhookId: webhook.id, organisation: webhook.organisation, ended };
    underWay.add(begun);
  }
}

async function attempt({ options, signal, hanging }: State, webhook: ActiveWebhook, claimed: Claimed): Promise<void> {
  const { queue, sender, report } = options;
  if (claimed.event === null) return queue.disable(webhook.id, 'EVENTS_EXPIRED');
  if (options.now() - webhook.confirmedAt.getTime() > CONFIRMED_MS) return queue.disable(webhook.id, 'NOT_CONFIRMED');
  let body: string | null;
  try {
    body = await options.tell(webhook, claimed.event);
  } catch (error) {
    report(error);
    return queue.postpone(claimed, UNDECIDED_MS);
  }
  if (body === null) return queue.drop(claimed);
  const at = new Date(options.now());
  const secrets = secretsOf(options, webhook);
  const { fault, status } = await sender.send({ url: webhook.url, id: claimed.eventId, body, secrets, at }, signal);
  noteHanging(hanging, webhook.id, fault);
  if (fault === null) return queue.delivered(claimed, status ?? 0);
  if (signal.aborted) return queue.postpone(claimed, 0);
  const retryMs = backOffMs(claimed.attempts + 1, options.random(), LONGEST_MS);
  await queue.failed(claimed, { fault, status, retryMs });
  if (status === GONE) return queue.disable(webhook.id, 'GONE');
  if (hasTriedLong(claimed, at)) await queue.disable(webhook.id, `NOT_DELIVERED_FOR_3_DAYS: ${fault}`);
}

function noteHanging(hanging: Set<string>, id: string, fault: string | null): void {
  if (fault === 'TIMED_OUT') hanging.add(id);
  else hanging.delete(id);
}

function hasTriedLong({ firstAttemptAt }: Claimed, at: Date): boolean {
  return firstAttemptAt !== null && at.getTime() - firstAttemptAt.getTime() >= PATIENCE_MS;
}

/** The newest secret, and those before for as long as they are good. */
function secretsOf({ secrets, now }: DispatcherOptions, webhook: ActiveWebhook): string[] {
  const { id, generation, oldestGeneration, rotatedUntil } = webhook;
  const isOverlapping = rotatedUntil !== null && now() < rotatedUntil.getTime();
  const count = isOverlapping ? generation - oldestGeneration + 1 : 1;
  return Array.from({ length: count }, (_, older) => secrets(id, generation - older));
}

async function retention({ options, signal }: State): Promise<void> {
  while (!signal.aborted) {
    await options.queue.removeDeliveredBefore(new Date(options.now() - options.retentionMs)).catch(options.report);
    await pause(RETENTION_EVERY_MS, signal);
  }
}
