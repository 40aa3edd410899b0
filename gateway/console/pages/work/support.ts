import { randomUUID } from 'node:crypto';
import { formFault } from '../../form-faults';
import { page, textOf, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const ANSWER_SUPPORT = `mutation AnswerSupport($id: ID!, $status: SupportStatus!, $reason: String, $key: ID!) {
  answerSupportRequest(episodeId: $id, status: $status, reason: $reason, idempotencyKey: $key) { id } }`;

const STATUSES = [
  { code: 'OFFERED', text: 'Offer a place' },
  { code: 'ACTIVE', text: 'Start now' },
  { code: 'DECLINED_NO_CAPACITY', text: 'Decline: no place is free' },
  { code: 'DECLINED_NOT_ELIGIBLE', text: 'Decline: the service is not for this child' },
];

/** Adds answering a request for support of the own charity. */
export function addSupport(site: Site): void {
  site.page('/children/:id/support/:episode', async (visit) =>
    Promise.resolve(page('support.njk', valuesOf(visit, randomUUID()))),
  );
  site.form('/children/:id/support/:episode', async (visit) => {
    const { params, form } = visit;
    const [key = '', status, reason] = ['key', 'status', 'reason'].map((name) => textOf(form, name).trim());
    const variables = { id: params['episode'], status, reason: reason === '' ? null : reason, key };
    return submit(visit, {
      question: { query: ANSWER_SUPPORT, variables, about: params['id'] ?? '' },
      done: '/work?done=answered',
      view: 'support.njk',
      values: valuesOf(visit, key),
      labels: { status: 'Answer', reason: 'Reason' },
      faults: status === '' ? [formFault('status', 'Select your answer')] : [],
    });
  });
}

function valuesOf({ params, form }: Visit, key: string): object {
  const chosen = { status: textOf(form, 'status'), reason: textOf(form, 'reason') };
  return { id: params['id'], episode: params['episode'], key, statuses: STATUSES, chosen };
}
