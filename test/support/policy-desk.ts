import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from './hub';

const BASIS = {
  kind: 'LawfulBasis',
  id: 'DUTY',
  title: 'A duty',
  validFrom: '2025-01-01',
  article9: '9(2)(g); Article 10',
};

/** A PERMIT as a data officer drafts it. */
export const permit = (category: string, level: string, over: object = {}): object => ({
  kind: 'PERMIT',
  categories: [category],
  level,
  lawfulBasis: 'DUTY',
  ...over,
});

/** What is in force when a desk opens. */
const ACTIVE = {
  kind: 'Policy',
  id: 'v-0',
  owner: FORCE,
  rules: [
    { id: 'rule-1', ...permit('MISSING', 'FULL') },
    { id: 'rule-2', kind: 'CAP', categories: ['MISSING'], level: 'SUMMARY', agencies: ['CHARITY'] },
  ],
  author: 'ann',
  approvedBy: 'ben',
  note: 'first',
  effectiveFrom: '2026-01-01T00:00:00Z',
};
/** The cap stays: under break-glass it is all that holds MISSING back. */
const CAP = { kind: 'CAP', categories: ['MISSING'], level: 'SUMMARY', agencies: ['CHARITY'] };

/** Rules that give nobody more than those in force. */
export const tighter = (...rules: object[]): object[] => [
  ...(rules.length > 0 ? rules : [permit('MISSING', 'SUMMARY')]),
  CAP,
];

export const ann = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ann' });
export const ben = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'ben' });
export const stranger = aCaller(COUNCIL, { role: 'DATA_OFFICER', subject: 'ben' });
export type Officer = typeof ann;

const FIELDS = 'id status author approvedBy parent hash rejectedBy rejection revertsAt effectiveFrom rules { id }';
export const DRAFT = `mutation ($input: DraftPolicyInput!, $key: ID!) { draftPolicy(input: $input, idempotencyKey: $key) { ${FIELDS} } }`;
export const TIGHTEN = DRAFT.replace('draftPolicy', 'tightenPolicy');
const SUBMIT = `mutation ($version: ID!, $key: ID!) { submitPolicy(version: $version, idempotencyKey: $key) { ${FIELDS} } }`;
const APPROVE = `mutation ($version: ID!, $key: ID!, $from: DateTime) {
  approvePolicy(version: $version, effectiveFrom: $from, idempotencyKey: $key) { ${FIELDS} } }`;
const REJECT = `mutation ($version: ID!, $key: ID!) {
  rejectPolicy(version: $version, reason: "not so", idempotencyKey: $key) { ${FIELDS} } }`;
const STEPS = { submit: SUBMIT, approve: APPROVE, reject: REJECT } as const;
export type Step = keyof typeof STEPS;

export const inputOf = (rules: object[] = [permit('MISSING', 'SUMMARY')], over: object = {}) => ({
  input: { owner: FORCE, rules, note: 'why', ...over },
});

/** What a mutation answered. */
interface Taken {
  // oxlint-disable-next-line typescript/no-explicit-any -- the version as the query asks for it
  readonly version: any;
  readonly errors: Awaited<ReturnType<TestHub['ask']>>['errors'];
}

/** A hub with one policy in force, and the hands of its data officers. */
export interface Desk {
  readonly hub: TestHub;
  ask(query: string, officer: Officer, variables: object): Promise<Taken>;
  draft(rules?: object[], officer?: Officer): Promise<string>;
  take(step: Step, id: string, officer?: Officer, over?: object): Promise<Taken>;
  statusOf(id: string): Promise<string>;
  active(): Promise<{ id: string; parent: string; approved_by: string; hash: string }>;
  /** Brings a new version to a status, or a tightening into force, and gives its id. */
  reach(status: string): Promise<string>;
}

export async function openDesk(): Promise<Desk> {
  const hub = await startHub();
  hub.now = new Date();
  await hub.load([BASIS, ACTIVE]);
  let keys = 0;
  const succeed = async (taking: Promise<Taken>): Promise<string> => {
    const { version, errors } = await taking;
    expect(errors).toEqual([]);
    return version.id;
  };
  const desk: Desk = {
    hub,
    async ask(query, officer, variables) {
      const { data, errors } = await hub.ask(query, officer, { variables: { key: `k-${(keys += 1)}`, ...variables } });
      return { version: data && Object.values(data)[0], errors };
    },
    draft: (rules, officer = ann) => succeed(desk.ask(DRAFT, officer, inputOf(rules))),
    take: (step, id, officer = ben, over = {}) => desk.ask(STEPS[step], officer, { version: id, ...over }),
    statusOf: async (id) =>
      (await hub.pool.query('select status from policy_versions where id = $1', [id])).rows[0]?.status,
    active: async () =>
      (await hub.pool.query(`select * from policy_versions where owner = '${FORCE}' and status = 'ACTIVE'`)).rows[0],
    reach: (status) => REACH[status]!(),
  };
  const submitted = async (): Promise<string> => succeed(desk.take('submit', await desk.draft(), ann));
  const from = new Date(Date.now() + 3_600_000).toISOString();
  const REACH: Record<string, () => Promise<string>> = {
    DRAFT: () => desk.draft(),
    SUBMITTED: submitted,
    SCHEDULED: async () => succeed(desk.take('approve', await submitted(), ben, { from })),
    ACTIVE: async () => succeed(desk.take('approve', await submitted())),
    SUPERSEDED: async () => {
      const id = await desk.reach('ACTIVE');
      await desk.reach('ACTIVE');
      return id;
    },
    REJECTED: async () => succeed(desk.take('reject', await submitted())),
    TIGHTENING: () => succeed(desk.ask(TIGHTEN, ann, inputOf(tighter()))),
  };
  return desk;
}
