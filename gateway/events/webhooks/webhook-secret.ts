import { hkdfSync } from 'node:crypto';

/** Gives the secret of a webhook, `whsec_` and 32 bytes in base64 (Standard Webhooks), by id and generation. */
export type WebhookSecrets = (webhookId: string, generation: number) => string;

/**
 * Secrets are derived (RFC 5869) from one that all gateways of a hub have, so that none is ever stored and a repeated
 * call shows what the first one did. INVARIANT: one secret tells nothing of another, nor of the next generation.
 */
export function createWebhookSecrets(secret: string): WebhookSecrets {
  return (webhookId, generation) => {
    const info = `sightline webhook 1 ${webhookId} ${generation}`;
    return `whsec_${Buffer.from(hkdfSync('sha256', secret, '', info, 32)).toString('base64')}`;
  };
}
