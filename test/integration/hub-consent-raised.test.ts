import { randomUUID } from 'node:crypto';
import { CATEGORIES, type ConsentState, type DataCategory } from '../../schema/vocabulary';
import { type ChildContext } from '../../gateway/policy/context';
import { loadSharingContexts } from '../../gateway/store/sharing-context';
import { aCaller, aChildLine, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const CONSENT = `mutation ($input: RecordConsentInput!, $key: ID!) {
  recordConsent(input: $input, idempotencyKey: $key) {
    id categories recipients state contested givenBy capacity recordedBy { id name } recordedAt validTo reason
    subjectId ownerId handling
  }
}`;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const aConsent = (childId: string, over: object = {}): object => ({
  childId,
  categories: ['MISSING', 'SUPPORT'],
  recipients: ['CHARITY'],
  state: 'GIVEN',
  givenBy: 'CHILD',
  capacity: 'aged 16',
  ...over,
});

type Recorder = typeof FORCE | typeof COUNCIL | typeof CHARITY;

const recordConsent = (input: object, key: string = randomUUID(), recorder: Recorder = FORCE) => {
  hub.now = new Date(hub.now.getTime() + 1);
  return hub.ask(CONSENT, aCaller(recorder), { variables: { input, key } });
};

const GROUNDS = { evidence: 'note of the talk on 1 March', reason: 'the child asked for it' };

async function contextOf(
  childId: string,
  over: Partial<Parameters<typeof loadSharingContexts>[1]['caller']> = {},
): Promise<ChildContext | undefined> {
  const caller = { organisation: CHARITY, agency: 'CHARITY' as const, subject: 'ada', team: null, ...over };
  const contexts = await loadSharingContexts(hub.pool, { childIds: [childId], caller, at: hub.now });
  return contexts.get(childId);
}

async function consentTo(childId: string, category: DataCategory): Promise<ConsentState | undefined> {
  return (await contextOf(childId))?.consents[CATEGORIES.indexOf(category)];
}

describe('recordConsent over a refusal', () => {
  const by = (recorder: Recorder, childId: string, over: object) =>
    recordConsent(aConsent(childId, over), randomUUID(), recorder);
  async function aRefused(recorder: Recorder, state: 'REFUSED' | 'WITHDRAWN' = 'REFUSED'): Promise<string> {
    const child = aChildLine([FORCE, COUNCIL, CHARITY]);
    await hub.load([child]);
    expect((await by(recorder, child.id, { state })).errors).toEqual([]);
    hub.gateway.notices.length = 0;
    hub.gateway.raisedAgainst.length = 0;
    return child.id;
  }

  it.each(['REFUSED', 'WITHDRAWN'] as const)('needs evidence and a reason to lift what was %s', async (state) => {
    const childId = await aRefused(COUNCIL, state);
    for (const raised of ['GIVEN', 'NOT_SOUGHT']) {
      const { data, errors } = await by(FORCE, childId, { state: raised });
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.evidence; input.reason' }]);
    }
    expect(await consentTo(childId, 'MISSING')).toBe(state);
    const lifted = await by(FORCE, childId, { ...GROUNDS });
    expect(lifted).toMatchObject({ errors: [], data: { recordConsent: { state: 'GIVEN', contested: [] } } });
    expect(await consentTo(childId, 'MISSING')).toBe('GIVEN');
  });

  it('tells those whose refusal it is, by ids alone', async () => {
    const childId = await aRefused(COUNCIL);
    const { data } = await by(FORCE, childId, { ...GROUNDS });
    expect(hub.gateway.raisedAgainst).toEqual([[COUNCIL]]);
    expect(hub.gateway.notices.map((line) => JSON.parse(line) as object)).toEqual([
      {
        notice: 'CONSENT_RAISED',
        consentId: data.recordConsent.id,
        childId,
        against: [COUNCIL],
        contested: [],
        recordedBy: FORCE,
      },
    ]);
  });

  it('has no effect for the agency that gains until somebody else records it, and is kept meanwhile', async () => {
    const childId = await aRefused(COUNCIL, 'WITHDRAWN');
    const own = await by(CHARITY, childId, { ...GROUNDS });
    expect(own.data.recordConsent).toMatchObject({ state: 'GIVEN', contested: ['MISSING', 'SUPPORT'] });
    expect(await consentTo(childId, 'MISSING')).toBe('WITHDRAWN');
    expect(hub.gateway.raisedAgainst).toEqual([[COUNCIL]]);
    await by(COUNCIL, childId, { ...GROUNDS, categories: ['MISSING'] });
    expect(await consentTo(childId, 'MISSING')).toBe('GIVEN');
    expect(await consentTo(childId, 'SUPPORT')).toBe('WITHDRAWN');
  });

  it('takes effect for other agencies than the one that gains, and for what nobody refused', async () => {
    const childId = await aRefused(COUNCIL);
    const { data } = await by(CHARITY, childId, {
      ...GROUNDS,
      categories: ['MISSING', 'REFERRAL'],
      recipients: ['CHARITY', 'POLICE'],
    });
    expect(data.recordConsent.contested).toEqual(['MISSING']);
    expect(await consentTo(childId, 'MISSING')).toBe('REFUSED');
    expect(await consentTo(childId, 'REFERRAL')).toBe('GIVEN');
    const police = await contextOf(childId, { organisation: FORCE, agency: 'POLICE' });
    expect(police?.consents[CATEGORIES.indexOf('MISSING')]).toBe('GIVEN');
  });

  it('is not brought about by a refusal of one\u2019s own in between, nor by one that soon ends', async () => {
    const childId = await aRefused(COUNCIL);
    const soon = hub.now.toISOString().slice(0, 10);
    const short = await by(CHARITY, childId, { state: 'REFUSED', validTo: soon });
    expect(short.errors).toMatchObject([{ at: 'input.evidence; input.reason' }]);
    await by(CHARITY, childId, { state: 'REFUSED', validTo: soon, ...GROUNDS });
    await by(CHARITY, childId, { state: 'REFUSED' });
    const raised = await by(CHARITY, childId, { ...GROUNDS });
    expect(raised.data.recordConsent.contested).toEqual(['MISSING', 'SUPPORT']);
    expect(await consentTo(childId, 'MISSING')).toBe('REFUSED');
    const before = hub.now;
    hub.now = new Date(before.getTime() + 3 * 86_400_000);
    expect(await consentTo(childId, 'MISSING')).toBe('REFUSED');
    hub.now = before;
  });

  it('lets who refused lift its own refusal, and anybody record a withdrawal at once', async () => {
    const childId = await aRefused(CHARITY);
    await by(CHARITY, childId, { ...GROUNDS });
    expect(await consentTo(childId, 'MISSING')).toBe('GIVEN');
    expect(hub.gateway.raisedAgainst).toEqual([]);
    expect((await by(FORCE, childId, { state: 'WITHDRAWN' })).errors).toEqual([]);
    expect(await consentTo(childId, 'MISSING')).toBe('WITHDRAWN');
  });

  it('is decided one after the other when many come at once', async () => {
    const childId = await aRefused(COUNCIL);
    const answers = await Promise.all(Array.from({ length: 6 }, () => by(CHARITY, childId, { ...GROUNDS })));
    for (const { data } of answers) expect(data.recordConsent.contested).toEqual(['MISSING', 'SUPPORT']);
    expect(await consentTo(childId, 'MISSING')).toBe('REFUSED');
  });
});
