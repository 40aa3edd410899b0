import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { HARBOUR, OPEN_DOOR } from '../support/cast';
import type { HubAnswer } from '../support/client';
import { ON_A_CHILD, ON_RECORDS, OTHER_CHARITY, type Attempt } from '../support/insider-attempts';
import { MANAGER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type AgencySector, type TestHub } from '../support/running-hub';

const SECTORS: readonly AgencySector[] = ['police', 'council', 'charity'];
const REFUSED = {
  decision: 'NO_FURTHER_ACTION',
  reason: 'R02',
  rationale: 'one episode, explained by the family and evidenced',
  stepDown: 'youth club on Thursdays',
};

describe('an insider who writes', () => {
  let hub: TestHub;
  let childId: string;
  const clients = {} as Record<AgencySector, Client>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(YOUTH_WORKER, 'DEMO-1');
    for (const sector of SECTORS) await (clients[sector] = new Client(hub.databases[sector])).connect();
  }, 60_000);
  afterAll(async () => {
    for (const client of Object.values(clients)) await client.end();
    await hub?.stop();
  });

  const idIn = async (sector: AgencySector, from: string): Promise<string> => {
    const { rows } = await clients[sector].query<{ id: string }>(`select ${from} limit 1`);
    const [row] = rows;
    if (row === undefined) throw new Error(`expected a record: ${from}`);
    return row.id;
  };
  const written = (): Promise<unknown[]> =>
    Promise.all(
      SECTORS.map(async (sector) => {
        const counts =
          'select (select count(*) from outbox) as signals, (select count(*) from idempotency_keys) as keys';
        return (await clients[sector].query(counts)).rows;
      }),
    );

  /** The ids of records that are nobody's of the insiders, by the mutation that acts on them. */
  async function records(): Promise<Record<string, string>> {
    const calls = referralCalls(hub);
    const submitted = async (): Promise<string> => (await calls.submit(YOUTH_WORKER, childId)).data.done.id;
    const refused = async (): Promise<string> => {
      const id = await submitted();
      expect((await calls.decide(MANAGER, id, REFUSED)).errors).toEqual([]);
      return id;
    };
    const challenged = await calls.challenge(YOUTH_WORKER, await refused(), 'the harm is evidenced');
    const told = "id from placement_notifications where recipient_id <> 'E23000010'";
    return {
      decideReferral: await submitted(),
      challengeReferral: await refused(),
      answerChallenge: challenged.data.done.id,
      endPlacement: await idIn('council', 'id from placements where ended_on is null'),
      acknowledgePlacement: await idIn('council', told),
      recordReturnHomeInterview: await idIn('council', 'episode_id as id from return_home_interviews'),
      recordReturn: await idIn('police', 'id from missing_episodes'),
      recordNrmStage: await idIn('police', 'id from nrm_referrals'),
      resolveCustodyPrompt: await idIn('police', 'id from custody_prompts'),
      answerSupportRequest: await idIn('charity', `id from support_episodes where owner_id = '${HARBOUR}'`),
      answerAdvocacyRequest: await idIn('charity', `id from advocacy_requests where owner_id = '${OPEN_DOOR}'`),
    };
  }

  /** An answer without the id that is drawn for each error. */
  const shapeOf = ({ status, data, errors, withheld }: HubAnswer): unknown => ({
    status,
    data,
    withheld,
    errors: errors.map(({ message, path, extensions }) => ({ message, path, said: { ...extensions, id: null } })),
  });

  async function isToldNothing(name: string, { by, document }: Attempt, id: string): Promise<void> {
    const ask = (thing: string): Promise<HubAnswer> => hub.ask(by, document, { id: thing, key: randomUUID() });
    const real = { name, told: shapeOf(await ask(id)) };
    expect(real).toMatchObject({ name, told: { errors: [{ said: { code: 'NOT_FOUND' } }] } });
    expect(real).toEqual({ name, told: shapeOf(await ask(randomUUID())) });
  }

  it('learns of no record that is not the own by any mutation, and changes none', async () => {
    const ids = await records();
    const before = await written();
    for (const [name, attempt] of Object.entries(ON_RECORDS)) await isToldNothing(name, attempt, ids[name] ?? '');
    expect(await written()).toEqual(before);
  });

  it('learns of no child with whom the own organisation has nothing to do, and writes nothing about it', async () => {
    const serviceId = await idIn('charity', `id from support_services where owner_id = '${HARBOUR}'`);
    const before = await written();
    for (const [name, attempt] of Object.entries(ON_A_CHILD(serviceId))) await isToldNothing(name, attempt, childId);
    expect(await written()).toEqual(before);
  });

  it('finds no demand of another charity, by whichever filter', async () => {
    const serviceId = await idIn('charity', `service_id as id from support_episodes where owner_id = '${HARBOUR}'`);
    const list = `query($service: ID, $requester: ID, $status: SupportStatus) {
      supportRequests(service: $service, requester: $requester, status: $status, first: 100) {
        nodes { id owner { id } } pageInfo { hasNextPage endCursor } } }`;
    for (const filter of [
      { service: serviceId },
      { service: serviceId, status: 'REQUESTED' },
      { service: randomUUID() },
    ]) {
      const { data, errors } = await hub.ask(OTHER_CHARITY, list, filter);
      expect({ errors, page: data.supportRequests }).toEqual({
        errors: [],
        page: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      });
    }
  });
});
