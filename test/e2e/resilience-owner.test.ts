import { setTimeout as sleep } from 'node:timers/promises';
import type { HubAnswer, Person } from '../support/client';
import { startRelay, type Fault, type Relay } from '../support/relay';
import { AS_SERVED, startHub, type AgencySector, type TestHub } from '../support/running-hub';

const WORKER: Person = { organisation: 'E10000020', role: 'PRACTITIONER', purpose: 'CHILD_IN_NEED' };
const JOIN = `query($id: ID!) { child(id: $id) {
  concern
  missingEpisodes { status }
  socialCare { status }
  supportEpisodes { status }
} }`;
const FIELD_OF: Readonly<Record<AgencySector, string>> = {
  police: 'missingEpisodes',
  council: 'socialCare',
  charity: 'supportEpisodes',
};
const SECTORS = Object.keys(FIELD_OF) as AgencySector[];
/** The owners' deadline of 2 s, and what the rest of an answer takes on a busy machine. */
const DEADLINE_MS = 2_600;
/** The same with many requests at once. */
const BUSY_DEADLINE_MS = 4_000;
const RECOVERY_MS = 6_000;

describe('an owner that fails', () => {
  let hub: TestHub;
  let relay: Relay;
  let id: string;
  beforeAll(async () => {
    hub = await startHub({
      env: AS_SERVED,
      reroute: async (urls) => {
        relay = await startRelay(Number(new URL(urls.charity).port));
        return { charity: `http://127.0.0.1:${relay.port}/graphql` };
      },
    });
    id = await hub.findChild(WORKER, 'DEMO-1');
  }, 60_000);
  afterAll(async () => {
    await hub.stop();
    await relay.close();
  });

  async function askTimed(): Promise<HubAnswer & { ms: number }> {
    const begun = performance.now();
    const answer = await hub.ask(WORKER, JOIN, { id });
    return { ...answer, ms: performance.now() - begun };
  }

  async function expectMissing(sector: AgencySector): Promise<void> {
    const { status, data, errors, withheld, ms } = await askTimed();
    expect(ms).toBeLessThan(DEADLINE_MS);
    expect(status).toBe(200);
    expect(data.child.concern).toBe('CONCERN');
    for (const each of SECTORS) {
      const records: unknown = data.child[FIELD_OF[each]];
      if (each === sector) expect(records).toBeNull();
      else expect(records).toEqual(expect.arrayContaining([{ status: expect.any(String) }]));
    }
    expect(errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'OWNER_UNAVAILABLE', owner: sector }) }),
    ]);
    expect(withheld).toEqual([
      expect.objectContaining({ path: ['child', FIELD_OF[sector]], reason: 'OWNER_UNAVAILABLE' }),
    ]);
  }

  async function expectRecovery(): Promise<void> {
    const until = performance.now() + RECOVERY_MS;
    for (;;) {
      const { errors, withheld, data } = await askTimed();
      if (errors.length === 0) {
        expect(withheld).toEqual([]);
        for (const sector of SECTORS) expect(data.child[FIELD_OF[sector]]).not.toBeNull();
        return;
      }
      if (performance.now() > until) throw new Error(`no recovery: ${JSON.stringify(errors)}`);
      await sleep(100);
    }
  }

  const readiness = async () => {
    const response = await fetch(`${hub.url}/ready`);
    return { status: response.status, body: await response.json() };
  };

  it('by being killed: the others answer, /ready names it, and all is well once it is back', async () => {
    await expectRecovery();
    await hub.end('police', 'SIGKILL');
    try {
      await expectMissing('police');
      expect(await readiness()).toEqual({ status: 503, body: { ready: false, faults: ['police'] } });
    } finally {
      await hub.start('police');
    }
    await expectRecovery();
    expect(await readiness()).toMatchObject({ status: 200, body: { ready: true } });
  });

  it('by hanging: answers end at the deadline, and at once when it has failed several times', async () => {
    hub.process('council').kill('SIGSTOP');
    try {
      await Promise.all(Array.from({ length: 5 }, () => expectMissing('council')));
      const { ms, errors } = await askTimed();
      expect(errors).toHaveLength(1);
      expect(ms).toBeLessThan(1_000);
    } finally {
      hub.process('council').kill('SIGCONT');
    }
    await expectRecovery();
  });

  it.each<Fault>(['HANG', 'REFUSE', 'NOT_HTTP', 'NOT_JSON', 'DRIP', 'HALF_CLOSE', 'RESET'])(
    'by %s on the line: the rest is answered in time, and it recovers by itself',
    async (fault) => {
      relay.set(fault);
      await expectMissing('charity').finally(() => relay.set('NONE'));
      await expectRecovery();
    },
  );

  it('under load: no answer is late, none lacks what the other owners gave', async () => {
    relay.set('HANG');
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        await sleep(index * 100);
        return askTimed();
      }),
    );
    relay.set('NONE');
    for (const { ms, status, data, errors } of answers) {
      expect(ms).toBeLessThan(BUSY_DEADLINE_MS);
      expect([status, errors.length]).toEqual([200, 1]);
      expect(data.child.missingEpisodes).toHaveLength(2);
    }
    // Those that came later did not wait for an owner that was known to hang.
    expect(answers.filter(({ ms }) => ms < 1_000).length).toBeGreaterThan(3);
    await expectRecovery();
  });
});
