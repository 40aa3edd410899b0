import type { CorpusQuery } from './corpus-query';

/** Breaking the glass, reviewing what there is not, and what is answered between two parts of one mutation. */
export const GRANT_MUTATIONS: readonly CorpusQuery[] = [
  {
    isFaulty: true,
    query: `mutation { reviewBreakGlass(idempotencyKey: "corpus-24", outcome: "JUSTIFIED",
      grantId: "00000000-0000-4000-8000-000000000000") { id outcome reviewedBy reviewedAt } }`,
  },
  {
    query: `mutation($id: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE", explanation: "threatened at the station",
    minutes: 30, idempotencyKey: "corpus-23") { id person organisation { name } reason explanation grantedAt expiresAt
      reviewClock { rule startedAt dueAt stoppedAt overdue calendar } reviewedBy reviewedAt outcome child { id concern } } }`,
  },
  {
    right: 'PLAIN',
    query: `mutation($id: ID!, $fresh: ID!, $other: ID!) {
    first: recordConcern(childId: $id, level: LIKELY_SIGNIFICANT_HARM, reason: "one", idempotencyKey: $fresh) { concern }
    second: recordConcern(childId: $id, level: NOT_RECORDED, reason: "two", idempotencyKey: $other) { concern wishes { words } } }`,
  },
];
