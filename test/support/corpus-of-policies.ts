import type { CorpusQuery } from './corpus-query';

const NONE = '00000000-0000-4000-8000-000000000000';
const VERSION = 'id status hash parent author approvedBy note effectiveFrom createdAt revertsAt rejectedBy rejection';
const CHANGE = `id status reason note createdAt draftedBy { name } decidedBy { name } proposed { id title article6 article9
  schedule statute validFrom validTo }`;

const MINIMUM = 'id minimumConcern purposes levels { category level } validFrom validTo';
const MINIMUM_CHANGE = `id status reason note createdAt draftedBy { name } decidedBy { name } proposed { ${MINIMUM} }`;

/** What stands in the way of each is the same whoever asks: versions that there are get another id in every run. */
const refused = (query: string): CorpusQuery => ({ query, by: 'OFFICER', isFaulty: true });

/** What data officers ask of policies. */
export const POLICY_QUERIES: readonly CorpusQuery[] = [
  refused(
    `{ checkPolicy(version: "${NONE}") { proved cells milliseconds findings { property severity message rules example } } }`,
  ),
  refused(`{ simulatePolicy(version: "${NONE}", days: 7) { cellsChanged disclosuresReplayed
    gains { recipient { name } role category from to children { value suppressed } people disclosures }
    losses { recipient { id } role category from to children { value suppressed } people disclosures } } }`),
  { query: `{ lawfulBasisChanges { ${CHANGE} } }`, by: 'OFFICER' },
  { query: `{ safeguardingMinimumChanges { ${MINIMUM_CHANGE} } }`, by: 'OFFICER' },
  { query: `{ now: safeguardingMinimum { ${MINIMUM} } before: safeguardingMinimum(on: "2010-01-01") { ${MINIMUM} } }` },
];

/** Every step of a policy, of a lawful basis and of the safeguarding minimum, with what it refuses. */
export const POLICY_MUTATIONS: readonly CorpusQuery[] = [
  ...['draftPolicy', 'tightenPolicy'].map((name) =>
    refused(`mutation { ${name}(idempotencyKey: "corpus-${name}", input: { owner: "E23000024", rules: [], note: "theirs" })
      { ${VERSION} owner { id } rules { id } } }`),
  ),
  refused(`mutation { submitPolicy(version: "${NONE}", idempotencyKey: "corpus-submit") { ${VERSION} } }`),
  refused(`mutation { approvePolicy(version: "${NONE}", idempotencyKey: "corpus-approve") { ${VERSION} } }`),
  refused(
    `mutation { rejectPolicy(version: "${NONE}", reason: "no", idempotencyKey: "corpus-reject") { ${VERSION} } }`,
  ),
  refused(`mutation { draftLawfulBasis(idempotencyKey: "corpus-basis", input: { id: "A B", title: "none",
    validFrom: "2026-01-01", note: "none" }) { ${CHANGE} } }`),
  refused(`mutation { approveLawfulBasis(change: "${NONE}", idempotencyKey: "corpus-basis-2") { ${CHANGE} } }`),
  refused(
    `mutation { rejectLawfulBasis(change: "${NONE}", reason: "no", idempotencyKey: "corpus-basis-3") { ${CHANGE} } }`,
  ),
  refused(`mutation { draftSafeguardingMinimum(idempotencyKey: "corpus-minimum", input: { minimumConcern: NOT_RECORDED,
    purposes: [], levels: [], validFrom: "2026-01-01", note: "none" }) { ${MINIMUM_CHANGE} } }`),
  refused(
    `mutation { approveSafeguardingMinimum(change: "${NONE}", idempotencyKey: "corpus-minimum-2") { ${MINIMUM_CHANGE} } }`,
  ),
  refused(`mutation { rejectSafeguardingMinimum(change: "${NONE}", reason: "no", idempotencyKey: "corpus-minimum-3")
    { ${MINIMUM_CHANGE} } }`),
];
