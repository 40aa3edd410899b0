import 'reflect-metadata';
import { encodeCursor } from '../../subgraphs/kit/page';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { aNotification, aPlacement, aReferral, NORFOLK, REFUSED } from '../support/council-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

const NOW = new Date('2026-03-10T12:00:00Z');
const LEWISHAM = 'E09000023';
const KENT_FORCE = 'E23000032';
const NORFOLK_FORCE = 'E23000024';

const REFERRALS = `query($first: Int, $after: String, $lookahead: Boolean, $council: ID, $referrer: ID,
  $status: ReferralStatus, $overdue: Boolean) {
  list: referrals(first: $first, after: $after, lookahead: $lookahead, council: $council, referrer: $referrer,
    status: $status, overdue: $overdue) { nodes { id } cursors pageInfo { endCursor hasNextPage } } }`;

const NOTIFICATIONS = `query($first: Int, $after: String, $lookahead: Boolean, $recipient: ID, $acknowledged: Boolean,
  $overdue: Boolean) {
  list: placementNotifications(first: $first, after: $after, lookahead: $lookahead, recipient: $recipient,
    acknowledged: $acknowledged, overdue: $overdue) { nodes { id } cursors pageInfo { endCursor hasNextPage } } }`;

const IN_TIME = { clockDueAt: '2026-03-11T23:59:59Z' };
const ACKNOWLEDGED = { acknowledgedAt: '2026-02-11T09:00:00Z', clockStoppedAt: '2026-02-11T09:00:00Z' };

/** Three of every minute, so that the order within a minute is that of the ids. */
const minute = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, Math.floor(n / 3))).toISOString();
const FIFTY = Array.from({ length: 50 }, (_, n) => n);

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL, () => NOW);
  await council.load([
    ...FIFTY.map((n) => aReferral(n, { ...IN_TIME, receivedAt: minute(n) })),
    aReferral(100, { ownerId: LEWISHAM, referrerId: NORFOLK_FORCE, receivedAt: '2025-01-04T00:00:00Z' }),
    aReferral(101, { ...REFUSED, ownerId: LEWISHAM, receivedAt: '2025-01-03T00:00:00Z' }),
    aReferral(102, { ownerId: LEWISHAM, referrerId: NORFOLK_FORCE, handling: 'HIDDEN' }),
    aReferral(103, { ownerId: LEWISHAM, handling: 'SEALED', receivedAt: '2025-01-02T00:00:00Z' }),
    ...FIFTY.map((n) => aPlacement(n)),
    ...FIFTY.map((n) => aNotification(n, { ...IN_TIME, sentAt: minute(n) })),
    aNotification(100, { placementId: 'placement-1', recipientId: NORFOLK_FORCE, sentAt: '2025-01-04T00:00:00Z' }),
    aNotification(101, {
      ...ACKNOWLEDGED,
      placementId: 'placement-1',
      recipientId: NORFOLK_FORCE,
      sentAt: '2025-01-03T00:00:00Z',
    }),
    aNotification(102, { placementId: 'placement-1', recipientId: NORFOLK_FORCE, handling: 'HIDDEN' }),
  ]);
});
afterAll(() => council.close());

const idsOf = ({ data }: Answer): string[] => data.list.nodes.map(({ id }: { id: string }) => id);

async function everyPage(query: string, variables: object): Promise<string[]> {
  const whole: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 30; page += 1) {
    const answer: Answer = await council.ask(query, { ...variables, first: 7, after });
    whole.push(...idsOf(answer));
    after = answer.data.list.pageInfo.endCursor;
    if (!answer.data.list.pageInfo.hasNextPage) break;
  }
  return whole;
}

