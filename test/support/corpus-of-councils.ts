import type { CorpusQuery } from './corpus-query';

/** An interview that the officer's council owes, from the return to its end. */
export const INTERVIEW_MUTATIONS: readonly CorpusQuery[] = [
  {
    query: `mutation($id: ID!) { openReturnHomeInterview(idempotencyKey: "corpus-11", input: { childId: $id,
    episodeId: "corpus-episode", returnedAt: "2026-01-31T10:00:00Z" }) { id owner { name } clock { rule dueAt } } }`,
  },
  {
    query: `mutation { recordReturnHomeInterview(idempotencyKey: "corpus-12", input: { episodeId: "corpus-episode",
    offeredAt: "2026-01-31T12:00:00Z", accepted: true, completedAt: "2026-02-01T12:00:00Z", notes: "at a cafe" }) {
      id offeredAt accepted completedAt notes clock { stoppedAt overdue } } }`,
  },
];

/** By the council to which the officer of this corpus belongs: see PEOPLE. */
export const PLACEMENT_MUTATIONS: readonly CorpusQuery[] = [
  {
    query: `mutation($id: ID!) { recordPlacement(idempotencyKey: "corpus-20", input: { childId: $id, placementType: "K2",
      startedOn: "2026-02-20", provider: "Invented Homes", address: "2 Invented Row", postcode: "CT1 1AA",
      hostArea: "E10000016" }) { id owner { name } placementType startedOn hostArea { name } outOfArea emergency
        notifications { recipient { name } noticeClock { rule } clock { rule calendar } } } }`,
  },
  {
    isFaulty: true,
    query: `mutation { endPlacement(idempotencyKey: "corpus-21", placementId: "00000000-0000-4000-8000-000000000000",
      endedOn: "2026-01-31", reason: "CARPL") { id endedOn endReason } }`,
  },
  {
    isFaulty: true,
    query: `mutation { acknowledgePlacement(idempotencyKey: "corpus-22",
      notificationId: "00000000-0000-4000-8000-000000000000") { id acknowledgedBy } }`,
  },
];
