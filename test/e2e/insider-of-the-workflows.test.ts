import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import {
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  worker,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { MANAGER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type AgencySector, type TestHub } from '../support/running-hub';

const SECTORS: readonly AgencySector[] = ['police', 'council', 'charity'];
/** Each may call what its agency may call, and has nothing to do with the child. */
const OTHER_FORCE: Person = { ...worker(KENT_FORCE, 'MISSING_CHILD'), subject: 'insider-1' };
const OTHER_COUNCIL: Person = { ...worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY'), subject: 'insider-2' };
const OTHER_CHARITY: Person = { ...worker(OPEN_DOOR, 'SUPPORT_SERVICE'), subject: 'insider-3' };
const REFUSED = {
  decision: 'NO_FURTHER_ACTION',
  reason: 'R02',
  rationale: 'one episode, explained by the family and evidenced',
  stepDown: 'youth club on Thursdays',
};
const SUBMISSION = {
  council: KENT_COUNCIL,
  harmContexts: ['ONLINE'],
  indicators: ['M1'],
  concerns: 'invented concerns',
};
const RETURNED_AT = '2026-01-05T10:00:00Z';

/** A mutation as an insider calls it with the id of something that is not the insider's. */
interface Attempt {
  readonly by: Person;
  /** Takes `$id` and `$key`. */
  readonly document: string;
  /** The real thing. */
  readonly id: string;
  readonly variables?: Record<string, unknown>;
}

describe('an insider who writes', () => {
  let hub: TestHub;
  let childId: string;
  let calls: ReturnType<typeof referralCalls>;
  const clients = {} as Record<AgencySector, Client>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(YOUTH_WORKER, 'DEMO-1');
    calls = referralCalls(hub);
    for (const sector of SECTORS) await (clients[sector] = new Client(hub.databases[sector])).connect();
  }, 60_000);
  afterAll(async () => {
    for (const client of Object.values(clients)) await client.end();
    await hub?.stop();
  });

  const idIn = async (sector: AgencySector, sql: string): Promise<string> => {
    const { rows } = await clients[sector].query<{ id: string }>(sql);
    const [row] = rows;
    if (row === undefined) throw new Error(`expected a record: ${sql}`);
    return row.id;
  };
  const written = (): Promise<unknown[]> =>
    Promise.all(
      SECTORS.map(
        async (sector) =>
          (
            await clients[sector].query(
              'select (select count(*) from outbox) as signals, (select count(*) from idempotency_keys) as keys',
            )
          ).rows,
      ),
    );

  /** An answer without what is drawn for each request. */
  const shapeOf = ({ status, data, errors, withheld }: HubAnswer): unknown => ({
    status,
    data,
    withheld,
    errors: errors.map(({ message, path, extensions: { id: _, ...said } }) => ({ message, path, said })),
  });

  async function attempts(): Promise<Record<string, Attempt>> {
    const referralId = (await calls.submit(YOUTH_WORKER, childId)).data.done.id as string;
    await calls.decide(MANAGER, referralId, REFUSED);
    const challengeId = (await calls.challenge(YOUTH_WORKER, referralId, 'the harm is evidenced')).data.done
      .id as string;
    const waiting = (await calls.submit(YOUTH_WORKER, childId)).data.done.id as string;
    const refused = (await calls.submit(YOUTH_WORKER, childId)).data.done.id as string;
    await calls.decide(MANAGER, refused, REFUSED);
    const of = (owner: string): string => `owner_id = '${owner}' order by id limit 1`;
    const M = (head: string, call: string): string => `mutation($id: ID!, $key: ID!${head}) { done: ${call} { id } }`;
    const INPUT = (type: string): string => `, $input: ${type}!`;
    return {
      decideReferral: {
        by: OTHER_COUNCIL,
        id: waiting,
        document: M(
          '',
          `decideReferral(input: { referralId: $id, decision: NO_FURTHER_ACTION, reason: "R02",
          rationale: "one episode, explained by the family", stepDown: "a youth club" }, idempotencyKey: $key)`,
        ),
      },
      challengeReferral: {
        by: { ...OTHER_CHARITY },
        id: refused,
        document: M('', 'challengeReferral(referralId: $id, argument: "not so at all", idempotencyKey: $key)'),
      },
      answerChallenge: {
        by: OTHER_COUNCIL,
        id: challengeId,
        document: M(
          '',
          'answerChallenge(challengeId: $id, outcome: UPHELD, answer: "it stays so", idempotencyKey: $key)',
        ),
      },
      endPlacement: {
        by: OTHER_FORCE.organisation === KENT_FORCE ? { ...OTHER_COUNCIL, organisation: KENT_COUNCIL } : OTHER_COUNCIL,
        id: await idIn(
          'council',
          `select id from placements where owner_id not in ('${KENT_COUNCIL}') order by id limit 1`,
        ),
        document: M('', 'endPlacement(placementId: $id, endedOn: "2026-01-05", reason: "OTHER", idempotencyKey: $key)'),
      },
      acknowledgePlacement: {
        by: { ...OTHER_FORCE, organisation: 'E23000010' },
        id: await idIn(
          'council',
          "select id from placement_notifications where recipient_id <> 'E23000010' order by id limit 1",
        ),
        document: M('', 'acknowledgePlacement(notificationId: $id, idempotencyKey: $key)'),
      },
      recordReturnHomeInterview: {
        by: { ...OTHER_COUNCIL, organisation: 'E06000001' },
        id: await idIn('council', 'select episode_id as id from return_home_interviews order by id limit 1'),
        document: M(
          '',
          `recordReturnHomeInterview(input: { episodeId: $id, offeredAt: "${RETURNED_AT}", accepted: false },
          idempotencyKey: $key)`,
        ),
      },
      recordReturn: {
        by: OTHER_FORCE,
        id: await idIn('police', `select id from missing_episodes where ${of(NORFOLK_FORCE)}`),
        document: M('', `recordReturn(episodeId: $id, returnedAt: "${RETURNED_AT}", idempotencyKey: $key)`),
      },
      recordNrmStage: {
        by: { ...OTHER_FORCE, organisation: 'E23000010' },
        id: await idIn('police', 'select id from nrm_referrals order by id limit 1'),
        document: M('', 'recordNrmStage(referralId: $id, stage: NOT_IN_NRM, idempotencyKey: $key)').replace(
          'NOT_IN_NRM',
          'REFERRED',
        ),
      },
      resolveCustodyPrompt: {
        by: { ...OTHER_FORCE, organisation: 'E23000010' },
        id: await idIn('police', 'select id from custody_prompts order by id limit 1'),
        document: M('', 'resolveCustodyPrompt(promptId: $id, outcome: "considered", idempotencyKey: $key)'),
      },
      answerSupportRequest: {
        by: OTHER_CHARITY,
        id: await idIn('charity', `select id from support_episodes where ${of(HARBOUR)}`),
        document: M('', 'answerSupportRequest(episodeId: $id, status: ENDED, idempotencyKey: $key)'),
      },
      answerAdvocacyRequest: {
        by: { ...OTHER_CHARITY, organisation: HARBOUR },
        id: await idIn('charity', `select id from advocacy_requests where ${of(OPEN_DOOR)}`),
        document: M('', 'answerAdvocacyRequest(requestId: $id, status: ENDED, idempotencyKey: $key)'),
      },
      reportMissing: {
        by: OTHER_FORCE,
        id: childId,
        document: M(
          INPUT('MissingRisk'),
          `reportMissing(input: { childId: $id, missingSince: "${RETURNED_AT}", risk: $input,
          circumstances: "invented" }, idempotencyKey: $key)`,
        ),
        variables: { input: 'HIGH' },
      },
      recordCustody: {
        by: OTHER_FORCE,
        id: childId,
        document: M(
          '',
          `recordCustody(input: { childId: $id, occurredAt: "${RETURNED_AT}", subjectCategory: SUSPECT,
          narrative: "invented", nrmConsidered: true, section45Considered: true }, idempotencyKey: $key)`,
        ),
      },
      referToNrm: {
        by: OTHER_FORCE,
        id: childId,
        document: M('', 'referToNrm(input: { childId: $id, narrative: "invented" }, idempotencyKey: $key)'),
      },
      recordPlacement: {
        by: OTHER_COUNCIL,
        id: childId,
        document: M(
          '',
          `recordPlacement(input: { childId: $id, placementType: "K2", startedOn: "2026-01-05", provider: "invented",
          address: "1 Invented Way", postcode: "NR1 1AA", hostArea: "${NORFOLK_COUNCIL}" }, idempotencyKey: $key)`,
        ),
      },
      openReturnHomeInterview: {
        by: OTHER_COUNCIL,
        id: childId,
        document: M(
          '',
          `openReturnHomeInterview(input: { childId: $id, episodeId: "episode-1", returnedAt: "${RETURNED_AT}" },
          idempotencyKey: $key)`,
        ),
      },
      submitReferral: {
        by: OTHER_FORCE,
        id: childId,
        document: M(INPUT('SubmitReferralInput'), 'submitReferral(input: $input, idempotencyKey: $key)').replace(
          '$id: ID!, ',
          '',
        ),
      },
      requestSupport: {
        by: OTHER_CHARITY,
        id: childId,
        document: M(
          '',
          `requestSupport(childId: $id, serviceId: "${await idIn('charity', `select id from support_services where ${of(HARBOUR)}`)}",
          idempotencyKey: $key)`,
        ),
      },
      requestAdvocate: {
        by: OTHER_COUNCIL,
        id: childId,
        document: M('', 'requestAdvocate(childId: $id, idempotencyKey: $key)'),
      },
      recordWish: {
        by: OTHER_CHARITY,
        id: childId,
        document: M('', 'recordWish(childId: $id, words: "invented", heardOn: "2026-01-05", idempotencyKey: $key)'),
      },
      recordConcern: {
        by: OTHER_COUNCIL,
        id: childId,
        document: M(
          '',
          'recordConcern(childId: $id, level: IMMEDIATE_DANGER, reason: "invented", idempotencyKey: $key)',
        ),
      },
      allocateChild: {
        by: { ...OTHER_CHARITY, role: 'SUPERVISOR' },
        id: childId,
        document: M('', 'allocateChild(childId: $id, subject: "insider-3", allocated: true, idempotencyKey: $key)'),
      },
    };
  }

  it('of what is not the own learns nothing by any mutation, and changes nothing', async () => {
    const all = await attempts();
    const before = await written();
    for (const [name, { by, document, id, variables = {} }] of Object.entries(all)) {
      const ask = (thing: string): Promise<HubAnswer> => {
        const input = name === 'submitReferral' ? { input: { childId: thing, ...SUBMISSION } } : { id: thing };
        return hub.ask(by, document, { ...input, ...variables, key: randomUUID() });
      };
      const real = shapeOf(await ask(id));
      expect({ name, told: real }).toEqual({ name, told: shapeOf(await ask(randomUUID())) });
      expect({ name, real }).toMatchObject({ name, real: { errors: [{ said: { code: 'NOT_FOUND' } }] } });
    }
    expect(await written()).toEqual(before);
  });
});
