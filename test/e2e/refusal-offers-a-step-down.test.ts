import { DIRECTOR, MANAGER, OFFICER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type TestHub } from '../support/running-hub';

const OFFER = 'family support starts on Monday; the youth service calls the referrer';
const REFUSAL = {
  decision: 'ADVICE',
  reason: 'R14',
  rationale: 'the family has accepted early help',
  stepDown: OFFER,
};

describe('a refusal', () => {
  let hub: TestHub;
  let calls: ReturnType<typeof referralCalls>;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    calls = referralCalls(hub);
    childId = await hub.findChild(YOUTH_WORKER, 'DEMO-2');
  }, 60_000);
  afterAll(() => hub.stop());

  it.each([
    ['the charity', YOUTH_WORKER],
    ['the police', OFFICER],
  ])('tells %s that referred which help is offered instead', async (_who, referrer) => {
    const { data } = await calls.submit(referrer, childId);
    const id: string = data.done.id;
    const without = await calls.decide(MANAGER, id, { ...REFUSAL, stepDown: ' ' });
    expect(without.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'input.stepDown' });
    expect((await calls.decide(MANAGER, id, REFUSAL)).errors).toEqual([]);
    expect(await calls.find(referrer, id)).toMatchObject({ decision: 'ADVICE', stepDown: OFFER });
  });

  it('is not what asking for information is: the clock runs on, and asking twice is seen', async () => {
    const { data } = await calls.submit(YOUTH_WORKER, childId);
    const id: string = data.done.id;
    const asking = { ...REFUSAL, reason: 'R12', stepDown: 'which adults were seen, and when?' };
    for (const by of [MANAGER, DIRECTOR]) await calls.decide(by, id, asking);
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({
      status: 'INFORMATION_REQUESTED',
      decision: null,
      stepDown: 'which adults were seen, and when?',
      decisionClock: { stoppedAt: null },
      resistance: 2,
    });
    const accepted = await calls.decide(MANAGER, id, {
      decision: 'EARLY_HELP',
      rationale: 'accepted',
      stepDown: OFFER,
    });
    expect(accepted.data.done).toMatchObject({ status: 'DECIDED', reason: null, stepDown: OFFER, resistance: 2 });
    expect(accepted.data.done.decisionClock.stoppedAt).not.toBeNull();
  });
});
