import { randomUUID } from 'node:crypto';
import { formFault } from '../../form-faults';
import { page, textOf, type Site, type Visit } from '../../site';
import { submit } from '../../submit';
import { notFound } from '../child/reading';
import { readReferral } from './referral';

export const CHALLENGE = `mutation Challenge($id: ID!, $argument: String!, $key: ID!) {
  challengeReferral(referralId: $id, argument: $argument, idempotencyKey: $key) { id } }`;

export const ANSWER_CHALLENGE = `mutation AnswerChallenge($id: ID!, $outcome: ChallengeOutcome!, $answer: String!, $key: ID!) {
  answerChallenge(challengeId: $id, outcome: $outcome, answer: $answer, idempotencyKey: $key) { id } }`;

/** Adds challenging a refusal, and answering a challenge. */
export function addChallenge(site: Site): void {
  site.page('/children/:id/referrals/:referral/challenge', async (visit) =>
    page('challenge.njk', await challengeValues(visit, randomUUID())),
  );
  site.form('/children/:id/referrals/:referral/challenge', async (visit) => {
    const { params, form } = visit;
    const [key, argument] = ['key', 'argument'].map((name) => textOf(form, name));
    const variables = { id: params['referral'], argument, key };
    return submit(visit, {
      question: { query: CHALLENGE, variables, about: params['id'] ?? '' },
      done: '/work?done=challenged',
      view: 'challenge.njk',
      values: await challengeValues(visit, key ?? ''),
      labels: { argument: 'Why the decision is wrong' },
      faults: argument?.trim() === '' ? [formFault('argument', 'Say why the decision is wrong')] : [],
    });
  });
  addAnswer(site);
}

function addAnswer(site: Site): void {
  site.page('/children/:id/referrals/:referral/answer', async (visit) =>
    page('answer.njk', (await answerValues(visit, randomUUID())).values),
  );
  site.form('/children/:id/referrals/:referral/answer', async (visit) => {
    const { params, form } = visit;
    const [key = '', outcome, answer] = ['key', 'outcome', 'answer'].map((name) => textOf(form, name));
    const { challengeId, values } = await answerValues(visit, key);
    return submit(visit, {
      question: {
        query: ANSWER_CHALLENGE,
        variables: { id: challengeId, outcome, answer, key },
        about: params['id'] ?? '',
      },
      done: '/work?done=answered',
      view: 'answer.njk',
      values,
      labels: { outcome: 'Outcome', answer: 'Answer' },
      faults: [
        ...(outcome === '' ? [formFault('outcome', 'Select whether the refusal stands')] : []),
        ...(answer?.trim() === '' ? [formFault('answer', 'Answer the argument')] : []),
      ],
    });
  });
}

async function challengeValues(visit: Visit, key: string): Promise<object> {
  const { referral } = await readReferral(visit);
  return { id: visit.params['id'], referral, key, chosen: { argument: textOf(visit.form, 'argument') } };
}

async function answerValues(visit: Visit, key: string): Promise<{ challengeId: string; values: object }> {
  const { referral } = await readReferral(visit);
  const known = textOf(visit.form, 'challenge');
  const challenge = referral.challenges?.find(({ id, outcome }) =>
    known === '' ? outcome === 'PENDING' : id === known,
  );
  if (!challenge) throw notFound();
  const chosen = { outcome: textOf(visit.form, 'outcome'), answer: textOf(visit.form, 'answer') };
  return { challengeId: challenge.id, values: { id: visit.params['id'], referral, challenge, key, chosen } };
}
