import { randomUUID } from 'node:crypto';
import { CATEGORIES, type ConsentState, type DataCategory } from '../../schema/vocabulary';
import { type ChildContext } from '../../gateway/policy/context';
import { loadContextsOfMany, loadSharingContexts } from '../../gateway/store/sharing-context';
import { aCaller, aChildLine, aRegistration, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const CONCERN = `mutation ($childId: ID!, $level: ConcernLevel!, $reason: String!, $key: ID!) {
  recordConcern(childId: $childId, level: $level, reason: $reason, idempotencyKey: $key) { id concern }
}`;
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

const recordConcern = (
  organisation: typeof FORCE | typeof COUNCIL,
  childId: string,
  over: { level?: string; reason?: string; key?: string } = {},
) =>
  hub.ask(CONCERN, aCaller(organisation), {
    variables: { childId, level: 'CONCERN', reason: 'seen with older peers', key: randomUUID(), ...over },
  });

const aConsent = (childId: string, over: object = {}): object => ({
  childId,
  categories: ['MISSING', 'SUPPORT'],
  recipients: ['CHARITY'],
  state: 'GIVEN',
  givenBy: 'CHILD',
  capacity: 'aged 16',
  ...over,
});

const recordConsent = (input: object, key: string = randomUUID()) => {
  hub.now = new Date(hub.now.getTime() + 1);
  return hub.ask(CONSENT, aCaller(FORCE), { variables: { input, key } });
};

const GROUNDS = { evidence: 'note of the talk on 1 March', reason: 'the child asked for it' };

async function contextOf(
  childId: string,
  over: Partial<Parameters<typeof loadSharingContexts>[1]['caller']> = {},
): Promise<ChildContext | undefined> {
  const caller = { organisation: CHARITY, agency: 'CHARITY' as const, subject: 'ada', team: null, ...over };
  const contexts = await loadSharingContexts(hub.pool, { childIds: [childId], caller, at: hub.now });
  // Read among others, it is the same, and theirs is their own.
  const other = { organisation: FORCE, agency: 'POLICE' as const, subject: 'x', team: null };
  const asked = [
    { childId: 'malformed', caller },
    { childId, caller: other },
    { childId, caller },
  ];
  const [none, others, own] = await loadContextsOfMany(hub.pool, asked, hub.now);
  const theirs = await loadSharingContexts(hub.pool, { childIds: [childId], caller: other, at: hub.now });
  expect([none, others, own]).toEqual([null, theirs.get(childId) ?? null, contexts.get(childId) ?? null]);
  return contexts.get(childId);
}

async function consentTo(childId: string, category: DataCategory): Promise<ConsentState | undefined> {
  return (await contextOf(childId))?.consents[CATEGORIES.indexOf(category)];
}

describe('recordConcern', () => {
  it('answers with the highest of what each organisation judged last', async () => {
    const child = aChildLine([FORCE, COUNCIL]);
    await hub.load([child]);
    await recordConcern(FORCE, child.id, { level: 'IMMEDIATE_DANGER' });
    const second = await recordConcern(COUNCIL, child.id, { level: 'LIKELY_SIGNIFICANT_HARM' });
    expect(second.data.recordConcern).toEqual({ id: child.id, concern: 'IMMEDIATE_DANGER' });
    const lowered = await recordConcern(FORCE, child.id, { level: 'CONCERN' });
    expect(lowered.data.recordConcern.concern).toBe('LIKELY_SIGNIFICANT_HARM');
    expect(await contextOf(child.id)).toMatchObject({
      concern: 'LIKELY_SIGNIFICANT_HARM',
      concernRecorders: expect.arrayContaining([COUNCIL, FORCE]),
    });
  });

  it('keeps every judgement: none can be changed or removed', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    await recordConcern(FORCE, child.id);
    await expect(hub.pool.query("update concerns set level = 'NOT_RECORDED'")).rejects.toThrow('append-only');
    await expect(hub.pool.query('delete from concerns')).rejects.toThrow('append-only');
    await expect(hub.pool.query('truncate concerns')).rejects.toThrow('append-only');
  });

  it('needs the own organisation to be involved, and refuses a child of others as it refuses none', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    const unknown = await recordConcern(COUNCIL, randomUUID());
    expect(unknown.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'childId' }]);
    expect(await recordConcern(COUNCIL, child.id)).toEqual(unknown);
    await hub.pool.query('update involvements set active = false where child_id = $1', [child.id]);
    expect(await recordConcern(FORCE, child.id)).toEqual(unknown);
  });

  it('says NOT_FOUND of an unknown child, and names all faults of its arguments', async () => {
    expect((await recordConcern(FORCE, randomUUID())).errors).toMatchObject([{ code: 'NOT_FOUND', at: 'childId' }]);
    const { errors } = await recordConcern(FORCE, 'nobody', { reason: '  ', key: '' });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'childId; reason; idempotencyKey' }]);
  });

  it('refuses a level that is none', async () => {
    const { errors } = await recordConcern(FORCE, randomUUID(), { level: 'WORRYING' });
    expect(errors[0]?.message).toContain('WORRYING');
  });

  it('has one effect when 20 equal calls come at once', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    const key = randomUUID();
    await Promise.all(Array.from({ length: 20 }, () => recordConcern(FORCE, child.id, { key })));
    const { rowCount } = await hub.pool.query('select from concerns where child_id = $1', [child.id]);
    expect(rowCount).toBe(1);
  });
});

