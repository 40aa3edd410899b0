import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { dayOf } from '../../gateway/hub/calendar';
import { createDeciders } from '../../gateway/policy/decider';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { Disclosure } from '../../gateway/policy/disclosure';
import { giveAgeNotices } from '../../gateway/store/age-notices';
import { createDatabase } from '../../gateway/store/database';
import { loadSharingContexts } from '../../gateway/store/sharing-context';
import { CATEGORIES, type ConsentState } from '../../schema/vocabulary';
import { aCaller, aChildLine, aRegistration, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { BASES } from '../support/policy';

const RECORD_CONSENT = `mutation($input: RecordConsentInput!, $key: ID!) {
  recordConsent(input: $input, idempotencyKey: $key) { id } }`;
const NOON = 'T12:00:00Z';

interface Signal {
  type: string;
  category: string;
  subject_id: string;
  record_type: string;
  record_id: string;
  owner_id: string;
  handling: string;
  occurred_at: Date;
}

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

/** Registers an invented child; each organisation since long ago unless told otherwise. */
async function aChildBorn(bornOn: string, registrations = [aRegistration(FORCE, { since: '2008-01-01' })]) {
  const line = aChildLine([], { bornOn, registrations: registrations.map((one) => ({ ...one, dateOfBirth: bornOn })) });
  await hub.load([line]);
  return line.id;
}

async function signalsOf(childId: string): Promise<Signal[]> {
  const { rows } = await hub.pool.query<Signal>('select * from outbox where subject_id = $1 order by seq', [childId]);
  return rows;
}

/** The days of a range on which notices about the child were given, when looked for once a day at noon. */
async function daysOfNotices(childId: string, from: string, to: string): Promise<string[]> {
  const days: string[] = [];
  let before = (await signalsOf(childId)).length;
  for (let at = new Date(`${from}${NOON}`); dayOf(at) <= to; at = new Date(at.getTime() + 86_400_000)) {
    await giveAgeNotices(hub.pool, at);
    const after = (await signalsOf(childId)).length;
    for (let n = before; n < after; n += 1) days.push(dayOf(at));
    before = after;
  }
  return days;
}

describe('a notice of a birthday that changes what is agreed', () => {
  it.each([
    ['the thirteenth', '2013-06-15', ['2026-03-17', '2026-05-16', '2026-06-15']],
    ['the sixteenth', '2010-06-15', ['2026-03-17', '2026-05-16', '2026-06-15']],
    ['the eighteenth', '2008-06-15', ['2026-03-17', '2026-05-16', '2026-06-15']],
    ['the eighteenth of a child of 29 February, on 1 March', '2008-02-29', ['2025-12-01', '2026-01-30', '2026-03-01']],
    [
      'the sixteenth of a child of 29 February in a leap year',
      '2012-02-29',
      ['2027-12-01', '2028-01-30', '2028-02-29'],
    ],
    ['the eighteenth of a child of 1 March', '2008-03-01', ['2025-12-01', '2026-01-30', '2026-03-01']],
  ])('is given 90 days before, 30 days before and on the day: %s', async (_, bornOn, expected) => {
    const childId = await aChildBorn(bornOn);
    const [from, to] = [expected[0] ?? '', expected[2] ?? ''];
    const [start, end] = [-3, 40].map((days) => new Date(Date.parse(`${days < 0 ? from : to}${NOON}`) + days * 864e5));
    expect(await daysOfNotices(childId, dayOf(start!), dayOf(end!))).toEqual(expected);
  });

  it('is a signal of each organisation about its own involvement, marked as that is', async () => {
    const registrations = [
      aRegistration(FORCE, { since: '2020-01-01' }),
      aRegistration(COUNCIL, { since: '2020-01-01', handling: 'HIDDEN' }),
    ];
    const childId = await aChildBorn('2010-09-01', registrations);
    const at = new Date(`2026-09-01${NOON}`);
    await giveAgeNotices(hub.pool, at);
    const about = {
      type: 'AGE_TRANSITION',
      category: 'INVOLVEMENT',
      subject_id: childId,
      record_type: 'Involvement',
      occurred_at: at,
    };
    const signals = await signalsOf(childId);
    expect(signals.sort((a, b) => (a.owner_id < b.owner_id ? -1 : 1))).toMatchObject([
      { ...about, owner_id: COUNCIL, handling: 'HIDDEN', record_id: registrations[1]?.['id'] },
      { ...about, owner_id: FORCE, handling: 'OPEN', record_id: registrations[0]?.['id'] },
    ]);
  });

  it('is given as the day begins in London, and not an hour later', async () => {
    const childId = await aChildBorn('2010-07-20');
    await giveAgeNotices(hub.pool, new Date('2026-06-30T12:00:00Z'));
    expect(await signalsOf(childId)).toHaveLength(1);
    await giveAgeNotices(hub.pool, new Date('2026-07-19T22:59:59Z'));
    expect(await signalsOf(childId)).toHaveLength(1);
    await giveAgeNotices(hub.pool, new Date('2026-07-19T23:00:00Z'));
    expect(await signalsOf(childId)).toHaveLength(2);
  });

  it('is given once, by however many gateways at the same moment', async () => {
    const children = await Promise.all(Array.from({ length: 12 }, () => aChildBorn('2008-10-10')));
    const other = createDatabase(hub.url);
    const at = new Date(`2026-10-10${NOON}`);
    await Promise.all([hub.pool, other, hub.pool, other].map((pool) => giveAgeNotices(pool, at)));
    await other.end();
    for (const childId of children) expect(await signalsOf(childId)).toHaveLength(1);
  });

  it('is made up for after a standstill, but only the latest of them, and not for ever', async () => {
    const late = await aChildBorn('2008-11-30');
    expect(await daysOfNotices(late, '2026-11-29', '2026-11-29')).toEqual(['2026-11-29']);
    expect(await daysOfNotices(late, '2026-12-20', '2026-12-21')).toEqual(['2026-12-20']);
    const past = await aChildBorn('2008-11-30');
    expect(await daysOfNotices(past, '2026-12-30', '2026-12-30')).toEqual([]);
  });

  it('goes to nobody whose involvement has ended or began after the birthday', async () => {
    const childId = await aChildBorn('2010-12-01', [
      aRegistration(FORCE, { since: '2020-01-01' }),
      aRegistration(COUNCIL, { since: '2026-12-02' }),
      aRegistration(CHARITY, { since: '2020-01-01' }),
    ]);
    const ended = 'update involvements set active = false where child_id = $1 and organisation = $2';
    await hub.pool.query(ended, [childId, CHARITY]);
    await giveAgeNotices(hub.pool, new Date(`2026-12-03${NOON}`));
    expect((await signalsOf(childId)).map(({ owner_id: owner }) => owner)).toEqual([FORCE]);
  });
});

/** What counts as consent to sharing with charities at a moment. */
async function consentAt(childId: string, at: string): Promise<ConsentState | undefined> {
  const caller = { organisation: CHARITY, agency: 'CHARITY' as const, subject: 'a-worker', team: null };
  const contexts = await loadSharingContexts(hub.pool, { childIds: [childId], caller, at: new Date(at) });
  return contexts.get(childId)?.consents[CATEGORIES.indexOf('MISSING')];
}

async function saying(givenBy: 'CHILD' | 'PARENT', state: ConsentState, recordedAt: string): Promise<string> {
  const childId = await aChildBorn('2010-07-20');
  const said = { givenBy, state, recordedAt, capacity: 'as assessed', evidence: null, validTo: null, reason: null };
  const scope = { categories: ['MISSING'], recipients: ['CHARITY'], recordedBy: FORCE };
  await hub.load([{ kind: 'Consent', id: randomUUID(), childId, ...said, ...scope }]);
  return childId;
}

describe('what a parent said about sharing', () => {
  const LAST_SECOND_OF_15 = '2026-07-19T22:59:59Z';
  const SIXTEENTH = '2026-07-19T23:00:00Z';
  const LAST_SECOND_OF_17 = '2028-07-19T22:59:59Z';
  const EIGHTEENTH = '2028-07-19T23:00:00Z';

  it.each(['GIVEN', 'REFUSED', 'WITHDRAWN'] as const)(
    'of a child (%s) counts until the sixteenth birthday',
    async (state) => {
      const childId = await saying('PARENT', state, '2025-03-01T10:00:00Z');
      expect(await consentAt(childId, LAST_SECOND_OF_15)).toBe(state);
      expect(await consentAt(childId, SIXTEENTH)).toBe('NOT_SOUGHT');
    },
  );

  it('of a young person of 16 or 17 counts until the eighteenth', async () => {
    const childId = await saying('PARENT', 'GIVEN', SIXTEENTH);
    expect(await consentAt(childId, LAST_SECOND_OF_17)).toBe('GIVEN');
    expect(await consentAt(childId, EIGHTEENTH)).toBe('NOT_SOUGHT');
  });

  it('is not taken down any more from the eighteenth birthday on', async () => {
    const childId = await aChildBorn('2010-07-20');
    const scope = { childId, categories: ['MISSING'], recipients: ['CHARITY'], state: 'GIVEN' };
    const record = async (givenBy: string, at: string) => {
      hub.now = new Date(at);
      const variables = { input: { ...scope, givenBy, capacity: 'as assessed' }, key: randomUUID() };
      return (await hub.ask(RECORD_CONSENT, aCaller(FORCE), { variables })).errors;
    };
    expect(await record('PARENT', LAST_SECOND_OF_17)).toEqual([]);
    const refused = await record('PARENT', EIGHTEENTH);
    expect(refused).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.givenBy' }]);
    expect(await record('CHILD', EIGHTEENTH)).toEqual([]);
  });

  it('is no reason to forget what the child said itself', async () => {
    const childId = await saying('CHILD', 'REFUSED', '2025-03-01T10:00:00Z');
    for (const at of [LAST_SECOND_OF_15, SIXTEENTH, EIGHTEENTH]) expect(await consentAt(childId, at)).toBe('REFUSED');
  });
});

describe('on the eighteenth birthday, at midnight in London', () => {
  const decideAt = async (childId: string, at: Date) => {
    const [organisation, agency, subject] = [COUNCIL, 'COUNCIL', 'a-social-worker'] as const;
    const policy = { id: 'a-version', owner: FORCE, rules: demonstrationPolicy({ id: FORCE, agency: 'POLICE' }) };
    const state = {
      epoch: 1,
      policies: new Map([[FORCE, { ...policy, agency: 'POLICE' as const, areas: [COUNCIL] }]]),
      bases: BASES,
      minimums: [],
      organisations: new Map([[FORCE, { id: FORCE, agency: 'POLICE' as const }]]),
    };
    const recipient = { organisation, agency, role: 'PRACTITIONER' as const, areas: [COUNCIL], purposes: null };
    const today = dayOf(at);
    const deciderFor = createDeciders({ tables: 4 });
    const decider = deciderFor({ state, recipient, purpose: 'CHILD_IN_NEED', today });
    const caller = { organisation, agency, subject, team: null };
    const load = (childIds: string[]) => loadSharingContexts(hub.pool, { childIds, caller, at });
    const disclosure = new Disclosure({ ...decider, organisation, justified: false, today, load });
    const decisions = await disclosure.decisions(childId, () => ['EXPLOITATION']);
    return decisions.find(({ owner }) => owner === FORCE);
  };

  it('knowing of an NRM referral becomes the adult’s own to agree to', async () => {
    const registrations = [FORCE, COUNCIL].map((one) => aRegistration(one, { since: '2020-01-01' }));
    const childId = await aChildBorn('2008-07-20', registrations);
    expect(await decideAt(childId, new Date('2026-07-19T22:59:59Z'))).toMatchObject({ level: 'SUMMARY' });
    expect(await decideAt(childId, new Date('2026-07-19T23:00:00Z'))).toMatchObject({
      level: 'NONE',
      reason: 'CONSENT_REQUIRED',
    });
  });
});
