import { randomUUID } from 'node:crypto';
import { createReviewClock } from '../../gateway/hub/review-clock';
import { loadSharingContexts } from '../../gateway/store/sharing-context';
import { bankHolidaysOfEngland } from '../../subgraphs/kit/holidays';
import { CLOCK_RULES } from '../../subgraphs/kit/clock-rules';
import { startClock } from '../../subgraphs/kit/clock';
import { createWorkingCalendar } from '../../subgraphs/kit/working-days';
import { aCaller, aChildLine, CHARITY, COUNCIL, FORCE, startHub, type HubAnswer, type TestHub } from '../support/hub';

const BREAK = `mutation($childId: ID!, $reason: String!, $explanation: String!, $minutes: Int = 60, $key: ID!) {
  breakGlass(childId: $childId, reason: $reason, explanation: $explanation, minutes: $minutes, idempotencyKey: $key) {
    id expiresAt } }`;
const REVIEW = `mutation($grantId: ID!, $outcome: String!, $key: ID!) {
  reviewBreakGlass(grantId: $grantId, outcome: $outcome, idempotencyKey: $key) { id outcome reviewedBy } }`;

type Caller = ReturnType<typeof aCaller>;

let hub: TestHub;
let childId: string;
beforeAll(async () => {
  hub = await startHub();
  const child = aChildLine([COUNCIL, CHARITY]);
  childId = child.id;
  await hub.load([child]);
  hub.gateway.knowable.add(childId);
});
afterAll(() => hub.close());

const constable = (over: Partial<Caller> = {}): Caller => aCaller(FORCE, { subject: randomUUID(), ...over });
const officer = (over: Partial<Caller> = {}): Caller => constable({ role: 'DATA_OFFICER', ...over });
const breakGlass = (
  caller: Caller,
  over: object = {},
  purpose: string | null = 'MISSING_CHILD',
): Promise<HubAnswer> => {
  const input = { childId, reason: 'CHILD_MISSING', explanation: 'not at home since noon', key: randomUUID() };
  return hub.ask(BREAK, caller, { purpose: purpose as 'MISSING_CHILD', variables: { ...input, ...over } });
};
const review = (caller: Caller, variables: object): Promise<HubAnswer> =>
  hub.ask(REVIEW, caller, { variables: { outcome: 'JUSTIFIED', key: randomUUID(), ...variables } });
const aGrant = async (): Promise<string> => (await breakGlass(constable())).data.breakGlass.id;
const codesOf = ({ errors }: HubAnswer): unknown[] => errors.map(({ code }) => code);
const errorOf = ({ errors: [first] }: HubAnswer) => ({ code: first?.code, at: first?.at });

async function state(): Promise<unknown> {
  const counts = ['break_glass_grants', 'outbox', 'idempotency_keys'].map(
    (table) => `(select count(*)::int from ${table}) as ${table}`,
  );
  const reviewed = '(select count(*)::int from break_glass_grants where outcome is not null) as reviewed';
  return (await hub.pool.query(`select ${[...counts, reviewed].join(', ')}`)).rows[0];
}

/** Does it, and finds nothing changed. */
async function withoutEffect(work: () => Promise<void>): Promise<void> {
  const before = await state();
  await work();
  expect(await state()).toEqual(before);
}

