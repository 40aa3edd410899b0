import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { HARBOUR, METROPOLITAN_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const MUTATIONS = 240;
const KILLS = 3;
const AT_ONCE = 12;

const NORFOLK_OFFICER: Person = { ...worker(NORFOLK_FORCE, 'MISSING_CHILD'), subject: 'officer-1' };
const LEAD: Person = { organisation: HARBOUR, role: 'SUPERVISOR', purpose: 'SUPPORT_SERVICE', subject: 'lead-1' };

interface Call {
  readonly by: Person;
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

/** A mutation of the hub's, made for the number of a call; answers under `done` with an `id`. */
type Make = (n: number, childId: string) => Call;

const CALLS: Readonly<Record<string, Make>> = {
  registerChild: (n) => ({
    by: { ...worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), subject: `worker-${n}` },
    document: `mutation($input: RegisterChildInput!, $key: ID!) {
      answer: registerChild(input: $input, idempotencyKey: $key) { done: child { id } } }`,
    variables: {
      input: { reference: `CRASH-${n}`, givenName: 'Wren', familyName: nameOf(n), dateOfBirth: '2012-07-08' },
    },
  }),
  recordConcern: (n, childId) => ({
    by: NORFOLK_OFFICER,
    document: `mutation($id: ID!, $reason: String!, $key: ID!) {
      done: recordConcern(childId: $id, level: CONCERN, reason: $reason, idempotencyKey: $key) { id } }`,
    variables: { id: childId, reason: `seen with older peers, time ${n}` },
  }),
  recordConsent: (n, childId) => ({
    by: NORFOLK_OFFICER,
    document: `mutation($input: RecordConsentInput!, $key: ID!) {
      done: recordConsent(input: $input, idempotencyKey: $key) { id } }`,
    variables: {
      input: {
        childId,
        categories: ['SUPPORT'],
        recipients: ['CHARITY'],
        state: 'GIVEN',
        givenBy: 'CHILD',
        capacity: 'aged 16',
        reason: `asked for the time ${n}`,
      },
    },
  }),
  breakGlass: (n, childId) => ({
    by: { ...worker(METROPOLITAN_FORCE, 'IMMEDIATE_PROTECTION'), subject: `constable-${n}` },
    document: `mutation($id: ID!, $key: ID!) { done: breakGlass(childId: $id, reason: "CHILD_MISSING",
      explanation: "not at home since noon", minutes: 30, idempotencyKey: $key) { id } }`,
    variables: { id: childId },
  }),
  allocateChild: (n, childId) => ({
    by: LEAD,
    document: `mutation($id: ID!, $subject: ID!, $key: ID!) {
      done: allocateChild(childId: $id, subject: $subject, allocated: true, idempotencyKey: $key) { id } }`,
    variables: { id: childId, subject: `caseworker-${n}` },
  }),
};
const NAMES = Object.keys(CALLS);
const EACH = MUTATIONS / NAMES.length;

const nameOf = (n: number): string =>
  `Marsholt-${Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('')}`;
const keyOf = (n: number): string => `crash-${n}`;

describe('a gateway that is killed in the midst of mutations of the hub', () => {
  let hub: TestHub;
  let childId: string;
  let database: Client;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(NORFOLK_OFFICER, 'DEMO-1');
    database = new Client(hub.databases.hub);
    await database.connect();
  }, 60_000);
  afterAll(async () => {
    await database?.end();
    await hub?.stop();
  });

  /** The id that was answered. Rejects when the gateway is gone. */
  async function send(n: number): Promise<string> {
    const { by, document, variables } = CALLS[NAMES[n % NAMES.length] ?? '']!(n, childId);
    const { data, text } = await hub.ask(by, document, { ...variables, key: keyOf(n) });
    const done = data?.done ?? data?.answer?.done;
    if (typeof done?.id !== 'string') throw new Error(text);
    return done.id;
  }

  const countOf = async (what: string): Promise<number> =>
    Number((await database.query<{ n: string }>(`select count(*) as n from ${what}`)).rows[0]?.n);
  const effects = async (): Promise<Record<string, number>> => ({
    registered: await countOf(
      "children where id in (select child_id from involvements where organisation = 'E10000020')",
    ),
    concerns: await countOf('concerns'),
    consents: await countOf('consents'),
    grants: await countOf('break_glass_grants'),
    allocations: await countOf("allocations where subject like 'caseworker-%'"),
    keys: await countOf("idempotency_keys where key like 'crash-%'"),
    concernSignals: await countOf("outbox where type = 'CONCERN_RECORDED'"),
    consentSignals: await countOf("outbox where type = 'CONSENT_CHANGED'"),
    allocationSignals: await countOf("outbox where type = 'ALLOCATION_CHANGED'"),
    grantSignals: await countOf("(select distinct record_id from outbox where type = 'BREAK_GLASS_USED') as signalled"),
  });

  /** Sends until each has its answer, and kills the gateway whenever another part of them is done. */
  async function sendThroughKills(): Promise<Map<number, string>> {
    const acknowledged = new Map<number, string>();
    for (let life = 0; acknowledged.size < MUTATIONS; life += 1) {
      if (life > KILLS + 1) throw new Error('expected every mutation to be answered by now');
      const killAt = life < KILLS ? ((life + 1) * MUTATIONS) / (KILLS + 1) : Infinity;
      const queue = Array.from({ length: MUTATIONS }, (_, n) => n).filter((n) => !acknowledged.has(n));
      const senders = Array.from({ length: AT_ONCE }, async () => {
        for (let n = queue.shift(); n !== undefined; n = queue.shift()) {
          acknowledged.set(n, await send(n));
          if (acknowledged.size === killAt) hub.process('gateway').kill('SIGKILL');
        }
      });
      const ended = await Promise.allSettled(senders);
      if (killAt === Infinity)
        for (const each of ended) expect(each).toEqual({ status: 'fulfilled', value: undefined });
      else {
        await hub.end('gateway', 'SIGKILL');
        await sleep(50);
        await hub.start('gateway');
      }
    }
    return acknowledged;
  }

  it('loses none that it acknowledged and doubles none', async () => {
    const before = await effects();
    const acknowledged = await sendThroughKills();
    const after = await effects();
    const grown = Object.entries(after).map(([what, count]) => [what, count - (before[what] ?? 0)]);
    expect(Object.fromEntries(grown)).toEqual({
      registered: EACH,
      concerns: EACH,
      consents: EACH,
      grants: EACH,
      allocations: EACH,
      keys: MUTATIONS,
      concernSignals: EACH,
      consentSignals: EACH,
      allocationSignals: EACH,
      grantSignals: EACH,
    });
    // Each key gives what it gave, and does nothing more.
    for (const n of [0, 1, 2, 3, 4, MUTATIONS - 5, MUTATIONS - 4, MUTATIONS - 3, MUTATIONS - 2, MUTATIONS - 1])
      expect(await send(n)).toBe(acknowledged.get(n));
    expect(await effects()).toEqual(after);
  }, 120_000);
});
