import { randomUUID } from 'node:crypto';
import type { Purpose } from '../../schema/vocabulary';
import { aCaller, aChildLine, CHARITY, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';
import { checkHubMutations, type HubCaller, type HubMutationCase } from '../support/hub-mutation-checks';

let hub: TestHub;
/** A child with whom the force and the council work. */
let childId: string;
beforeAll(async () => {
  hub = await startHub();
  const child = aChildLine([FORCE, COUNCIL]);
  childId = child.id;
  await hub.load([child]);
  hub.gateway.knowable.add(childId);
});
afterAll(() => hub.close());

type Organisation = Parameters<typeof aCaller>[0];
type Role = ReturnType<typeof aCaller>['role'];

function by(organisation: Organisation, role: Role = 'PRACTITIONER', purpose: Purpose | null = null): HubCaller {
  const purposes: readonly Purpose[] | null = role === 'PARTNER_SYSTEM' ? ['MISSING_CHILD'] : null;
  return { principal: aCaller(organisation, { role, purposes, subject: randomUUID() }), purpose };
}
/** Of another agency than the directory says: whoever issues tokens for one agency speaks for no other. */
const impostor: HubCaller = {
  principal: aCaller(FORCE, { agency: 'COUNCIL', role: 'SUPERVISOR' }),
  purpose: 'MISSING_CHILD',
};
const withoutRole = (roles: readonly Role[], purpose?: Purpose): HubCaller[] =>
  roles.map((role) => by(FORCE, role, purpose ?? null));
const NOBODY = '00000000-0000-4000-8000-000000000000';
const READERS = ['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const;
const same = (caller: HubCaller) => (): HubCaller => caller;

const BREAK = `mutation($childId: ID!, $reason: String!, $explanation: String!, $minutes: Int = 60, $key: ID!) {
  done: breakGlass(childId: $childId, reason: $reason, explanation: $explanation, minutes: $minutes, idempotencyKey: $key) {
    id expiresAt } }`;
const aGrant = { reason: 'CHILD_MISSING', explanation: 'not at home since noon' };

const CASES: readonly HubMutationCase[] = [
  {
    name: 'registerChild',
    document: `mutation($input: RegisterChildInput!, $key: ID!) {
      done: registerChild(input: $input, idempotencyKey: $key) { created band child { id } } }`,
    tables: ['children', 'involvements'],
    caller: same(by(COUNCIL, 'PRACTITIONER', 'CHILD_IN_NEED')),
    prepare: async () => {
      const reference = randomUUID();
      return {
        input: { reference, givenName: 'Wren', familyName: `Marsholt ${reference}`, dateOfBirth: '2012-07-08' },
      };
    },
    other: { input: { reference: 'other', givenName: 'Wren', familyName: 'Other', dateOfBirth: '2012-07-08' } },
    bad: {
      over: { input: { reference: ' ', givenName: '', familyName: ' ', dateOfBirth: '2012-07-08' } },
      at: 'input.reference; input.givenName; input.familyName',
    },
    forbidden: [
      ...withoutRole(READERS, 'CHILD_IN_NEED'),
      impostor,
      by(COUNCIL, 'SUPERVISOR', 'OVERSIGHT'),
      by(COUNCIL, 'PRACTITIONER', 'CRIME_PREVENTION'),
    ],
    events: ['CHILD_REGISTERED'],
  },
  {
    name: 'recordConcern',
    document: `mutation($childId: ID!, $reason: String!, $key: ID!) {
      done: recordConcern(childId: $childId, level: CONCERN, reason: $reason, idempotencyKey: $key) { id concern } }`,
    tables: ['concerns'],
    caller: same(by(FORCE)),
    prepare: async () => ({ childId, reason: 'seen with older peers' }),
    other: { reason: 'another reason' },
    bad: { over: { childId: 'no id', reason: ' ' }, at: 'childId; reason' },
    forbidden: [...withoutRole(READERS), impostor],
    stranger: by(CHARITY),
    absent: { childId: NOBODY },
    events: ['CONCERN_RECORDED'],
  },
  {
    name: 'recordConsent',
    document: `mutation($childId: ID!, $state: ConsentState = GIVEN, $givenBy: ConsentGiver = CHILD, $capacity: String = "aged 16",
        $categories: [DataCategory!] = [SUPPORT], $key: ID!) {
      done: recordConsent(idempotencyKey: $key, input: { childId: $childId, state: $state, givenBy: $givenBy,
        capacity: $capacity, categories: $categories, recipients: [CHARITY] }) { id state ownerId } }`,
    tables: ['consents'],
    caller: same(by(FORCE)),
    prepare: async () => ({ childId }),
    other: { categories: ['MISSING'] },
    bad: { over: { childId: 'no id', categories: [] }, at: 'input.childId; input.categories' },
    forbidden: [...withoutRole(READERS), impostor],
    stranger: by(CHARITY),
    absent: { childId: NOBODY },
    events: ['CONSENT_CHANGED'],
  },
  {
    name: 'allocateChild',
    document: `mutation($childId: ID!, $subject: ID!, $key: ID!) {
      done: allocateChild(childId: $childId, subject: $subject, allocated: true, idempotencyKey: $key) { id } }`,
    tables: ['allocations', 'involvements'],
    caller: same(by(FORCE, 'SUPERVISOR')),
    prepare: async () => ({ childId, subject: randomUUID() }),
    other: { subject: 'somebody-else' },
    bad: { over: { childId: 'no id', subject: ' ' }, at: 'childId; subject' },
    forbidden: [...withoutRole([...READERS, 'PRACTITIONER', 'PARTNER_SYSTEM']), impostor],
    stranger: by(CHARITY, 'SUPERVISOR'),
    absent: { childId: NOBODY },
    events: ['ALLOCATION_CHANGED'],
  },
  {
    name: 'holdChildLog',
    document: `mutation($childId: ID!, $recipient: ID!, $until: DateTime!, $reason: String!, $key: ID!) {
      done: holdChildLog(childId: $childId, recipient: $recipient, until: $until, reason: $reason, idempotencyKey: $key) {
        id recipient { id } until } }`,
    tables: ['child_log_holds'],
    caller: same(by(FORCE, 'DATA_OFFICER')),
    prepare: async () => ({ childId, recipient: COUNCIL, until: '2026-06-01T00:00:00Z', reason: 'an enquiry is open' }),
    other: { until: '2026-07-01T00:00:00Z' },
    bad: {
      over: { childId: 'no id', recipient: 'nobody', until: '2027-03-02T12:00:00Z', reason: ' ' },
      at: 'childId; recipient; until; reason',
    },
    forbidden: withoutRole(['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM', 'ADVOCATE', 'ANALYST']),
    stranger: by(CHARITY, 'DATA_OFFICER'),
    absent: { childId: NOBODY },
    events: [],
  },
  {
    name: 'breakGlass',
    document: BREAK,
    tables: ['break_glass_grants'],
    caller: same(by(FORCE, 'PRACTITIONER', 'MISSING_CHILD')),
    prepare: async () => ({ childId, ...aGrant }),
    other: { explanation: 'another explanation' },
    bad: {
      over: { childId: 'no id', reason: 'CURIOSITY', explanation: ' ', minutes: 61 },
      at: 'childId; reason; explanation; minutes',
    },
    forbidden: [
      ...withoutRole([...READERS, 'PARTNER_SYSTEM'], 'MISSING_CHILD'),
      impostor,
      by(FORCE, 'PRACTITIONER', 'CRIME_PREVENTION'),
    ],
    events: ['BREAK_GLASS_USED', 'BREAK_GLASS_USED'],
  },
  {
    name: 'reviewBreakGlass',
    document: `mutation($grantId: ID!, $outcome: String!, $key: ID!) {
      done: reviewBreakGlass(grantId: $grantId, outcome: $outcome, idempotencyKey: $key) { id outcome } }`,
    tables: ['break_glass_grants'],
    caller: same(by(FORCE, 'DATA_OFFICER')),
    prepare: async () => {
      const { principal, purpose = null } = by(FORCE, 'PRACTITIONER', 'MISSING_CHILD');
      const { data } = await hub.ask(BREAK, principal, {
        purpose,
        variables: { childId, ...aGrant, key: randomUUID() },
      });
      return { grantId: data.done.id, outcome: 'JUSTIFIED' };
    },
    other: { outcome: 'NOT_JUSTIFIED' },
    bad: { over: { grantId: 'no id', outcome: 'FINE' }, at: 'grantId; outcome' },
    forbidden: withoutRole(['PRACTITIONER', 'PARTNER_SYSTEM', 'ADVOCATE', 'ANALYST']),
    stranger: by(COUNCIL, 'DATA_OFFICER'),
    absent: { grantId: NOBODY },
    events: [],
  },
];

checkHubMutations(() => hub, CASES);
