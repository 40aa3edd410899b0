import type { CorpusQuery } from './corpus-query';

const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Of a basis that is in no table, so that no gateway keeps it. */
const DRAFT = `{ owner: "E10000020", note: "corpus", rules: [{ kind: PERMIT, categories: [MISSING], level: EXISTENCE,
  lawfulBasis: "NO-SUCH-BASIS" }] }`;

function refused(mutation: string): CorpusQuery {
  return { by: 'OFFICER', isFaulty: true, query: `mutation { ${mutation} }` };
}

/** What rules decide; and steps in the life of policies that do not exist, refused by every gateway alike: the life itself has tests of its own. */
export const POLICY_CORPUS: readonly CorpusQuery[] = [
  {
    by: 'OFFICER',
    query: `query($id: ID!) { explain(input: { childId: $id, recipient: "E23000024", role: PRACTITIONER,
      purpose: MISSING_CHILD }) { owner { name } category level reason rules } }`,
  },
  refused(`draftPolicy(idempotencyKey: "corpus-30", input: ${DRAFT}) { id }`),
  refused(`tightenPolicy(idempotencyKey: "corpus-31", input: ${DRAFT}) { id revertsAt }`),
  refused(`submitPolicy(idempotencyKey: "corpus-32", version: "${NOBODY}") { id status }`),
  refused(`approvePolicy(idempotencyKey: "corpus-33", version: "${NOBODY}") { id approvedBy effectiveFrom }`),
  refused(
    `rejectPolicy(idempotencyKey: "corpus-34", version: "${NOBODY}", reason: "none") { id rejectedBy rejection }`,
  ),
  refused(`draftLawfulBasis(idempotencyKey: "corpus-35", input: { id: "NEW", title: " ", validFrom: "2026-01-01",
    note: "corpus" }) { id }`),
  refused(`approveLawfulBasis(idempotencyKey: "corpus-36", change: "${NOBODY}") { id }`),
  refused(`rejectLawfulBasis(idempotencyKey: "corpus-37", change: "${NOBODY}", reason: "none") { id }`),
];
