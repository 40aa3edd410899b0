import { randomUUID } from 'node:crypto';
import { formFault } from '../../form-faults';
import { page, textOf, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const BREAK_GLASS = `mutation BreakGlass($childId: ID!, $reason: String!, $explanation: String!, $minutes: Int!, $key: ID!) {
  breakGlass(childId: $childId, reason: $reason, explanation: $explanation, minutes: $minutes, idempotencyKey: $key) { id } }`;

const REASONS = [
  { code: 'RISK_TO_LIFE', text: 'A life is at risk' },
  { code: 'CHILD_MISSING', text: 'The child is missing' },
  { code: 'EXPLOITATION_UNDER_WAY', text: 'The child is being exploited now' },
  { code: 'MEDICAL_EMERGENCY', text: 'A medical emergency' },
  { code: 'OWNER_NOT_REACHABLE', text: 'The owner cannot be reached, and it cannot wait' },
];
const MINUTES = [15, 30, 60];

/** Adds breaking the glass: one child, one person, an hour at most, told to the owners and reviewed. */
export function addBreakGlass(site: Site): void {
  site.page('/children/:id/break-glass', async (visit) =>
    Promise.resolve(page('break-glass.njk', valuesOf(visit, randomUUID()))),
  );
  site.form('/children/:id/break-glass', async (visit) => {
    const { form, params } = visit;
    const childId = params['id'] ?? '';
    const [key, reason, explanation] = ['key', 'reason', 'explanation'].map((name) => textOf(form, name));
    const minutes = Number(textOf(form, 'minutes'));
    return submit(visit, {
      question: { query: BREAK_GLASS, variables: { childId, reason, explanation, minutes, key }, about: childId },
      done: `/children/${childId}?done=glass`,
      view: 'break-glass.njk',
      values: valuesOf(visit, key ?? ''),
      labels: { reason: 'Why it cannot wait', explanation: 'What happened', minutes: 'For how long' },
      faults: [
        ...(reason === '' ? [formFault('reason', 'Select why it cannot wait')] : []),
        ...(explanation?.trim() === '' ? [formFault('explanation', 'Say what happened')] : []),
      ],
    });
  });
}

function valuesOf({ params, form }: Visit, key: string): object {
  const chosen = {
    reason: textOf(form, 'reason'),
    explanation: textOf(form, 'explanation'),
    minutes: textOf(form, 'minutes') || '60',
  };
  return { id: params['id'], key, reasons: REASONS, minutes: MINUTES, chosen };
}
