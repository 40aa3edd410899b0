import { HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from './cast';
import type { HubAnswer, HubClient, Person } from './client';

/** Those who act in the story of a referral: who refers, who decides, and who looks at it again. */
export const OFFICER: Person = { ...worker(NORFOLK_FORCE, 'SECTION_47_ENQUIRY'), subject: 'officer-1' };
export const YOUTH_WORKER: Person = { ...worker(HARBOUR, 'SUPPORT_SERVICE'), subject: 'worker-1' };
export const MANAGER: Person = { ...worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), subject: 'manager-1' };
export const DIRECTOR: Person = {
  organisation: NORFOLK_COUNCIL,
  role: 'SUPERVISOR',
  purpose: 'CHILD_IN_NEED',
  subject: 'director-1',
};

const REFERRAL = `id owner { id } referrer { id } source harmContexts indicators status decision decidedBy resistance
  reason { code contestable test } concerns rationale stepDown receipt otherAuthority { id name }
  decisionClock { rule stoppedAt overdue } challenges { id step outcome answer clock { rule overdue } }`;
const CHALLENGE = 'id step outcome argument answer clock { rule stoppedAt overdue }';
const SUBMIT = `mutation($input: SubmitReferralInput!, $key: ID!) {
  done: submitReferral(input: $input, idempotencyKey: $key) { ${REFERRAL} } }`;
const DECIDE = `mutation($input: DecideReferralInput!, $key: ID!) {
  done: decideReferral(input: $input, idempotencyKey: $key) { ${REFERRAL} } }`;
const RAISE = `mutation($id: ID!, $argument: String!, $key: ID!) {
  done: challengeReferral(referralId: $id, argument: $argument, idempotencyKey: $key) { ${CHALLENGE} } }`;
const ANSWER = `mutation($id: ID!, $outcome: ChallengeOutcome!, $answer: String!, $key: ID!) {
  done: answerChallenge(challengeId: $id, outcome: $outcome, answer: $answer, idempotencyKey: $key) { ${CHALLENGE} } }`;
const LIST = `query($council: ID, $referrer: ID, $status: ReferralStatus, $overdue: Boolean) {
  referrals(council: $council, referrer: $referrer, status: $status, overdue: $overdue, first: 100) {
    nodes { ${REFERRAL} } } }`;

/** The mutations and the list of referrals as clients of a hub call them, each call with a key of its own. */
export function referralCalls(hub: HubClient) {
  const key = (): string => crypto.randomUUID();
  return {
    submit: (by: Person, childId: string, over: object = {}): Promise<HubAnswer> => {
      const input = {
        childId,
        council: NORFOLK_COUNCIL,
        harmContexts: ['EXTRA_FAMILIAL'],
        indicators: ['M2', 'D3'],
        concerns: 'owes money to adults who wait outside the school',
        ...over,
      };
      return hub.ask(by, SUBMIT, { input, key: key() });
    },
    decide: (by: Person, referralId: string, over: object): Promise<HubAnswer> =>
      hub.ask(by, DECIDE, { input: { referralId, ...over }, key: key() }),
    challenge: (by: Person, id: string, argument: string): Promise<HubAnswer> =>
      hub.ask(by, RAISE, { id, argument, key: key() }),
    answer: (by: Person, id: string, over: { outcome: string; answer: string }): Promise<HubAnswer> =>
      hub.ask(by, ANSWER, { id, ...over, key: key() }),
    /** The referral as this person finds it in the list; undefined when it is not there. */
    find: async (by: Person, id: string, filter: object = {}): Promise<HubAnswer['data']> => {
      const { data } = await hub.ask(by, LIST, { ...filter });
      return data.referrals.nodes.find((node: { id: string }) => node.id === id);
    },
  };
}
