import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { AddressRefusedError, createPublicLookup, findUrlFault } from './webhook-address';

/** From the first look at the name to the headers of the answer. */
const DEADLINE_MS = 10_000;
const CONNECT_MS = 3_000;

/** One message to one receiver. */
export interface Message {
  readonly url: string;
  /** The event's id: whoever gets a message of the same id again has it already. */
  readonly id: string;
  readonly body: string;
  /** Each of them signs. */
  readonly secrets: readonly string[];
  readonly at: Date;
}

/** Why a message was not accepted, in words that its organisation reads. */
export type DeliveryFault = 'ADDRESS_REFUSED' | 'UNREACHABLE' | 'TIMED_OUT' | 'NOT_ACCEPTED';

export interface Sent {
  readonly fault: DeliveryFault | null;
  /** Of the receiver's answer, if there was one. */
  readonly status: number | null;
}

export interface WebhookSender {
  /** INVARIANT: always resolves; accepted is what was answered with 2xx in time. */
  send(message: Message, signal: AbortSignal): Promise<Sent>;
  close(): Promise<void>;
}

/**
 * Sends messages as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com): signed with HMAC-SHA256, POST,
 * redirects not followed, answers not read. In production over https and to public addresses alone, checked for every
 * connection; no connection is kept.
 */
export function createWebhookSender({ isProduction }: { isProduction: boolean }): WebhookSender {
  const agent = new Agent({
    pipelining: 0,
    maxResponseSize: 65_536,
    connect: { timeout: CONNECT_MS, ...(isProduction ? { lookup: createPublicLookup() } : {}) },
  });
  return {
    async send(message, signal) {
      if (findUrlFault(message.url, isProduction) !== null) return { fault: 'ADDRESS_REFUSED', status: null };
      try {
        const { statusCode: status, body } = await request(message.url, {
          method: 'POST',
          dispatcher: agent,
          headers: headersOf(message),
          body: message.body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
        });
        body.on('error', () => undefined).destroy();
        return { fault: status >= 200 && status < 300 ? null : 'NOT_ACCEPTED', status };
      } catch (error) {
        return { fault: faultOf(error), status: null };
      }
    },
    close: () => agent.destroy(),
  };
}

function headersOf({ id, at, body, secrets }: Message): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'sightline-webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

function faultOf(error: unknown): DeliveryFault {
  const name = error instanceof Error ? error.name : '';
  if (error instanceof AddressRefusedError) return 'ADDRESS_REFUSED';
  return /Timeout|Abort/.test(name) ? 'TIMED_OUT' : 'UNREACHABLE';
}