describe('recordConsent', () => {
  it('answers with the record, and its repetition with the same', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    const input = aConsent(child.id, { validTo: '2026-12-31', reason: 'asked at the first visit' });
    const first = await recordConsent(input, 'same');
    expect(first.errors).toEqual([]);
    expect(first.data.recordConsent).toMatchObject({
      categories: ['MISSING', 'SUPPORT'],
      recipients: ['CHARITY'],
      state: 'GIVEN',
      givenBy: 'CHILD',
      capacity: 'aged 16',
      validTo: '2026-12-31',
      reason: 'asked at the first visit',
      recordedBy: { id: FORCE, name: 'Norfolk Constabulary' },
      recordedAt: hub.now.toISOString(),
      subjectId: child.id,
      ownerId: FORCE,
      handling: 'OPEN',
    });
    expect(await recordConsent(input, 'same')).toEqual(first);
    expect(first.data.recordConsent.contested).toEqual([]);
    const { rowCount } = await hub.pool.query('select from consents where child_id = $1', [child.id]);
    expect(rowCount).toBe(1);
  });

  it('counts at the very next reading: withdrawn for its categories and recipients, as before for the others', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    expect(await consentTo(child.id, 'MISSING')).toBe('NOT_SOUGHT');
    await recordConsent(aConsent(child.id));
    expect(await consentTo(child.id, 'MISSING')).toBe('GIVEN');
    hub.now = new Date(hub.now.getTime() + 1_000);
    await recordConsent(aConsent(child.id, { categories: ['MISSING'], state: 'WITHDRAWN' }));
    expect(await consentTo(child.id, 'MISSING')).toBe('WITHDRAWN');
    expect(await consentTo(child.id, 'SUPPORT')).toBe('GIVEN');
    expect((await contextOf(child.id, { organisation: FORCE, agency: 'POLICE' }))?.consents).not.toContain('GIVEN');
    await expect(hub.pool.query("update consents set state = 'GIVEN'")).rejects.toThrow('append-only');
  });

  it('reads NOT_SOUGHT when its time has passed, whatever was recorded before it', async () => {
    const child = aChildLine([FORCE]);
    await hub.load([child]);
    await recordConsent(aConsent(child.id, { state: 'REFUSED' }));
    hub.now = new Date(hub.now.getTime() + 1_000);
    await recordConsent(aConsent(child.id, { validTo: '2026-03-02', ...GROUNDS }));
    expect(await consentTo(child.id, 'MISSING')).toBe('GIVEN');
    const before = hub.now;
    hub.now = new Date('2026-03-03T00:00:00Z');
    expect(await consentTo(child.id, 'MISSING')).toBe('NOT_SOUGHT');
    hub.now = before;
  });

  it('is refused with all its faults at once', async () => {
    const { errors } = await recordConsent(
      aConsent('nobody', { categories: [], recipients: ['CHARITY', 'CHARITY'], capacity: '', validTo: '2026-02-28' }),
    );
    expect(errors).toMatchObject([
      {
        code: 'BAD_USER_INPUT',
        at: 'input.childId; input.categories; input.recipients; input.capacity; input.validTo',
      },
    ]);
  });

  it('needs the own organisation to be involved, and refuses a child of others as it refuses none', async () => {
    const child = aChildLine([COUNCIL]);
    await hub.load([child]);
    const unknown = await recordConsent(aConsent(randomUUID()));
    expect(unknown.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'input.childId' }]);
    expect(await recordConsent(aConsent(child.id))).toEqual(unknown);
  });
});