describe.each([
  { query: REFERRALS, prefix: 'referral', mine: { council: NORFOLK }, withHidden: { council: LEWISHAM } },
  {
    query: NOTIFICATIONS,
    prefix: 'notification',
    mine: { recipient: KENT_FORCE },
    withHidden: { recipient: NORFOLK_FORCE },
  },
])('the lists of a $prefix', ({ query, prefix, mine, withHidden }) => {
  test('page through everything once, newest first, whatever the size of the page', async () => {
    const sorted = FIFTY.map((n) => ({ minute: Math.floor(n / 3), id: `${prefix}-${n}` }));
    sorted.sort((one, other) => other.minute - one.minute || (one.id < other.id ? 1 : -1));
    expect(await everyPage(query, mine)).toEqual(sorted.map(({ id }) => id));
  });

  test('cost one statement, two from a cursor on', async () => {
    const page = await council.ask(query, {});
    expect(idsOf(page)).toHaveLength(20);
    expect(page.statements).toBe(1);
    expect((await council.ask(query, { after: page.data.list.pageInfo.endCursor })).statements).toBe(2);
  });

  test('give a wider window of the same order when the gateway looks ahead', async () => {
    const narrow = await council.ask(query, { ...mine, first: 5 });
    const wide = await council.ask(query, { ...mine, first: 5, lookahead: true });
    expect(idsOf(wide)).toHaveLength(40);
    expect(idsOf(wide).slice(0, 5)).toEqual(idsOf(narrow));
    expect(wide.data.list.cursors).toEqual(idsOf(wide).map(encodeCursor));
    expect(wide.data.list.pageInfo).toEqual({ endCursor: encodeCursor(idsOf(wide)[39]!), hasNextPage: true });
  });

  test('hold a hidden record for its owner only, also as a cursor', async () => {
    const hidden = `${prefix}-102`;
    const own = { organisation: prefix === 'referral' ? LEWISHAM : NORFOLK, agency: 'COUNCIL' } as const;
    expect(idsOf(await council.ask(query, withHidden, own))).toContain(hidden);
    expect(idsOf(await council.ask(query, withHidden))).not.toContain(hidden);
    const [asked, never] = await Promise.all(
      [hidden, `${prefix}-none`].map((id) => council.ask(query, { after: encodeCursor(id) })),
    );
    const refusal = { code: 'BAD_USER_INPUT', id: expect.any(String), argument: 'after' };
    for (const answer of [asked, never]) expect(answer?.errors?.[0]?.extensions).toMatchObject(refusal);
    expect(asked?.statements).toBe(never?.statements);
  });

  test.each([
    [{ first: 0 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ first: 1.5 }, 'first'],
    [{ after: '' }, 'after'],
    [{ after: 'canary' }, 'after'],
    [{ after: encodeCursor('none') }, 'after'],
    [{ after: encodeCursor('a\0b') }, 'after'],
    [{ overdue: 'canary' }, 'overdue'],
  ])('refuse %j, naming the argument and not the value', async (variables, argument) => {
    const { data, errors, text } = await council.ask(query, variables);
    expect(data?.list ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(text).not.toContain('canary');
    expect(council.log).toEqual([]);
  });
});

describe('referrals are filtered', () => {
  test.each([
    ['by council', { council: LEWISHAM }, ['referral-100', 'referral-101', 'referral-103']],
    ['by referrer', { referrer: NORFOLK_FORCE }, ['referral-100']],
    ['by status', { status: 'DECIDED' }, ['referral-101']],
    ['to those overdue', { overdue: true }, ['referral-100', 'referral-103']],
    ['to those not overdue', { overdue: false, council: LEWISHAM }, ['referral-101']],
    ['by several at once', { council: LEWISHAM, status: 'RECEIVED', overdue: true }, ['referral-100', 'referral-103']],
    ['to none', { council: 'E99999999' }, []],
    ['by nothing when the filters are null', { council: null, overdue: null, first: 1 }, ['referral-49']],
  ])('%s', async (_, filter, ids) => {
    const { data, errors } = await council.ask(REFERRALS, filter);
    expect(errors).toBeUndefined();
    expect(data.list.nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  test.each([
    [{ council: '' }, 'council', 'an id'],
    [{ council: "x' or true --" }, 'council', 'an id'],
    [{ referrer: 'a\0b' }, 'referrer', 'an id'],
    [{ referrer: 'x'.repeat(65) }, 'referrer', 'an id'],
    [{ status: 'CANARY' }, 'status', 'what the schema says'],
  ])('but not by %j', async (filter, argument, expected) => {
    const { errors } = await council.ask(REFERRALS, filter);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument, expected });
  });
});

describe('placement notifications are filtered', () => {
  const notifications = (...numbers: number[]): string[] => numbers.map((n) => `notification-${n}`);

  test.each([
    ['by recipient', { recipient: NORFOLK_FORCE }, notifications(100, 101)],
    ['to those acknowledged', { acknowledged: true }, notifications(101)],
    ['to those not acknowledged', { recipient: NORFOLK_FORCE, acknowledged: false }, notifications(100)],
    ['to those overdue', { overdue: true }, notifications(100)],
    ['to those not overdue', { recipient: NORFOLK_FORCE, overdue: false }, notifications(101)],
    ['to none', { recipient: KENT_FORCE, acknowledged: true }, []],
  ])('%s', async (_, filter, ids) => {
    const answer = await council.ask(NOTIFICATIONS, filter);
    expect(answer.errors).toBeUndefined();
    expect(idsOf(answer)).toEqual(ids);
  });

  test('but not by what is no id', async () => {
    const { errors } = await council.ask(NOTIFICATIONS, { recipient: '*' });
    expect(errors?.[0]?.extensions).toMatchObject({ argument: 'recipient', expected: 'an id' });
  });
});
