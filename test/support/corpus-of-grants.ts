import type { CorpusQuery } from './corpus-query';

/** Breaking the glass, and reviewing what there is not. */
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
];
