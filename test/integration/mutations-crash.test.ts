import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aService, aSupportEpisode, HARBOUR } from '../support/charity-lines';
import { openCrashing, type Crashing, type CrashTrial } from '../support/crashing';
import { aProfile } from '../support/police-lines';
import { aSubmission, OFFICER } from '../support/referral-mutations';

const MUTATIONS = 1_000;
/** Each is reported four times within the days that prompt: the third report and the fourth raise one prompt each. */
const CHILDREN = MUTATIONS / 4;

const REPORTS: CrashTrial = {
  subgraph: POLICE,
  lines: Array.from({ length: CHILDREN }, (_, n) => aProfile(n)),
  mutation: `mutation($key: ID!, $childId: ID!) { done: reportMissing(idempotencyKey: $key, input: {
    childId: $childId, missingSince: "2026-06-09T22:30:00Z", risk: HIGH, circumstances: "invented" }) { id } }`,
  variablesOf: (n) => ({ childId: `child-${n % CHILDREN}` }),
  caller: OFFICER,
};
const REFERRALS: CrashTrial = {
  subgraph: COUNCIL,
  lines: [],
  mutation: `mutation($input: SubmitReferralInput!, $key: ID!) {
    done: submitReferral(input: $input, idempotencyKey: $key) { id } }`,
  variablesOf: () => ({ input: aSubmission() }),
  caller: OFFICER,
};
/** Each takes a place: one that was doubled would leave some without. */
const OFFERS: CrashTrial = {
  subgraph: CHARITY,
  lines: [
    aService(1, { capacity: MUTATIONS, available: MUTATIONS }),
    ...Array.from({ length: MUTATIONS }, (_, n) =>
      aSupportEpisode(n, { serviceId: 'service-1', status: 'REQUESTED', startedOn: null, endedOn: null }),
    ),
  ],
  mutation: `mutation($id: ID!, $key: ID!) {
    done: answerSupportRequest(episodeId: $id, status: OFFERED, idempotencyKey: $key) { id } }`,
  variablesOf: (n) => ({ id: `support-${n}` }),
  caller: { agency: 'CHARITY', organisation: HARBOUR },
};

describe('a process that is killed in the midst of 1,000 mutations loses none that it acknowledged and doubles none', () => {
  let crashing: Crashing;
  afterEach(() => crashing.close());

  async function trial(of: CrashTrial, table: string): Promise<void> {
    crashing = await openCrashing(of);
    const acknowledged = await crashing.sendThroughCrashes(MUTATIONS);
    expect(await crashing.ids(table)).toEqual([...acknowledged.values()].toSorted());
    expect(new Set(acknowledged.values()).size).toBe(MUTATIONS);
    expect(await crashing.count('idempotency_keys')).toBe(MUTATIONS);
  }

  test('reports of missing children, with their prompts', async () => {
    await trial(REPORTS, 'missing_episodes');
    expect(await crashing.count('missing_prompts')).toBe(CHILDREN * 2);
    expect(await crashing.count('outbox')).toBe(MUTATIONS + CHILDREN * 2);
  }, 60_000);

  test('referrals, with their receipts', async () => {
    await trial(REFERRALS, 'referrals');
    expect(await crashing.count("outbox where type = 'REFERRAL_SUBMITTED'")).toBe(MUTATIONS);
  }, 60_000);

  test('offers of support, each with its place', async () => {
    await trial(OFFERS, 'support_episodes');
    expect(await crashing.count("outbox where type = 'SUPPORT_ANSWERED'")).toBe(MUTATIONS);
    expect(await crashing.count(`support_services where available = 0 and held = ${MUTATIONS}`)).toBe(1);
  }, 60_000);
});
