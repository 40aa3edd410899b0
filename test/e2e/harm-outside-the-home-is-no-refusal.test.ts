import { LEWISHAM_COUNCIL } from '../support/cast';
import { DIRECTOR, MANAGER, OFFICER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type TestHub } from '../support/running-hub';

const ELSEWHERE = {
  decision: 'NO_FURTHER_ACTION',
  reason: 'R01',
  rationale: 'the parents protect; the harm comes from outside',
  stepDown: 'a parenting course, and the police for the rest',
};

describe('a refusal because the harm is outside the home', () => {
  let hub: TestHub;
  let calls: ReturnType<typeof referralCalls>;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    calls = referralCalls(hub);
    childId = await hub.findChild(OFFICER, 'DEMO-1');
  }, 60_000);
  afterAll(() => hub.stop());

  it('shows the referrer the test that the law sets, and where the harm was said to be', async () => {
    const { data } = await calls.submit(OFFICER, childId, { harmContexts: ['EXTRA_FAMILIAL', 'ONLINE'] });
    const { data: decided } = await calls.decide(MANAGER, data.done.id, ELSEWHERE);
    const reason = {
      code: 'R01',
      contestable: true,
      test: expect.stringContaining('neither section asks where the harm comes from'),
    };
    expect(decided.done.reason).toEqual(reason);
    expect(await calls.find(OFFICER, data.done.id)).toMatchObject({
      harmContexts: ['EXTRA_FAMILIAL', 'ONLINE'],
      reason,
    });
  });

  it.each(['R03', 'R04', 'R05', 'R06', 'R07', 'R09', 'R13', 'R15', 'R16'])('as %s carries its test', async (reason) => {
    const { data } = await calls.submit(YOUTH_WORKER, childId);
    const { data: decided } = await calls.decide(MANAGER, data.done.id, { ...ELSEWHERE, reason });
    expect(decided.done.reason).toEqual({
      code: reason,
      contestable: true,
      test: expect.stringMatching(/Act (1989|2015)/),
    });
  });

  it('that is overturned and given again ends as refused twice, for everyone to see', async () => {
    const { data } = await calls.submit(YOUTH_WORKER, childId);
    const id: string = data.done.id;
    await calls.decide(MANAGER, id, ELSEWHERE);
    const raised = await calls.challenge(YOUTH_WORKER, id, 'section 47 does not ask where the harm comes from');
    await calls.answer(DIRECTOR, raised.data.done.id, { outcome: 'OVERTURNED', answer: 'the test was not applied' });
    await calls.decide(MANAGER, id, { ...ELSEWHERE, reason: 'R08', otherAuthority: LEWISHAM_COUNCIL });
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({
      status: 'DECIDED',
      reason: { code: 'R08', contestable: false, test: null },
      otherAuthority: { id: LEWISHAM_COUNCIL, name: expect.any(String) },
      resistance: 4,
    });
  });
});
