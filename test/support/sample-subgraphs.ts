import { FEDERATION_HEADER } from '../../schema/classified';

/** A small hub that keeps every convention of the records: four owners, a union, connections, a mutation. */
export interface SampleSubgraph {
  readonly name: 'police' | 'council' | 'charity' | 'hub';
  readonly sdl: string;
}

const HANDLING = 'enum Handling { OPEN CONDITIONAL SEALED HIDDEN }';
const PAGE_INFO = 'type PageInfo @shareable { endCursor: String hasNextPage: Boolean! }';
const CLOCK = 'type Clock @shareable { rule: String! dueAt: String! overdue: Boolean! }';
const STUBS = 'type Organisation @key(fields: "id", resolvable: false) { id: ID! }';

const KEY = '@key(fields: "id subjectId ownerId handling")';
const HIDDEN_KEYS = 'subjectId: ID! @inaccessible ownerId: ID! @inaccessible handling: Handling! @inaccessible';
const STUB_OF_RECORD = `{ id: ID! ${HIDDEN_KEYS} }`;

function record(name: string, category: string, fields: string): string {
  return `type ${name} ${KEY} @record(category: "${category}") {
    id: ID! @public
    ${HIDDEN_KEYS}
    owner: Organisation! @public
    ${fields}
  }`;
}

function connection(node: string): string {
  return `type ${node}Connection { nodes: [${node}!]! pageInfo: PageInfo! cursors: [ID!]! @inaccessible }`;
}

function classified(category: string, level: string): string {
  return `@classified(category: "${category}", level: "${level}")`;
}

const profileFields = `
  leadWorker: Contact ${classified('INVOLVEMENT', 'EXISTENCE')}
  initials: String ${classified('IDENTITY', 'SUMMARY')}
  givenName: String ${classified('IDENTITY', 'FULL')}
  postcode: String ${classified('WHEREABOUTS', 'FULL')}
  updatedAt: String! @public`;
const CONTACT = 'type Contact @shareable { name: String! role: String! email: String }';

const police = `${FEDERATION_HEADER}
  ${HANDLING} ${PAGE_INFO} ${STUBS} ${CONTACT}
  enum MissingStatus { MISSING AWAY_WITHOUT_AUTHORISATION RETURNED }
  type Query {
    missingEpisodes(
      area: ID ${classified('WHEREABOUTS', 'SUMMARY')}
      status: MissingStatus ${classified('MISSING', 'SUMMARY')}
      first: Int = 20
      after: String
      lookahead: Boolean = false @inaccessible
    ): MissingEpisodeConnection!
  }
  type Mutation { reportMissing(input: ReportMissingInput!, idempotencyKey: ID!): MissingEpisode! }
  input ReportMissingInput { childId: ID! status: MissingStatus = MISSING circumstances: String! handling: Handling = OPEN }
  ${connection('MissingEpisode')}
  type Child @key(fields: "id") {
    id: ID! @public
    policeProfiles: [PoliceProfile!] ${classified('IDENTITY', 'EXISTENCE')}
    missingEpisodes: [MissingEpisode!] ${classified('MISSING', 'EXISTENCE')}
    custodyEvents: [CustodyEvent!] ${classified('OFFENDING', 'EXISTENCE')}
  }
  ${record('PoliceProfile', 'IDENTITY', profileFields)}
  ${record(
    'MissingEpisode',
    'MISSING',
    `status: MissingStatus ${classified('MISSING', 'SUMMARY')}
     missingSince: String ${classified('MISSING', 'SUMMARY')}
     circumstances: String ${classified('MISSING', 'FULL')}`,
  )}
  ${record(
    'CustodyEvent',
    'OFFENDING',
    `occurredAt: String ${classified('OFFENDING', 'SUMMARY')}
     narrative: String ${classified('OFFENDING', 'FULL')}`,
  )}
`;

