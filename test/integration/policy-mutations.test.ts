import { randomUUID } from 'node:crypto';
import { checkHubMutations, type HubCaller, type HubMutationCase } from '../support/hub-mutation-checks';
import {
  ann,
  ben,
  inputOf,
  openDesk,
  permit,
  stranger,
  tighter,
  type Desk,
  type Officer,
} from '../support/policy-desk';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.hub.close());

const by = (principal: Officer) => (): HubCaller => ({ principal });
const OTHERS = (['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM', 'ADVOCATE', 'ANALYST'] as const).map(
  (role): HubCaller => ({ principal: { ...ann, role } }),
);
const TABLES = ['policy_versions', 'policy_transitions'];
const NOTHING = { version: randomUUID() };

/** A step that is taken with a version alone. */
const step = (name: string, from: string, officer: Officer): HubMutationCase => ({
  name,
  document: `mutation($version: ID!, $key: ID!) { done: ${name}(version: $version, idempotencyKey: $key) { id status } }`,
  tables: TABLES,
  caller: by(officer),
  prepare: async () => ({ version: await desk.reach(from) }),
  other: async () => ({ version: await desk.reach(from) }),
  forbidden: OTHERS,
  stranger: { principal: stranger },
  absent: NOTHING,
  events: [],
});

const drafting = (name: string, rules: () => object[]): HubMutationCase => ({
  name,
  document: `mutation($input: DraftPolicyInput!, $key: ID!) { done: ${name}(input: $input, idempotencyKey: $key) { id status } }`,
  tables: TABLES,
  caller: by(ann),
  prepare: async () => inputOf(rules()),
  other: inputOf(rules(), { note: 'another note' }),
  bad: { over: inputOf(rules(), { note: ' ' }), at: 'input.note' },
  forbidden: [...OTHERS, { principal: stranger }],
  events: [],
});

const BASIS = { id: 'DUTY', title: 'A duty', validFrom: '2025-01-01', validTo: '2099-12-31', note: 'it is repealed' };
const DRAFT_BASIS = `mutation($input: LawfulBasisInput!, $key: ID!) {
  done: draftLawfulBasis(input: $input, idempotencyKey: $key) { id status } }`;
const council = { ...stranger, subject: 'cat' };

async function aChange(): Promise<Record<string, unknown>> {
  const { version } = await desk.ask(DRAFT_BASIS, ann, { input: { ...BASIS, validTo: aDay() } });
  return { change: version.id };
}
let days = 0;
/** Each change says something else, so that none is stale. */
const aDay = (): string => new Date(Date.UTC(2090, 0, 1 + (days += 1))).toISOString().slice(0, 10);

const MINIMUM = {
  minimumConcern: 'IMMEDIATE_DANGER',
  purposes: ['MISSING_CHILD'],
  levels: [{ category: 'MISSING', level: 'SUMMARY' }],
  validFrom: '2099-01-01',
  note: 'agreed by the board',
};
const DRAFT_MINIMUM = `mutation($input: SafeguardingMinimumInput!, $key: ID!) {
  done: draftSafeguardingMinimum(input: $input, idempotencyKey: $key) { id status } }`;

async function aMinimumChange(): Promise<Record<string, unknown>> {
  const { version } = await desk.ask(DRAFT_MINIMUM, ann, { input: MINIMUM });
  return { change: version.id };
}

const CASES: readonly HubMutationCase[] = [
  drafting('draftPolicy', () => [permit('MISSING', 'SUMMARY')]),
  drafting('tightenPolicy', tighter),
  step('submitPolicy', 'DRAFT', ann),
  step('approvePolicy', 'SUBMITTED', ben),
  {
    ...step('rejectPolicy', 'SUBMITTED', ben),
    document: `mutation($version: ID!, $reason: String = "not so", $key: ID!) {
      done: rejectPolicy(version: $version, reason: $reason, idempotencyKey: $key) { id status } }`,
    bad: { over: { reason: ' ' }, at: 'reason' },
  },
  {
    name: 'draftLawfulBasis',
    document: DRAFT_BASIS,
    tables: ['lawful_basis_changes'],
    caller: by(ann),
    prepare: async () => ({ input: { ...BASIS, validTo: aDay() } }),
    other: { input: { ...BASIS, note: 'another note' } },
    bad: {
      over: { input: { ...BASIS, id: 'a b', title: ' ', validTo: '2024-01-01' } },
      at: 'input.id; input.title; input.validTo',
    },
    forbidden: OTHERS,
    events: [],
  },
  {
    name: 'approveLawfulBasis',
    document: `mutation($change: ID!, $key: ID!) { done: approveLawfulBasis(change: $change, idempotencyKey: $key) { id status } }`,
    tables: ['lawful_basis_changes'],
    caller: by(council),
    prepare: aChange,
    other: { change: randomUUID() },
    absent: { change: randomUUID() },
    forbidden: [...OTHERS, { principal: ann }, { principal: ben }],
    events: [],
  },
  {
    name: 'rejectLawfulBasis',
    document: `mutation($change: ID!, $reason: String = "not so", $key: ID!) {
      done: rejectLawfulBasis(change: $change, reason: $reason, idempotencyKey: $key) { id status } }`,
    tables: ['lawful_basis_changes'],
    caller: by(ann),
    prepare: aChange,
    other: { reason: 'another reason' },
    bad: { over: { reason: ' ' }, at: 'reason' },
    forbidden: OTHERS,
    events: [],
  },
  {
    name: 'draftSafeguardingMinimum',
    document: DRAFT_MINIMUM,
    tables: ['safeguarding_minimum_changes'],
    caller: by(ann),
    prepare: async () => ({ input: MINIMUM }),
    other: { input: { ...MINIMUM, note: 'another note' } },
    bad: {
      over: { input: { ...MINIMUM, minimumConcern: 'NOT_RECORDED', purposes: ['OVERSIGHT'], validTo: '2024-01-01' } },
      at: 'input.minimumConcern; input.purposes[0]; input.validTo',
    },
    forbidden: OTHERS,
    events: [],
  },
  {
    name: 'approveSafeguardingMinimum',
    document: `mutation($change: ID!, $key: ID!) { done: approveSafeguardingMinimum(change: $change, idempotencyKey: $key) { id status } }`,
    tables: ['safeguarding_minimum_changes'],
    caller: by(council),
    prepare: aMinimumChange,
    other: { change: randomUUID() },
    absent: { change: randomUUID() },
    forbidden: [...OTHERS, { principal: ann }, { principal: ben }],
    events: [],
  },
  {
    name: 'rejectSafeguardingMinimum',
    document: `mutation($change: ID!, $reason: String = "not so", $key: ID!) {
      done: rejectSafeguardingMinimum(change: $change, reason: $reason, idempotencyKey: $key) { id status } }`,
    tables: ['safeguarding_minimum_changes'],
    caller: by(ann),
    prepare: aMinimumChange,
    other: { reason: 'another reason' },
    bad: { over: { reason: ' ' }, at: 'reason' },
    forbidden: OTHERS,
    events: [],
  },
];

checkHubMutations(() => desk.hub, CASES);
