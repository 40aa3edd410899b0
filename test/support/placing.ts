import { COUNCIL } from '../../subgraphs/council/subgraph';
import type { Principal } from '../../subgraphs/kit/context';
import { aCouncilProfile, aPlacement } from './council-lines';
import type { Row } from './mutations';
import { startSubgraph, type Answer, type TestCaller, type TestSubgraph } from './subgraph';

export const PLACER: Partial<Principal> = { organisation: 'E10000020', agency: 'COUNCIL' };
export const OTHER_COUNCIL: Partial<Principal> = { organisation: 'E09000023', agency: 'COUNCIL' };
export const HOST_COUNCIL: Partial<Principal> = { organisation: 'E10000016', agency: 'COUNCIL' };
export const HOST_FORCE: Partial<Principal> = { organisation: 'E23000032', agency: 'POLICE', name: 'Ola Penn' };
/** What the mutations on placements write. */
export const TABLES = ['placements', 'placement_notifications'];

const KEY = 'id subjectId ownerId handling';
const NOTICE = `${KEY} change recipient { id } sentAt clock { rule dueAt stoppedAt overdue calendar }
  noticeClock { rule dueAt stoppedAt overdue } reminders escalatedAt acknowledgedAt acknowledgedBy`;
const PLACED = `${KEY} placementType startedOn endedOn endReason hostArea { code } outOfArea emergency provider address
  postcode notifications { ${NOTICE} }`;
const RECORD = `mutation($input: RecordPlacementInput!, $key: ID!) {
  done: recordPlacement(input: $input, idempotencyKey: $key) { ${PLACED} } }`;
const END = `mutation($placementId: ID!, $endedOn: Date!, $reason: String!, $key: ID!) {
  done: endPlacement(placementId: $placementId, endedOn: $endedOn, reason: $reason, idempotencyKey: $key) { ${PLACED} } }`;
const ACKNOWLEDGE = `mutation($notificationId: ID!, $key: ID!) {
  done: acknowledgePlacement(notificationId: $notificationId, idempotencyKey: $key) { ${NOTICE} } }`;
const INBOX = `query($recipient: ID, $acknowledged: Boolean, $overdue: Boolean) {
  placementNotifications(recipient: $recipient, acknowledged: $acknowledged, overdue: $overdue) {
    nodes { ${NOTICE} profile { id } } } }`;
const INPUT = {
  childId: 'child-1',
  placementType: 'K2',
  startedOn: '2026-06-15',
  provider: 'Invented Homes',
  address: '2 Invented Row',
  postcode: 'ct1 1aa',
  hostArea: 'E10000016',
};

/** Calls a mutation with what differs from a good input, a key (a new one unless it is given) and who calls. */
export type Ask = (over?: object, key?: string, principal?: TestCaller) => Promise<Answer>;

/** A council's subgraph with two children, three placements and some postcodes, and calls to it. */
export interface Placing {
  council: TestSubgraph;
  record: Ask;
  end: Ask;
  acknowledge: Ask;
  inbox(filter: object, principal: Partial<Principal>): Promise<Row[]>;
  rows(text: string, values?: unknown[]): Promise<Row[]>;
  signalsOf(ids: string[]): Promise<Row[]>;
  /** A placement that has begun, as its recording answers it. */
  aStarted(over?: object): Promise<Answer['data']>;
  /** The notification of such a placement that went to the host force. */
  aNotice(over?: object): Promise<Answer['data']>;
}

export async function startPlacing(now: () => Date): Promise<Placing> {
  const council = await startSubgraph(COUNCIL, now);
  await council.load([
    aCouncilProfile(1),
    aCouncilProfile(2, { ownerId: 'E09000023' }),
    aPlacement(1),
    aPlacement(2, { ownerId: 'E09000023' }),
    aPlacement(3, { ownerId: 'E09000023', handling: 'HIDDEN' }),
  ]);
  const rows: Placing['rows'] = (text, values = []) => council.dataSource.query<Row[]>(text, values);
  await rows(
    `insert into postcodes values ('CT1 1AA', 'E10000016'), ('ME1 1AA', 'E06000035'), ('ZZ1 1ZZ', 'S12000033')`,
  );
  const record: Ask = (over = {}, key = crypto.randomUUID(), principal = {}) =>
    council.ask(RECORD, { input: { ...INPUT, ...over }, key }, { ...PLACER, ...principal });
  const aStarted: Placing['aStarted'] = async (over = {}) =>
    (await record({ startedOn: '2026-06-01', emergency: true, ...over })).data.done;
  return {
    council,
    rows,
    record,
    aStarted,
    end: (over = {}, key = crypto.randomUUID(), principal = {}) =>
      council.ask(END, { endedOn: '2026-06-10', reason: 'CARPL', ...over, key }, { ...PLACER, ...principal }),
    acknowledge: (over = {}, key = crypto.randomUUID(), principal = {}) =>
      council.ask(ACKNOWLEDGE, { ...over, key }, { ...HOST_FORCE, ...principal }),
    inbox: async (filter, principal) => (await council.ask(INBOX, filter, principal)).data.placementNotifications.nodes,
    signalsOf: (ids) =>
      rows('select type, record_type, record_id, handling from outbox where record_id = any($1) order by seq', [ids]),
    aNotice: async (over = {}) =>
      (await aStarted(over)).notifications.find((each: Answer['data']) => each.recipient.id === 'E23000032'),
  };
}
