import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import type { Purpose } from '../../schema/vocabulary';
import type { Principal } from '../auth/principal';
import type { GatewayConfig } from '../config';
import type { Events } from './event-services';
import type { LogEntry } from '../events/event-log';
import { startDispatcher } from '../events/webhooks/webhook-dispatcher';
import type { ActiveWebhook } from '../events/webhooks/webhook-queue';
import { createWebhookSecrets } from '../events/webhooks/webhook-secret';
import { createWebhookSender } from '../events/webhooks/webhook-sender';
import { deliver } from '../delivery/deliver';
import { prepare } from '../pipeline';
import type { Caller, PipelineServices } from '../request';
import { createDatabase, limitsWithin } from '../store/database';
import { createWebhookQueue } from '../store/webhook-queue';
import type { PolicySource } from '../store/policy-source';

export interface WebhookOptions {
  readonly config: GatewayConfig;
  readonly events: Pick<Events, 'wakeUps'>;
  readonly pipeline: PipelineServices;
  readonly policies: PolicySource;
  readonly databaseUrl: string;
  /** The secret that all gateways of the hub have; those of webhooks are derived from it. */
  readonly secret: string;
  readonly report: (id: string, error: unknown) => void;
}

const QUERY = 'subscription { childEvents { id type cursor occurredAt child { id } } }';
const DOCUMENT = parse(QUERY);
const HASH = createHash('sha256').update(QUERY).digest('hex');
const A_MINUTE_SECONDS = 60;

/** Delivers events to webhooks for as long as this gateway runs. */
export function startWebhooks(options: WebhookOptions): { close(): Promise<void> } {
  const { config, policies } = options;
  // Connections of their own: deliveries hold up no subscriber.
  const pool = createDatabase(options.databaseUrl, limitsWithin(config.deadlineMs, 4));
  const sender = createWebhookSender(config);
  const dispatcher = startDispatcher({
    queue: createWebhookQueue(pool),
    wakeUps: options.events.wakeUps,
    sender,
    secrets: createWebhookSecrets(options.secret),
    wants: (webhook, event) => wants(policies, webhook, event),
    tell: (webhook, event) => tell(options, webhook, event),
    retentionMs: config.eventRetentionMs,
    now: Date.now,
    random: Math.random,
    report: (error) => options.report('webhooks', error),
  });
  return {
    async close() {
      await dispatcher.close();
      await sender.close();
      await pool.end();
    },
  };
}

/** As the filters of a subscription: an area is the owner's, which is public. */
function wants(policies: PolicySource, { types, eventAreas }: ActiveWebhook, { type, ownerId }: LogEntry): boolean {
  if (!types.includes(type)) return false;
  if (eventAreas === null) return true;
  const owner = policies.current().directory.findOrganisation(ownerId);
  return owner?.areas.some((code) => eventAreas.includes(code)) === true;
}

interface Told {
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly occurredAt: string;
  readonly child: { readonly id: string };
}

/** INVARIANT: an event is told as a subscriber would be told of it at this moment, and is on the log before it leaves. */
async function tell(options: WebhookOptions, webhook: ActiveWebhook, event: LogEntry): Promise<string | null> {
  const caller = callerOf(options.policies, webhook);
  if (caller === null) return null;
  const request = { document: DOCUMENT, hash: HASH, operationName: null, variables: {}, caller };
  const answer = await deliver(options.pipeline, prepare(options.pipeline, request), event);
  if (answer === null) return null;
  const [fault] = answer.errors;
  if (fault !== undefined) throw fault;
  const { childEvents: told } = JSON.parse(answer.data) as { childEvents: Told };
  const { id, type, cursor, occurredAt, child } = told;
  return JSON.stringify({ type, timestamp: occurredAt, data: { id, cursor, childId: child.id } });
}

/** Who created the webhook, as far as the directory still has it so; null when it has not. */
function callerOf(policies: PolicySource, webhook: ActiveWebhook): Caller | null {
  const organisation = policies.current().directory.findOrganisation(webhook.organisation);
  if (organisation === undefined || organisation.agency !== webhook.agency) return null;
  const purpose = webhook.purpose as Purpose;
  const principal: Principal = {
    subject: webhook.subject,
    name: null,
    organisation: organisation.id,
    agency: organisation.agency,
    role: 'PARTNER_SYSTEM',
    areas: webhook.areas.filter((code) => organisation.areas.includes(code)),
    team: webhook.team,
    purposes: [purpose],
    expiresAt: Math.floor(Date.now() / 1_000) + A_MINUTE_SECONDS,
  };
  return { principal, purpose, justification: webhook.justification };
}
