import { randomUUID } from 'node:crypto';
import type { Clock } from '../../dates';
import { formFault } from '../../form-faults';
import { page, textOf, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const GRANTS_QUERY = `query Grants { breakGlassGrants { id child { id } person organisation { id name } reason explanation
  grantedAt expiresAt reviewClock { rule startedAt dueAt stoppedAt overdue } reviewedBy reviewedAt outcome } }`;
export const REVIEW_BREAK_GLASS = `mutation ReviewBreakGlass($grant: ID!, $outcome: String!, $key: ID!) {
  reviewBreakGlass(grantId: $grant, outcome: $outcome, idempotencyKey: $key) { id } }`;

interface Grant {
  readonly id: string;
  readonly child: { readonly id: string };
  readonly person: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly explanation: string;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly reviewClock: Clock;
  readonly reviewedBy: string | null;
  readonly reviewedAt: string | null;
  readonly outcome: string | null;
}

/** Adds the reviews of uses of break-glass. */
export function addReviews(site: Site): void {
  site.page('/disclosures/break-glass', async (visit) => page('reviews.njk', await valuesOf(visit)));
  site.form('/disclosures/break-glass', async (visit) => {
    const [grant, outcome, key] = ['grant', 'outcome', 'key'].map((name) => textOf(visit.form, name));
    return submit(visit, {
      question: { query: REVIEW_BREAK_GLASS, variables: { grant, outcome, key } },
      done: '/disclosures/break-glass?done=reviewed',
      view: 'reviews.njk',
      values: await valuesOf(visit),
      labels: { outcome: 'Whether it was justified' },
      faults: outcome === '' ? [formFault(`outcome-${grant}`, 'Select whether it was justified')] : [],
    });
  });
}

const CHOICES = [
  { value: 'JUSTIFIED', text: 'Justified', hint: { text: 'It was needed to protect the child' } },
  {
    value: 'NOT_JUSTIFIED',
    text: 'Not justified',
    hint: { text: 'Takes this person’s right to break the glass until it is restored' },
  },
];
const RESTORE = [{ value: 'RIGHT_RESTORED', text: 'Restore the right to break the glass' }];

/** Grants to review first, those that are most overdue above; then what was reviewed, the latest first. */
async function valuesOf(visit: Visit): Promise<object> {
  const { data } = await visit.ask<{ breakGlassGrants: readonly Grant[] }>({ query: GRANTS_QUERY });
  const { organisation, subject } = visit.session.viewer;
  const grants = data.breakGlassGrants.map((grant) => ({
    ...grant,
    key: randomUUID(),
    // The hub decides; a form that it would refuse is not offered.
    choices: grant.organisation.id === organisation.id && grant.person !== subject ? choicesFor(grant) : [],
  }));
  return {
    waiting: grants
      .filter(({ outcome }) => outcome === null)
      .sort((one, other) => one.reviewClock.dueAt.localeCompare(other.reviewClock.dueAt)),
    reviewed: grants
      .filter(({ outcome }) => outcome !== null)
      .sort((one, other) => other.grantedAt.localeCompare(one.grantedAt)),
    role: visit.session.viewer.role,
  };
}

function choicesFor({ outcome }: Grant): readonly object[] {
  if (outcome === null) return CHOICES;
  return outcome === 'NOT_JUSTIFIED' ? RESTORE : [];
}
