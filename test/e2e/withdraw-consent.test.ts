import { startHub, type TestHub } from '../support/running-hub';
import type { Person } from '../support/client';

const WORKER: Person = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
const MISSING = 'query($id: ID!) { child(id: $id) { missingEpisodes { missingSince circumstances } } }';
const WITHDRAW = `mutation($id: ID!, $key: ID!) {
  recordConsent(idempotencyKey: $key, input: {
    childId: $id, categories: [MISSING], recipients: [CHARITY], state: WITHDRAWN, givenBy: CHILD,
    capacity: "Gillick-assessed", reason: "asked to stop"
  }) { state recordedBy { id } }
}`;

describe('withdrawing a consent', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub()), 60_000);
  afterAll(() => hub.stop());

  it('changes the very next answer', async () => {
    const id = await hub.findChild(WORKER, 'DEMO-1');
    const before = await hub.ask(WORKER, MISSING, { id });
    expect(before.data.child.missingEpisodes).toHaveLength(2);
    expect(before.data.child.missingEpisodes[0]).toEqual({ missingSince: expect.any(String), circumstances: null });
    expect(before.withheld).toEqual([
      expect.objectContaining({
        path: ['child', 'missingEpisodes', '*', 'circumstances'],
        owner: 'E23000024',
        reason: 'NOT_AGREED',
        granted: 'SUMMARY',
        count: 2,
      }),
    ]);

    const withdrawn = await hub.ask(WORKER, WITHDRAW, { id, key: 'withdraw-1' });
    expect(withdrawn.data.recordConsent).toEqual({ state: 'WITHDRAWN', recordedBy: { id: 'harbour-youth-trust' } });

    const after = await hub.ask(WORKER, MISSING, { id });
    expect(after.data.child.missingEpisodes).toBeNull();
    expect(after.withheld).toEqual([
      expect.objectContaining({
        path: ['child', 'missingEpisodes'],
        owner: 'E23000024',
        reason: 'CONSENT_WITHDRAWN',
        contact: expect.objectContaining({ name: expect.any(String) }),
      }),
    ]);
  });
});