describe('breakGlass', () => {
  it('is nobody\u2019s whose role, agency or purpose is another, whatever they say', async () => {
    await withoutEffect(async () => {
      for (const role of ['ADVOCATE', 'ANALYST', 'DATA_OFFICER', 'PARTNER_SYSTEM'] as const)
        for (const over of [{}, { childId: 'none', reason: '' }]) {
          expect(codesOf(await breakGlass(constable({ role }), over))).toEqual(['FORBIDDEN']);
        }
      expect(codesOf(await breakGlass(constable({ agency: 'COUNCIL' })))).toEqual(['FORBIDDEN']);
      for (const purpose of ['CRIME_PREVENTION', 'CHILD_IN_NEED', 'SUPPORT_SERVICE', 'OVERSIGHT', 'EXPLOITATION_PANEL'])
        expect(codesOf(await breakGlass(constable(), {}, purpose))).toEqual(['FORBIDDEN']);
      expect(codesOf(await breakGlass(constable(), {}, null))).toEqual(['PURPOSE_REQUIRED']);
    });
  });

  it('tells everything that is wrong at once, and leaves the key free', async () => {
    const caller = constable();
    await withoutEffect(async () => {
      const bad = { childId: 'x', reason: 'BECAUSE', explanation: ' ', minutes: 61 };
      expect(errorOf(await breakGlass(caller, bad))).toEqual({
        code: 'BAD_USER_INPUT',
        at: 'childId; reason; explanation; minutes',
      });
      for (const minutes of [0, -1, 61, null]) {
        expect(errorOf(await breakGlass(caller, { minutes, key: 'k' }))).toEqual({
          code: 'BAD_USER_INPUT',
          at: 'minutes',
        });
      }
      expect(errorOf(await breakGlass(caller, { key: ' ' })).at).toBe('idempotencyKey');
      expect(errorOf(await breakGlass(caller, { childId: randomUUID(), key: 'k' }))).toEqual({
        code: 'NOT_FOUND',
        at: 'childId',
      });
    });
    expect((await breakGlass(caller, { key: 'k' })).errors).toEqual([]);
  });

  it('gives the first answer again, conflicts with another input or purpose, and is done once by twenty', async () => {
    const caller = constable();
    const earlier = (await state()) as Record<string, number>;
    const answers = await Promise.all(Array.from({ length: 20 }, () => breakGlass(caller, { key: 'twenty' })));
    expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => []));
    expect(new Set(answers.map(({ data }) => data.breakGlass.id)).size).toBe(1);
    // One grant, one signal for each of the two owners.
    const now = (await state()) as Record<string, number>;
    expect(now['break_glass_grants']! - earlier['break_glass_grants']!).toBe(1);
    expect(now['outbox']! - earlier['outbox']!).toBe(2);
    await withoutEffect(async () => {
      expect(codesOf(await breakGlass(caller, { key: 'twenty', minutes: 5 }))).toEqual(['IDEMPOTENCY_CONFLICT']);
      expect(codesOf(await breakGlass(caller, { key: 'twenty' }, 'SECTION_47_ENQUIRY'))).toEqual([
        'IDEMPOTENCY_CONFLICT',
      ]);
    });
  });

  it('is given ten times to one person before somebody looks, also when all are asked for at once', async () => {
    const caller = constable();
    const answers = await Promise.all(Array.from({ length: 20 }, () => breakGlass(caller)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(10);
    expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['FORBIDDEN']));
    // Somebody else of the same name, elsewhere, is somebody else.
    expect((await breakGlass(aCaller(COUNCIL, { subject: caller.subject }))).errors).toEqual([]);
  });

  it('ends at its minute, to the millisecond, and is one person\u2019s', async () => {
    const caller = constable();
    const { data } = await breakGlass(caller, { minutes: 5 });
    const end = new Date(data.breakGlass.expiresAt);
    expect(end.getTime() - hub.now.getTime()).toBe(300_000);
    const isOpen = async (at: Date, over: object = {}): Promise<boolean | undefined> => {
      const asker = { ...caller, purpose: 'MISSING_CHILD' as const, ...over };
      return (await loadSharingContexts(hub.pool, { childIds: [childId], caller: asker, at })).get(childId)?.breakGlass;
    };
    expect([await isOpen(new Date(end.getTime() - 1)), await isOpen(end)]).toEqual([true, false]);
    for (const over of [
      { subject: 'another' },
      { organisation: COUNCIL },
      { role: 'SUPERVISOR' },
      { purpose: 'IMMEDIATE_PROTECTION' },
      { purpose: null },
    ])
      expect(await isOpen(hub.now, over)).toBe(false);
  });

  it('keeps what was granted as it was, in the database as well', async () => {
    const id = await aGrant();
    for (const change of [
      `set expires_at = expires_at - interval '1 minute'`,
      `set explanation = 'another'`,
      `set reviewed_by = subject, reviewed_at = now(), outcome = 'JUSTIFIED'`,
      `set reviewed_by = 'x', outcome = 'JUSTIFIED'`,
      `set restored_by = 'x', restored_at = now()`,
    ])
      await expect(hub.pool.query(`update break_glass_grants ${change} where id = $1`, [id])).rejects.toThrow();
    await expect(hub.pool.query('delete from break_glass_grants')).rejects.toThrow(/append-only/);
    await expect(hub.pool.query('truncate break_glass_grants')).rejects.toThrow(/append-only/);
    const tooLong = `insert into break_glass_grants select gen_random_uuid(), child_id, organisation, subject, role, purpose, reason,
      explanation, granted_at, granted_at + interval '61 minutes', review_rule, review_due_at, review_calendar
      from break_glass_grants where id = $1`;
    await expect(hub.pool.query(tooLong, [id])).rejects.toThrow(/at_most_an_hour/);
  });
});

