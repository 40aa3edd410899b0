import { findCast, HARBOUR, KENT_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, told, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const OFFICER = worker(NORFOLK_FORCE, 'CHILD_IN_NEED');
const SOCIAL_WORKER = worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED');
const YOUTH_WORKER = worker(HARBOUR, 'SUPPORT_SERVICE');
const CUSTODY = `mutation($input: RecordCustodyInput!, $key: ID!) {
  recordCustody(input: $input, idempotencyKey: $key) { id prompts { id kind text resolvedAt } } }`;
const REFER = `mutation($input: ReferToNrmInput!, $key: ID!) {
  referToNrm(input: $input, idempotencyKey: $key) { id stage clock { dueAt } } }`;
const STAGE = `mutation($referralId: ID!, $stage: NrmStage!, $key: ID!) {
  recordNrmStage(referralId: $referralId, stage: $stage, idempotencyKey: $key) { id stage clock { rule overdue } } }`;
const RESOLVE = `mutation($promptId: ID!, $key: ID!) {
  resolveCustodyPrompt(promptId: $promptId, outcome: "referred that night", idempotencyKey: $key) { id resolvedAt outcome } }`;
const FRAMES = `query($id: ID!) { child(id: $id) {
  victimFrames { id occurredAt basis nrmStage nrmConsidered section45Considered custodyEvent { id } }
  custodyEvents { id } custodyPrompts { id } } }`;
const PROMPTS = `query($id: ID!) { child(id: $id) {
  custodyPrompts { id kind text resolvedAt outcome custodyEvent { id subjectCategory } } } }`;

interface Prompt {
  id: string;
  kind: string;
  resolvedAt: string | null;
  outcome: string | null;
}
interface Frame {
  id: string;
}

describe('an exploited child in custody', () => {
  let hub: TestHub;
  let childId: string;
  let arrest: { id: string; prompts: Prompt[] };
  let referralId: string;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = (await findCast(hub))['DEMO-1'];
  }, 60_000);
  afterAll(() => hub.stop());

  const frames = (person: Person): Promise<HubAnswer> => hub.ask(person, FRAMES, { id: childId });
  const frameOfArrest = async (): Promise<Frame | undefined> =>
    (await frames(YOUTH_WORKER)).data.child.victimFrames.find(({ id }: Frame) => id === arrest.id);
  const move = (stage: string): Promise<HubAnswer> =>
    hub.ask(OFFICER, STAGE, { referralId, stage, key: `stage ${stage}` });

  it('is prompted to be seen as a victim before a suspect', async () => {
    const referral = { childId, narrative: 'carries for adults in another county' };
    const { data: referred, errors: none } = await hub.ask(OFFICER, REFER, { input: referral, key: 'refer' });
    expect(none).toEqual([]);
    referralId = referred.referToNrm.id;
    const input = {
      childId,
      occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
      subjectCategory: 'SUSPECT',
      offenceCode: 'canary-offence',
      narrative: 'canary narrative',
      nrmConsidered: false,
      section45Considered: false,
    };
    const { data, errors } = await hub.ask(OFFICER, CUSTODY, { input, key: 'arrest' });
    expect(errors).toEqual([]);
    arrest = data.recordCustody;
    expect(arrest.prompts.map(({ kind }) => kind).sort()).toEqual(['NRM_NOT_CONSIDERED', 'SECTION_45_NOT_CONSIDERED']);
    expect(JSON.stringify(arrest.prompts)).toMatch(/s\.45\(4\).*s\.52|s\.52.*s\.45\(4\)/);
  });

  it('is seen as such by the council at once, which reads what was left out and not the account', async () => {
    const answer = await hub.ask(SOCIAL_WORKER, PROMPTS, { id: childId });
    const prompts: Prompt[] = answer.data.child.custodyPrompts;
    const own = prompts.filter(({ id }) => arrest.prompts.some((each) => each.id === id));
    expect(own).toHaveLength(2);
    for (const prompt of own)
      expect(prompt).toMatchObject({
        resolvedAt: null,
        outcome: null,
        custodyEvent: { id: arrest.id, subjectCategory: 'SUSPECT' },
      });
    expect(answer.text).not.toContain('canary');
  });

  it('is told of to a charity in a victim frame only, without offence or account', async () => {
    const answer = await frames(YOUTH_WORKER);
    expect(answer.data.child.victimFrames).toContainEqual({
      id: arrest.id,
      occurredAt: expect.any(String),
      basis: 'NRM_REFERRAL',
      nrmStage: 'REFERRED',
      nrmConsidered: false,
      section45Considered: false,
      custodyEvent: null,
    });
    expect(answer.data.child).toMatchObject({ custodyEvents: null, custodyPrompts: null });
    expect(told(answer)).toEqual(
      expect.arrayContaining([
        `child.custodyEvents ${NORFOLK_FORCE} OFFENDING EXISTENCE>NONE CAPPED`,
        `child.custodyPrompts ${NORFOLK_FORCE} OFFENDING EXISTENCE>NONE CAPPED`,
      ]),
    );
    expect(answer.text).not.toContain('canary');
  });

  it('leaves the frame when the referral is decided in the negative, and returns to it on reconsideration', async () => {
    const { data } = await move('REASONABLE_GROUNDS_PENDING');
    expect(data.recordNrmStage.clock).toEqual({ rule: 'NRM_REASONABLE_GROUNDS', overdue: false });
    expect(await frameOfArrest()).toMatchObject({ nrmStage: 'REASONABLE_GROUNDS_PENDING' });
    expect((await move('REASONABLE_GROUNDS_NEGATIVE')).errors).toEqual([]);
    expect(await frameOfArrest()).toBeUndefined();
    expect((await move('RECONSIDERATION')).errors).toEqual([]);
    expect(await frameOfArrest()).toMatchObject({ nrmStage: 'RECONSIDERATION' });
    const refused = await move('CONCLUSIVE_GROUNDS_POSITIVE');
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at: 'stage' });
  });

  it('stays prompted until the force itself says what it decided', async () => {
    const [prompt] = arrest.prompts;
    const refusals = [
      [SOCIAL_WORKER, 'FORBIDDEN'],
      [YOUTH_WORKER, 'FORBIDDEN'],
      [worker(KENT_FORCE, 'CHILD_IN_NEED'), 'NOT_FOUND'],
    ] as const;
    for (const [person, code] of refusals) {
      const { data, errors } = await hub.ask(person, RESOLVE, { promptId: prompt!.id, key: 'not mine' });
      expect(data).toBeNull();
      expect(errors[0]?.extensions['code']).toBe(code);
    }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => hub.ask(OFFICER, RESOLVE, { promptId: prompt!.id, key: 'resolve' })),
    );
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(answers[0]!.data.resolveCustodyPrompt).toMatchObject({ id: prompt!.id, outcome: 'referred that night' });
    const { data } = await hub.ask(SOCIAL_WORKER, PROMPTS, { id: childId });
    const seen = data.child.custodyPrompts.find(({ id }: Prompt) => id === prompt!.id);
    expect(seen).toMatchObject({ resolvedAt: expect.any(String), outcome: null });
  });
});
