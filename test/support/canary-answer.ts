import { execute, getNullableType, isListType, parse, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { AREAS } from '../../gateway/launch/demonstration/areas';
import type { SupergraphLabels } from '../../schema/labels';
import { CONCERN_LEVELS, type DataCategory } from '../../schema/vocabulary';
import { REFUSAL_REASONS } from '../../subgraphs/council/codes/refusal-reasons';
import { ageBand } from '../../subgraphs/kit/derive';
import { CUSTODY_PROMPT_TEXTS, type CustodyPromptKind } from '../../subgraphs/police/custody-prompt-rules';
import type { CanaryChild, CanaryData } from './canary-children';
import { interviewOf } from './canary-interview';
import { judgesOf, ORGANISATIONS, type Oracle } from './canary-oracle';
import type { RecordLine } from './canary-records';

type Row = Readonly<Record<string, unknown>>;

/** What the answers are worked out from. */
export interface World {
  readonly schema: GraphQLSchema;
  readonly labels: SupergraphLabels;
  readonly data: CanaryData;
  readonly now: Date;
}

interface Asked extends World {
  readonly oracle: Oracle;
  readonly children: ReadonlyMap<string, CanaryChild>;
  readonly records: readonly RecordLine[];
}

/** Works out the data of an answer from the loaded lines and the plain reading of the policies, field by field. */
export async function expectedData(
  world: World,
  { oracle, query, variables }: { oracle: Oracle; query: string; variables: Record<string, unknown> },
): Promise<unknown> {
  const children = new Map(world.data.children.map((child) => [child.id, child]));
  const records = world.data.children.flatMap((child) => child.records);
  const asked: Asked = { ...world, oracle, children, records };
  const { data, errors } = await execute({
    schema: world.schema,
    document: parse(query),
    variableValues: variables,
    fieldResolver: (source: Row, args: Row, _context, info) => resolve(asked, { source: source ?? {}, args, info }),
  });
  if (errors) throw new Error(`the form is wrong: ${errors[0]?.message}\n${query}`);
  return data;
}

interface At {
  readonly source: Row;
  readonly args: Row;
  readonly info: GraphQLResolveInfo;
}

function resolve(asked: Asked, at: At): unknown {
  const { fieldName: field, parentType } = at.info;
  const { oracle, labels } = asked;
  if (parentType.name === 'Query') return resolveRoot(asked, at);
  const label = labels.fields.get(`${parentType.name}.${field}`);
  if (parentType.name === 'Child') return label ? childField(asked, at) : at.source[field];
  if (!labels.records.has(parentType.name)) return plainField(asked, at);
  const record = at.source as RecordLine;
  if (field === 'returnHomeInterview') {
    const isAsked = oracle.anyOf(record.subjectId, 'council', { category: 'MISSING', level: 'EXISTENCE' });
    if (!isAsked) return null;
    return admitted(asked, interviewOf(asked, record))[0] ?? null;
  }
  if (label && !oracle.may(record, label)) return null;
  return asked.records.some(({ kind }) => kind === NESTED[`${parentType.name}.${field}`]?.kind)
    ? nested(asked, at)
    : valueOf(asked, record, field);
}

function admitted(asked: Asked, rows: readonly RecordLine[], needs: readonly { category: DataCategory }[] = []) {
  return rows.filter((row) => {
    const category = asked.labels.records.get(row.kind)!.category;
    const all = [
      { category, level: 'EXISTENCE' as const },
      ...(needs as { category: DataCategory; level: 'SUMMARY' }[]),
    ];
    return all.every((label) => asked.oracle.may(row, label));
  });
}

const ORDER: Readonly<Record<string, string>> = {
  PoliceProfile: 'updatedAt',
  CouncilProfile: 'updatedAt',
  CharityProfile: 'updatedAt',
  MissingEpisode: 'missingSince',
  MissingPrompt: 'raisedAt',
  CustodyEvent: 'occurredAt',
  CustodyPrompt: 'raisedAt',
  VictimFrame: 'occurredAt',
  IntelligenceReport: 'reviewOn',
  NrmReferral: 'referredAt',
  SocialCareEpisode: 'startedOn',
  Assessment: 'completedOn',
  Placement: 'startedOn',
  PlacementNotification: 'sentAt',
  Referral: 'receivedAt',
  ReferralChallenge: 'raisedAt',
  ReturnHomeInterview: 'clockStartedAt',
  SupportEpisode: 'requestedAt',
  Wish: 'heardOn',
  AdvocacyRequest: 'requestedAt',
};

function newestFirst(rows: readonly RecordLine[]): RecordLine[] {
  const key = (row: RecordLine): string => `${String(row[ORDER[row.kind]!])} ${row.id}`;
  return [...rows].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}

function childField(asked: Asked, { source, info }: At): unknown {
  const label = asked.labels.fields.get(`Child.${info.fieldName}`)!;
  const child = asked.children.get(String(source['id']))!;
  const type = /\w+/.exec(String(info.returnType))![0];
  const sector = asked.labels.records.get(type)?.sector ?? 'hub';
  if (!asked.oracle.anyOf(child.id, sector, label)) {
    if (!asked.oracle.mayKnowOfNobody(child.id, sector, label)) return null;
    return isListType(getNullableType(info.returnType)) ? [] : 'NOT_RECORDED';
  }
  if (info.fieldName === 'concern') return concernOf(asked, child);
  if (sector === 'hub') return hubRecords(asked, child, type);
  return admitted(asked, newestFirst(recordsOf(child).filter(({ kind }) => kind === type)));
}

/** The loaded records, and the frames that the police show of custody events. */
function recordsOf({ records }: CanaryChild): readonly RecordLine[] {
  const frames = records.flatMap((event): RecordLine[] => {
    if (event.kind !== 'CustodyEvent') return [];
    const isNrm = (row: RecordLine): boolean =>
      row.kind === 'NrmReferral' && row.ownerId === event.ownerId && row.handling === 'OPEN';
    const nrmStage = newestFirst(records.filter(isNrm))[0]?.['stage'] ?? null;
    const isVictim = event['subjectCategory'] === 'VICTIM';
    if (!isVictim && nrmStage === null) return [];
    return [{ ...event, kind: 'VictimFrame', nrmStage, basis: isVictim ? 'RECORDED_AS_VICTIM' : 'NRM_REFERRAL' }];
  });
  return [...records, ...frames];
}

function concernOf({ oracle }: Asked, child: CanaryChild): string {
  const shared = judgesOf(child).filter(([ownerId]) => {
    const key = { id: '', subjectId: child.id, ownerId, handling: 'OPEN' };
    return oracle.may(key, { category: 'INVOLVEMENT', level: 'SUMMARY' });
  });
  return CONCERN_LEVELS[Math.max(0, ...shared.map(([, level]) => CONCERN_LEVELS.indexOf(level)))]!;
}

function hubRecords(asked: Asked, child: CanaryChild, kind: string): unknown[] {
  const involvement = (owner: string) => child.registrations.find(({ organisation }) => organisation === owner);
  const key = (ownerId: string) => ({
    kind,
    subjectId: child.id,
    ownerId,
    handling: involvement(ownerId)?.handling ?? 'OPEN',
  });
  if (kind === 'Involvement') {
    const rows = child.registrations.map((each) => ({ ...each, ...key(each.organisation) }));
    return admitted(asked, rows).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  const rows = child.consents.map((each) => ({ ...each, ...key(each.recordedBy) }));
  rows.sort((a, b) => (a['recordedAt'] < b['recordedAt'] ? 1 : -1));
  return admitted(asked, rows, [{ category: 'CONSENT', level: 'SUMMARY' } as { category: DataCategory }]);
}

interface Nesting {
  kind: string;
  by: string;
  isList: boolean;
  /** The property of the outer record that `by` equals; its id unless given. */
  from?: string;
}

const NESTED: Readonly<Record<string, Nesting>> = {
  'MissingEpisode.prompts': { kind: 'MissingPrompt', by: 'episodeId', isList: true },
  'MissingPrompt.episode': { kind: 'MissingEpisode', by: 'id', from: 'episodeId', isList: false },
  'CustodyEvent.prompts': { kind: 'CustodyPrompt', by: 'custodyEventId', isList: true },
  'CustodyPrompt.custodyEvent': { kind: 'CustodyEvent', by: 'id', from: 'custodyEventId', isList: false },
  'VictimFrame.custodyEvent': { kind: 'CustodyEvent', by: 'id', isList: false },
  'Placement.notifications': { kind: 'PlacementNotification', by: 'placementId', isList: true },
  'Referral.challenges': { kind: 'ReferralChallenge', by: 'referralId', isList: true },
  'PlacementNotification.profile': { kind: 'CouncilProfile', by: 'subjectId', from: 'subjectId', isList: false },
  'PlacementNotification.placement': { kind: 'Placement', by: 'id', from: 'placementId', isList: false },
};

function nested(asked: Asked, { source, info }: At): unknown {
  const { kind, by, isList, from = 'id' } = NESTED[`${info.parentType.name}.${info.fieldName}`]!;
  const wanted = source[from];
  // A profile is shown as its own council's: the placing one's.
  const isOwn = (row: RecordLine): boolean => kind !== 'CouncilProfile' || row.ownerId === source['ownerId'];
  const rows = newestFirst(asked.records.filter((row) => row.kind === kind && row[by] === wanted && isOwn(row)));
  if (isList) return admitted(asked, rows);
  return rows[0] ? (admitted(asked, [rows[0]])[0] ?? null) : null;
}

function contact(row: Row, prefix: string): unknown {
  const of = (part: string) => row[`${prefix}${part}`];
  return { name: of('Name'), role: of('Role'), email: of('Email'), telephone: of('Telephone') };
}

function clock(row: Row, { rule, startedAt }: { rule: unknown; startedAt: unknown }, now: Date): unknown {
  const [dueAt, stoppedAt] = [row['clockDueAt'], row['clockStoppedAt'] ?? null];
  const overdue = ((stoppedAt ?? now.toISOString()) as string) > (dueAt as string);
  return { rule, startedAt, dueAt, stoppedAt, overdue, calendar: null };
}

function valueOf({ now }: Asked, row: RecordLine, field: string): unknown {
  const special = SPECIAL[`${row.kind}.${field}`] ?? COMMON[field];
  return special ? special(row, now) : (row[field] ?? null);
}

type Value = (row: RecordLine, now: Date) => unknown;

const SPECIAL: Readonly<Record<string, Value>> = {
  'Referral.decisionClock': (row, now) => clock(row, { rule: 'REFERRAL_DECISION', startedAt: row['receivedAt'] }, now),
  'Referral.reason': (row) => REFUSAL_REASONS.get(String(row['reasonCode'])),
  'ReferralChallenge.clock': (row, now) => clock(row, { rule: row['clockRule'], startedAt: row['raisedAt'] }, now),
  'ReturnHomeInterview.clock': (row, now) =>
    clock(row, { rule: 'RETURN_HOME_INTERVIEW', startedAt: row['clockStartedAt'] }, now),
  'PlacementNotification.clock': (row, now) =>
    clock(row, { rule: row['clockRule'], startedAt: row['clockStartedAt'] }, now),
  'PlacementNotification.change': (row) => row['change'] ?? 'STARTED',
  'PlacementNotification.reminders': (row) => row['reminders'] ?? 0,
  'Placement.emergency': (row) => row['emergency'] ?? false,
  'CustodyPrompt.kind': (row) => row['promptKind'],
  'CustodyPrompt.text': (row) => CUSTODY_PROMPT_TEXTS[row['promptKind'] as CustodyPromptKind],
  'Involvement.contact': (row) => contact(row, 'contact'),
  'Involvement.organisation': (row) => ({ id: row.ownerId }),
  'Involvement.active': () => true,
  'Consent.recordedBy': (row) => ({ id: row.ownerId }),
  'Consent.contested': () => [],
};

const COMMON: Readonly<Record<string, Value>> = {
  owner: (row) => ({ id: row.ownerId }),
  child: (row) => ({ id: row.subjectId }),
  leadWorker: (row) => contact(row, 'leadWorker'),
  advocate: (row) => contact(row, 'advocate'),
  area: (row) => ({ code: row['areaCode'] }),
  hostArea: (row) => ({ code: row['hostAreaCode'] }),
  recipient: (row) => ({ id: row['recipientId'] }),
  referrer: (row) => ({ id: row['referrerId'] }),
  requester: (row) => (row['requesterId'] === undefined ? null : { id: row['requesterId'] }),
  ageBand: (row, now) => ageBand(String(row['dateOfBirth']), now),
  postcodeDistrict: () => null,
  service: () => null,
};

function plainField(_asked: Asked, { source, info }: At): unknown {
  const { parentType, fieldName } = info;
  if (fieldName === 'name' && parentType.name === 'Organisation') return ORGANISATIONS.get(String(source['id']))!.name;
  if (fieldName === 'name' && parentType.name === 'Area')
    return AREAS.find(({ code }) => code === source['code'])?.name ?? null;
  return source[fieldName] ?? null;
}

function resolveRoot(asked: Asked, { args, info }: At): unknown {
  if (info.fieldName === 'child') return asked.children.has(String(args['id'])) ? { id: args['id'] } : null;
  const list = LISTS[info.fieldName]!;
  const given = Object.entries(list.filters).filter(([name]) => args[name] != null);
  const needs = given.flatMap(([name]) => {
    const label = asked.labels.arguments.get(`Query.${info.fieldName}`)?.get(name);
    return label ? [label] : [];
  });
  const rows = asked.records.filter(
    (row) => row.kind === list.kind && given.every(([name, filter]) => filter(row, asked.now) === args[name]),
  );
  const visible = admitted(asked, newestFirst(rows), needs);
  const nodes = visible.slice(0, Number(args['first'] ?? 20));
  const last = nodes.at(-1);
  const endCursor = last ? Buffer.from(`1:${last.id}`).toString('base64url') : null;
  return { nodes, pageInfo: { endCursor, hasNextPage: visible.length > nodes.length } };
}

type Filter = (row: Row, now: Date) => unknown;

const isOverdue: Filter = (row, now) =>
  ((row['clockStoppedAt'] ?? now.toISOString()) as string) > (row['clockDueAt'] as string);

const LISTS: Readonly<Record<string, { kind: string; filters: Readonly<Record<string, Filter>> }>> = {
  missingEpisodes: {
    kind: 'MissingEpisode',
    filters: { area: (row) => row['areaCode'], status: (row) => row['status'] },
  },
  referrals: {
    kind: 'Referral',
    filters: {
      council: (row) => row['ownerId'],
      referrer: (row) => row['referrerId'],
      status: (row) => row['status'],
      overdue: isOverdue,
    },
  },
  placementNotifications: {
    kind: 'PlacementNotification',
    filters: {
      recipient: (row) => row['recipientId'],
      acknowledged: (row) => row['acknowledgedAt'] !== null,
      overdue: isOverdue,
    },
  },
};