describe('reviewBreakGlass', () => {
  it('is nobody\u2019s of another role, and finds nothing for another organisation', async () => {
    const grantId = await aGrant();
    await withoutEffect(async () => {
      for (const role of ['PRACTITIONER', 'ADVOCATE', 'ANALYST', 'PARTNER_SYSTEM'] as const)
        expect(codesOf(await review(constable({ role }), { grantId, outcome: 'X' }))).toEqual(['FORBIDDEN']);
      const elsewhere = aCaller(COUNCIL, { role: 'DATA_OFFICER' });
      const [others, none] = [await review(elsewhere, { grantId }), await review(elsewhere, { grantId: randomUUID() })];
      expect([codesOf(others), others]).toEqual([['NOT_FOUND'], none]);
      expect(errorOf(await review(officer(), { grantId: 'x', outcome: 'FINE' }))).toEqual({
        code: 'BAD_USER_INPUT',
        at: 'grantId; outcome',
      });
      expect(errorOf(await review(officer(), { grantId, key: '' })).at).toBe('idempotencyKey');
    });
  });

  it('gives the first answer again, conflicts with another outcome, and is done once by twenty', async () => {
    const grantId = await aGrant();
    const caller = officer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => review(caller, { grantId, key: 'twenty' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ data: answers[0]!.data, errors: [] })]),
    );
    await withoutEffect(async () => {
      const other = { grantId, key: 'twenty', outcome: 'NOT_JUSTIFIED' };
      expect(codesOf(await review(caller, other))).toEqual(['IDEMPOTENCY_CONFLICT']);
    });
  });

  it('is said once: of two who differ at the same time, one is heard', async () => {
    const grantId = await aGrant();
    const said = await Promise.all(
      ['JUSTIFIED', 'NOT_JUSTIFIED'].map((outcome) => review(officer(), { grantId, outcome })),
    );
    expect(said.flatMap(codesOf)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('the clock of a review', () => {
  it('is the one by which the agencies\u2019 clocks run, on days of two years', () => {
    const calendar = createWorkingCalendar({
      division: 'ENGLAND_AND_WALES',
      holidays: bankHolidaysOfEngland(),
      proclaimed: [],
    });
    const settings = { rules: CLOCK_RULES, calendars: { ENGLAND_AND_WALES: calendar } };
    const clockOf = createReviewClock();
    for (let hour = 0; hour < 2 * 366 * 24; hour += 35) {
      const at = new Date(Date.UTC(2025, 0, 1, hour, 30));
      expect([at, clockOf(at).dueAt]).toEqual([at, startClock(settings, 'BREAK_GLASS_REVIEW', at).dueAt]);
    }
  }, 60_000);
});
