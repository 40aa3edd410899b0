import type { CorpusQuery } from './corpus-query';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Refused to whoever has no webhook, by every gateway alike. */
export const WEBHOOK_MUTATIONS: readonly CorpusQuery[] = [
  {
    by: 'OFFICER',
    isFaulty: true,
    query: `mutation { createWebhook(idempotencyKey: "corpus-13", input: { url: "https://example.org/hook",
      types: [MISSING_REPORTED] }) { secret webhook { id } } }`,
  },
  {
    by: 'OFFICER',
    isFaulty: true,
    query: `mutation { rotateWebhookSecret(idempotencyKey: "corpus-14", id: "${NOBODY}") { secret } }`,
  },
  {
    by: 'OFFICER',
    isFaulty: true,
    query: `mutation { deleteWebhook(idempotencyKey: "corpus-15", id: "${NOBODY}") }`,
  },
  {
    by: 'OFFICER',
    isFaulty: true,
    query: `mutation { replayWebhook(idempotencyKey: "corpus-16", id: "${NOBODY}", after: "no cursor") { id } }`,
  },
];
