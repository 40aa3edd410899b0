import type { Principal } from '../../subgraphs/kit/context';
import type { Answer, TestSubgraph } from './subgraph';

const KEY = 'id subjectId ownerId handling';
const REFERRAL = `${KEY} referrer { id } source harmContexts indicators receivedAt status decision decidedBy decidedAt
  resistance concerns rationale stepDown receipt otherAuthority { id } otherAuthorityReceipt
  reason { code contestable test } decisionClock { rule startedAt dueAt stoppedAt overdue calendar }`;
const CHALLENGE = `${KEY} step raisedAt outcome argument answer clock { rule startedAt dueAt stoppedAt overdue }`;

const SUBMIT = `mutation($input: SubmitReferralInput!, $key: ID!) {
  done: submitReferral(input: $input, idempotencyKey: $key) { ${REFERRAL} } }`;
const DECIDE = `mutation($input: DecideReferralInput!, $key: ID!) {
  done: decideReferral(input: $input, idempotencyKey: $key) { ${REFERRAL} } }`;
const RAISE = `mutation($referralId: ID!, $argument: String!, $key: ID!) {
  done: challengeReferral(referralId: $referralId, argument: $argument, idempotencyKey: $key) { ${CHALLENGE} } }`;
const ANSWER = `mutation($challengeId: ID!, $outcome: ChallengeOutcome!, $answer: String!, $key: ID!) {
  done: answerChallenge(challengeId: $challengeId, outcome: $outcome, answer: $answer, idempotencyKey: $key) {
    ${CHALLENGE} } }`;

type Person = Partial<Principal>;

const NORFOLK = { organisation: 'E10000020', agency: 'COUNCIL' } as const;
export const OFFICER: Person = { organisation: 'E23000024', agency: 'POLICE', subject: 'officer-1' };
export const YOUTH_WORKER: Person = { organisation: 'harbour-youth-trust', agency: 'CHARITY', subject: 'worker-1' };
export const KENT: Person = { organisation: 'E10000016', agency: 'COUNCIL', subject: 'kent-1' };
/** Those of the council that is asked: one decides, the other answers. */
export const MANAGER: Person = { ...NORFOLK, subject: 'manager-1', name: 'Bea Winter' };
export const DIRECTOR: Person = { ...NORFOLK, subject: 'director-1', name: 'Cal Frost', role: 'SUPERVISOR' };

export const aSubmission = (over: object = {}): object => ({
  childId: 'child-1',
  council: 'E10000020',
  harmContexts: ['EXTRA_FAMILIAL'],
  indicators: ['M1', 'D2'],
  concerns: 'invented concerns',
  ...over,
});
export const aRefusal = (over: object = {}): object => ({
  decision: 'NO_FURTHER_ACTION',
  reason: 'R01',
  rationale: 'the harm is outside the home',
  stepDown: 'early help by the youth service',
  ...over,
});

export interface Call {
  by?: Person;
  key?: string;
}

/** The four mutations of referrals against a council's subgraph, each by whom it belongs to unless told otherwise. */
export function referralMutations(council: TestSubgraph) {
  const call =
    (query: string, toVariables: (over: object) => object, by: Person) =>
    (over: object = {}, { by: person = by, key = crypto.randomUUID() }: Call = {}): Promise<Answer> =>
      council.ask(query, { ...toVariables(over), key }, { name: null, ...person });
  const submit = call(SUBMIT, (over) => ({ input: aSubmission(over) }), YOUTH_WORKER);
  const decide = call(DECIDE, (over) => ({ input: aRefusal(over) }), MANAGER);
  const challenge = call(RAISE, (over) => ({ argument: 'the law does not ask where', ...over }), YOUTH_WORKER);
  const answer = call(ANSWER, (over) => ({ outcome: 'UPHELD', answer: 'the team has decided', ...over }), DIRECTOR);
  const idOf = async (asked: Promise<Answer>): Promise<string> => {
    const { data, text } = await asked;
    if (data?.done == null) throw new Error(`expected an answer, got ${text}`);
    return String(data.done.id);
  };
  const submitted = (over: object = {}, by: Person = YOUTH_WORKER): Promise<string> => idOf(submit(over, { by }));
  const refused = async (over: object = {}): Promise<string> =>
    idOf(decide({ referralId: await submitted(), ...over }));
  const challenged = async (): Promise<{ referralId: string; challengeId: string }> => {
    const referralId = await refused();
    return { referralId, challengeId: await idOf(challenge({ referralId })) };
  };
  return { submit, decide, challenge, answer, submitted, refused, challenged };
}

/** What a refused call tells its caller. */
export const refusal = ({ errors }: Answer): unknown => {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { code, argument, expected };
};