describe('loadSharingContexts', () => {
  it('reads everything about many children in one statement, and leaves out those it does not know', async () => {
    const lines = [aChildLine([FORCE, COUNCIL]), aChildLine([COUNCIL])];
    await hub.load(lines);
    hub.statements.length = 0;
    const childIds = [...lines.map((line) => line.id), randomUUID(), 'malformed'];
    const caller = { organisation: FORCE, agency: 'POLICE' as const, subject: 'x', team: null };
    const contexts = await loadSharingContexts(hub.pool, { childIds, caller, at: hub.now });
    expect(hub.statements).toHaveLength(1);
    expect([...contexts.keys()].sort()).toEqual(lines.map((line) => line.id).sort());
    expect(contexts.get(lines[0]?.id ?? '')).toEqual({
      childId: lines[0]?.id,
      bornOn: '2011-05-04',
      relationship: 'INVOLVED',
      breakGlass: false,
      concern: 'NOT_RECORDED',
      concernRecorders: [],
      involved: [
        { organisation: COUNCIL, agency: 'COUNCIL', handling: 'OPEN' },
        { organisation: FORCE, agency: 'POLICE', handling: 'OPEN' },
      ],
      consents: CATEGORIES.map(() => 'NOT_SOUGHT'),
      consentRecorders: [],
      namedIn: [],
    });
    expect(contexts.get(lines[1]?.id ?? '')?.relationship).toBe('NONE');
  });

  it('tells the allocated person and team from the involved organisation, and forgets ended involvement', async () => {
    const registrations = [aRegistration(CHARITY, { allocatedTeam: 'north', allocatedSubjects: ['ada', 'bea'] })];
    const child = aChildLine([], { registrations });
    await hub.load([child]);
    expect((await contextOf(child.id, { subject: 'bea' }))?.relationship).toBe('ALLOCATED');
    expect((await contextOf(child.id, { subject: 'x', team: 'north' }))?.relationship).toBe('ALLOCATED');
    expect((await contextOf(child.id, { subject: 'x', team: 'south' }))?.relationship).toBe('INVOLVED');
    await hub.pool.query('update involvements set active = false where child_id = $1', [child.id]);
    expect(await contextOf(child.id)).toMatchObject({
      relationship: 'NONE',
      involved: [{ organisation: CHARITY, agency: 'CHARITY', handling: 'OPEN' }],
    });
  });

  it('names the conditional records that list the caller\u2019s organisation, until their time has passed', async () => {
    const child = aChildLine([FORCE]);
    const condition = { kind: 'RecordCondition', subjectId: child.id, organisation: CHARITY };
    await hub.load([
      child,
      { ...condition, recordId: 'live', expiresAt: '2026-06-01T00:00:00Z' },
      { ...condition, recordId: 'over', expiresAt: '2026-01-01T00:00:00Z' },
      { ...condition, recordId: 'other', organisation: COUNCIL, expiresAt: '2026-06-01T00:00:00Z' },
    ]);
    expect((await contextOf(child.id))?.namedIn).toEqual(['live']);
  });
});