const council = `${FEDERATION_HEADER}
  ${HANDLING} ${PAGE_INFO} ${STUBS} ${CONTACT} ${CLOCK}
  enum ReferralStatus { RECEIVED DECIDED CHALLENGED CLOSED }
  type Query {
    referrals(
      council: ID
      referrer: ID ${classified('REFERRAL', 'SUMMARY')}
      status: ReferralStatus ${classified('REFERRAL', 'SUMMARY')}
      overdue: Boolean ${classified('REFERRAL', 'SUMMARY')}
      first: Int = 20
      after: String
      lookahead: Boolean = false @inaccessible
    ): ReferralConnection!
  }
  ${connection('Referral')}
  type Child @key(fields: "id") {
    id: ID! @public
    councilProfiles: [CouncilProfile!] ${classified('IDENTITY', 'EXISTENCE')}
    referrals: [Referral!] ${classified('REFERRAL', 'EXISTENCE')}
  }
  type MissingEpisode ${KEY} {
    id: ID!
    ${HIDDEN_KEYS}
    returnHomeInterview: ReturnHomeInterview ${classified('MISSING', 'EXISTENCE')}
  }
  ${record('CouncilProfile', 'IDENTITY', `${profileFields}\n nhsNumber: String ${classified('IDENTITY', 'FULL')}`)}
  ${record(
    'ReturnHomeInterview',
    'MISSING',
    `clock: Clock ${classified('MISSING', 'SUMMARY')}
     notes: String ${classified('MISSING', 'FULL')}`,
  )}
  ${record(
    'Referral',
    'REFERRAL',
    `child: Child! @public
     referrer: Organisation ${classified('REFERRAL', 'SUMMARY')}
     status: ReferralStatus ${classified('REFERRAL', 'SUMMARY')}
     decisionClock: Clock ${classified('REFERRAL', 'SUMMARY')}
     concerns: String ${classified('REFERRAL', 'FULL')}
     challenges: [ReferralChallenge!] ${classified('REFERRAL', 'EXISTENCE')}`,
  )}
  ${record('ReferralChallenge', 'REFERRAL', `argument: String ${classified('REFERRAL', 'FULL')}`)}
`;

const charity = `${FEDERATION_HEADER}
  ${HANDLING} ${STUBS} ${CONTACT}
  type Query { supportServices(kind: String): [SupportService!]! }
  type SupportService { id: ID! name: String! capacity: Int! }
  type Child @key(fields: "id") {
    id: ID! @public
    charityProfiles: [CharityProfile!] ${classified('IDENTITY', 'EXISTENCE')}
    supportEpisodes: [SupportEpisode!] ${classified('SUPPORT', 'EXISTENCE')}
    wishes: [Wish!] ${classified('CHILD_VOICE', 'EXISTENCE')}
  }
  ${record('CharityProfile', 'IDENTITY', profileFields)}
  ${record(
    'SupportEpisode',
    'SUPPORT',
    `service: SupportService ${classified('SUPPORT', 'SUMMARY')}
     notes: String ${classified('SUPPORT', 'FULL')}`,
  )}
  ${record('Wish', 'CHILD_VOICE', `words: String ${classified('CHILD_VOICE', 'FULL')}`)}
`;

const hub = `${FEDERATION_HEADER}
  ${HANDLING}
  enum ConsentState { GIVEN REFUSED WITHDRAWN NOT_SOUGHT }
  type Query { child(id: ID!): Child organisations: [Organisation!]! }
  type Mutation { recordConsent(childId: ID!, state: ConsentState!, idempotencyKey: ID!): Consent! }
  type Subscription { childEvents(after: String): ChildEvent! }
  type ChildEvent { cursor: String! owner: Organisation! child: Child! record: ChildRecord }
  union ChildRecord = MissingEpisode | Referral | SupportEpisode
  type MissingEpisode @key(fields: "id subjectId ownerId handling", resolvable: false) ${STUB_OF_RECORD}
  type Referral @key(fields: "id subjectId ownerId handling", resolvable: false) ${STUB_OF_RECORD}
  type SupportEpisode @key(fields: "id subjectId ownerId handling", resolvable: false) ${STUB_OF_RECORD}
  type Organisation @key(fields: "id") { id: ID! name: String! }
  type SharingDecision { owner: Organisation! category: String! reason: String }
  type Child @key(fields: "id") {
    id: ID! @public
    concern: String ${classified('INVOLVEMENT', 'SUMMARY')}
    consents: [Consent!] ${classified('CONSENT', 'SUMMARY')}
    sharing: [SharingDecision!]! @public
  }
  ${record('Consent', 'CONSENT', 'state: ConsentState! @public')}
`;

export const SAMPLE_SUBGRAPHS: readonly SampleSubgraph[] = [
  { name: 'police', sdl: police },
  { name: 'council', sdl: council },
  { name: 'charity', sdl: charity },
  { name: 'hub', sdl: hub },
];

/** Where the sample's subgraphs would be served. */
export const sampleUrlOf = (sector: string): string => `http://127.0.0.1/${sector}`;
