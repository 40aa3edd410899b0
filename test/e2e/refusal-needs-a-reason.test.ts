import { HARBOUR, KENT_COUNCIL, METROPOLITAN_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { HubAnswer } from '../support/client';
import { DIRECTOR, MANAGER, OFFICER, referralCalls, YOUTH_WORKER } from '../support/referral-people';
import { startHub, type TestHub } from '../support/running-hub';

const REFUSAL = {
  decision: 'NO_FURTHER_ACTION',
  reason: 'R02',
  rationale: 'one missing episode, explained by the family and evidenced',
  stepDown: 'youth club on Thursdays, a named worker calls the family',
};
const fault = ({ errors }: HubAnswer): unknown => errors[0]?.extensions;

describe('a charity that refers a child to a council', () => {
  let hub: TestHub;
  let calls: ReturnType<typeof referralCalls>;
  let childId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    calls = referralCalls(hub);
    childId = await hub.findChild(YOUTH_WORKER, 'DEMO-1');
  }, 60_000);
  afterAll(() => hub.stop());

  const submitted = async (by = YOUTH_WORKER): Promise<string> => (await calls.submit(by, childId)).data.done.id;

  it('has a receipt that the council signed, and both see it and its clock', async () => {
    const { data, errors } = await calls.submit(YOUTH_WORKER, childId);
    expect(errors).toEqual([]);
    const { id, receipt } = data.done;
    expect(data.done).toMatchObject({
      owner: { id: NORFOLK_COUNCIL },
      referrer: { id: HARBOUR },
      source: '8.V.CL',
      harmContexts: ['EXTRA_FAMILIAL'],
      indicators: ['M2', 'D3'],
      status: 'RECEIVED',
      decision: null,
      resistance: null,
      decisionClock: { rule: 'REFERRAL_DECISION', stoppedAt: null, overdue: false },
    });
    expect(await calls.find(YOUTH_WORKER, id, { referrer: HARBOUR, status: 'RECEIVED' })).toMatchObject({ receipt });
    expect(await calls.find(MANAGER, id, { council: NORFOLK_COUNCIL, overdue: false })).toMatchObject({
      receipt,
      concerns: 'owes money to adults who wait outside the school',
    });
    const response = await fetch(hub.urls.council.replace('/graphql', '/.well-known/jwks.json'));
    const { compactVerify, createLocalJWKSet } = await import('jose');
    const { payload } = await compactVerify(receipt, createLocalJWKSet((await response.json()) as never));
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({
      referral: id,
      council: NORFOLK_COUNCIL,
      referrer: HARBOUR,
      receivedAt: expect.any(String),
      dueAt: expect.any(String),
      concerns: expect.any(String),
    });
  });

  it('is never refused without a code, an explanation and an offer, nor by a machine', async () => {
    const id = await submitted();
    const bare = { decision: 'NO_FURTHER_ACTION', rationale: 'no' };
    expect(fault(await calls.decide(MANAGER, id, bare))).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'input.reason; input.rationale; input.stepDown',
    });
    const system = { ...MANAGER, role: 'PARTNER_SYSTEM', purposes: ['CHILD_IN_NEED'] } as const;
    expect(fault(await calls.decide(system, id, REFUSAL))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({ status: 'RECEIVED', decision: null });
  });

  it('learns who refused and why, challenges it, and is answered by somebody else', async () => {
    const id = await submitted();
    expect((await calls.decide(MANAGER, id, REFUSAL)).errors).toEqual([]);
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({
      status: 'DECIDED',
      decision: 'NO_FURTHER_ACTION',
      reason: { code: 'R02', contestable: false, test: null },
      decidedBy: 'manager-1',
      resistance: null,
    });
    expect(fault(await calls.decide(DIRECTOR, id, { decision: 'EARLY_HELP', rationale: 'yes' }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'input.referralId',
    });
    const raised = await calls.challenge(YOUTH_WORKER, id, 'three missing episodes were not weighed');
    expect(raised.data.done).toMatchObject({ step: 1, outcome: 'PENDING', clock: { rule: 'CHALLENGE_STEP_1' } });
    const challengeId: string = raised.data.done.id;
    const overturned = { outcome: 'OVERTURNED', answer: 'the missing episodes were not weighed' };
    expect(fault(await calls.answer(MANAGER, challengeId, overturned))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await calls.answer(DIRECTOR, challengeId, overturned)).errors).toEqual([]);
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({ status: 'RECEIVED', decision: null });
    const accepted = await calls.decide(DIRECTOR, id, { decision: 'CHILD_IN_NEED_ASSESSMENT', rationale: 'accepted' });
    expect(accepted.data.done).toMatchObject({ status: 'DECIDED', resistance: 3 });
    expect(await calls.find(YOUTH_WORKER, id)).toMatchObject({
      decision: 'CHILD_IN_NEED_ASSESSMENT',
      reason: null,
      resistance: 3,
      challenges: [{ step: 1, outcome: 'OVERTURNED' }],
    });
  });

  it('sees a refusal that was upheld as the highest resistance, and goes on to the next step', async () => {
    const id = await submitted(OFFICER);
    await calls.decide(MANAGER, id, REFUSAL);
    const first = await calls.challenge(OFFICER, id, 'three missing episodes were not weighed');
    await calls.answer(DIRECTOR, first.data.done.id, { outcome: 'UPHELD', answer: 'the decision stands as it is' });
    expect(await calls.find(OFFICER, id)).toMatchObject({ status: 'DECIDED', source: '6', resistance: 4 });
    const second = await calls.challenge(OFFICER, id, 'three missing episodes were not weighed');
    expect(second.data.done).toMatchObject({ step: 2, clock: { rule: 'CHALLENGE_STEP_2' } });
    const third = await calls.challenge(OFFICER, id, 'three missing episodes were not weighed');
    expect(fault(third)).toMatchObject({ code: 'BAD_USER_INPUT', at: 'referralId' });
  });

  it('shares it with its council alone: to others it is not there', async () => {
    const id = await submitted();
    const kent = { ...worker(KENT_COUNCIL, 'CHILD_IN_NEED'), role: 'SUPERVISOR' } as const;
    const metropolitan = worker(METROPOLITAN_FORCE, 'SECTION_47_ENQUIRY');
    const missing = '00000000-0000-4000-8000-000000000000';
    const withoutId = (answer: HubAnswer): object => ({ ...(fault(answer) as object), id: null });
    const answers = [
      [await calls.decide(kent, id, REFUSAL), await calls.decide(kent, missing, REFUSAL)],
      [
        await calls.challenge(metropolitan, id, 'why was this'),
        await calls.challenge(metropolitan, missing, 'why was this'),
      ],
    ] as const;
    for (const [real, none] of answers) {
      expect(withoutId(real)).toMatchObject({ code: 'NOT_FOUND' });
      expect(withoutId(real)).toEqual(withoutId(none));
    }
    expect(fault(await calls.decide(OFFICER, id, REFUSAL))).toMatchObject({ code: 'FORBIDDEN' });
    // The force knows the child, but this referral is not its own.
    expect(NORFOLK_FORCE).toBe(OFFICER.organisation);
    expect(fault(await calls.challenge(OFFICER, id, 'why was this refused'))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('cannot be sent about a child with whom the sender has nothing to do', async () => {
    const stranger = worker(METROPOLITAN_FORCE, 'SECTION_47_ENQUIRY');
    const known = fault(await calls.submit(stranger, childId)) as Record<string, unknown>;
    const unknown = fault(await calls.submit(stranger, '00000000-0000-4000-8000-000000000000')) as object;
    expect(known).toMatchObject({ code: 'NOT_FOUND', at: 'input.childId' });
    expect({ ...known, id: null }).toEqual({ ...unknown, id: null });
  });
});
