import { GRANT_MUTATIONS } from './corpus-of-grants';
import { POLICY_MUTATIONS } from './corpus-of-policies';
import { INTERVIEW_MUTATIONS, PLACEMENT_MUTATIONS } from './corpus-of-councils';
import type { CorpusQuery } from './corpus-query';

const plain = (query: string, variables?: CorpusQuery['variables']): CorpusQuery =>
  variables ? { query, variables } : { query };
const asOfficer = (query: string): CorpusQuery => ({ query, by: 'OFFICER' });

const COUNCIL = '"E10000020"';

/** The agencies' lists at the root: pages, filters, and joins from a record to its child and back. */
export const LIST_QUERIES: readonly CorpusQuery[] = [
  plain('{ missingEpisodes { nodes { id } } }'),
  plain('{ missingEpisodes { __typename nodes { __typename } pageInfo { __typename } } }'),
  plain('{ missingEpisodes { nodes { id status risk } pageInfo { endCursor hasNextPage } } }'),
  plain('{ missingEpisodes(first: 1) { nodes { missingSince circumstances } pageInfo { endCursor hasNextPage } } }'),
  plain('{ missingEpisodes(first: 3) { pageInfo { endCursor hasNextPage } } }'),
  plain('{ missingEpisodes(first: 5) { nodes { owner { name } returnHomeInterview { clock { overdue } } } } }'),
  plain('{ missingEpisodes(first: 100) { nodes { id missingSince } pageInfo { endCursor hasNextPage } } }'),
  plain('{ missingEpisodes(status: RETURNED, first: 4) { nodes { status returnedAt } pageInfo { hasNextPage } } }'),
  plain('{ missingEpisodes(area: "E10000020") { nodes { id owner { areas { code } } } } }'),
  plain('{ missingEpisodes(area: "E10000020", status: MISSING) { nodes { id } pageInfo { endCursor } } }'),
  plain('{ a: missingEpisodes(first: 1) { nodes { id } } b: missingEpisodes(first: 2) { nodes { risk } } }'),
  plain('{ missingEpisodes(first: 2) { nodes { id: risk nodes: status } pageInfo { hasNextPage: endCursor } } }'),
  plain('{ missingEpisodes(first: 2) { cursors: nodes { id } page: pageInfo { more: hasNextPage } } }'),
  plain('{ missingEpisodes(first: 2) { ...Page } } fragment Page on MissingEpisodeConnection { nodes { id } }'),
  plain('{ missingEpisodes(first: 2) { one: nodes { id } two: nodes { risk } } }'),
  plain('query($first: Int!) { missingEpisodes(first: $first) { nodes { id } pageInfo { endCursor } } }', { first: 2 }),
  plain('query($first: Int = 3) { missingEpisodes(first: $first) { nodes { id } pageInfo { hasNextPage } } }'),
  plain('query($first: Int = 3) { missingEpisodes(first: $first) { nodes { id } } }', { first: 1 }),
  plain('query($status: MissingStatus) { missingEpisodes(status: $status, first: 3) { nodes { status } } }'),
  plain('query($status: MissingStatus) { missingEpisodes(status: $status) { nodes { id } } }', { status: null }),
  plain('query($status: MissingStatus = RETURNED) { missingEpisodes(status: $status) { nodes { status } } }'),
  plain('query($area: ID) { missingEpisodes(area: $area, first: 9) { nodes { id } } }', { area: 'E10000016' }),
  plain('query($after: String) { missingEpisodes(first: 3, after: $after) { nodes { id } pageInfo { endCursor } } }'),
  plain('{ referrals { nodes { id status } pageInfo { endCursor hasNextPage } } }'),
  plain('{ referrals(first: 3) { nodes { child { id concern policeProfiles { initials } } } } }'),
  plain(
    '{ referrals(first: 4) { nodes { child { councilProfiles { initials area { name } indicators { code } } } referrer { name } } } }',
  ),
  plain('{ referrals(council: "E10000020", first: 50) { nodes { owner { name } decision reason { code } } } }'),
  plain('{ referrals(referrer: "harbour-youth-trust") { nodes { referrer { id name } source } } }'),
  plain('{ referrals(status: DECIDED, overdue: false, first: 5) { nodes { decisionClock { overdue dueAt } } } }'),
  plain('{ referrals(overdue: true) { nodes { decisionClock { rule overdue } challenges { step } } } }'),
  plain('{ referrals(first: 20) { nodes { challenges { argument answer clock { dueAt } } rationale } } }'),
  plain('query($status: ReferralStatus!, $n: Int) { referrals(status: $status, first: $n) { nodes { status } } }', {
    status: 'DECIDED',
    n: 6,
  }),
  plain(
    '{ referrals(first: 100) { nodes { indicators receipt stepDown otherAuthority { name } otherAuthorityReceipt } } }',
  ),
  plain('{ placementNotifications { nodes { id sentAt } pageInfo { endCursor hasNextPage } } }'),
  plain('{ placementNotifications(first: 2) { nodes { placement { provider owner { name } } child { id } } } }'),
  plain('{ placementNotifications(first: 5) { nodes { placement { notifications { placement { id } } } } } }'),
  plain('{ placementNotifications(recipient: "E10000016") { nodes { recipient { name contact { name } } } } }'),
  plain('{ placementNotifications(acknowledged: false) { nodes { acknowledgedAt clock { overdue calendar } } } }'),
  plain('{ placementNotifications(acknowledged: true, overdue: false) { nodes { acknowledgedBy } } }'),
  plain(
    '{ placementNotifications(first: 3) { nodes { child { missingEpisodes { risk returnHomeInterview { id } } } } } }',
  ),
  plain(`{ missingEpisodes(first: 2) { nodes { id } } referrals(first: 2) { nodes { id } }
    placementNotifications(first: 2) { nodes { id } } supportServices(availableOnly: true) { id } me { subject } }`),
  plain(`query($id: ID!) { one: referrals(first: 2) { nodes { child { id } } } child(id: $id) { referrals { id } }
    two: referrals(first: 3) { nodes { status } pageInfo { hasNextPage } } lawfulBases { id } }`),
  plain(
    `query($off: Boolean!) { missingEpisodes(first: 2) @skip(if: $off) { nodes { id } }
    referrals(first: 2) @include(if: $off) { nodes { id } } me { role } }`,
    { off: true },
  ),
  plain(
    `query($off: Boolean!) { missingEpisodes(first: 2) @skip(if: $off) { nodes { id } }
    referrals(first: 2) @include(if: $off) { nodes { id } } me { role } }`,
    { off: false },
  ),
  plain(`query($on: Boolean = true) { a: referrals(first: 1) @include(if: $on) { nodes { id } }
    b: placementNotifications(first: 1) @skip(if: $on) { nodes { id } } c: referrals(first: 2) { nodes { id } } }`),
  plain('{ clockRules { code what limit amount source paragraph validFrom } referralReasons { code test } }'),
  plain('{ days: proclaimedDays { day division isHoliday announcedOn reason } me { role } codes { list code title } }'),
  plain('{ supportServices { id name owner { name } areas { code name } kinds capacity available } }'),
  plain(
    '{ supportServices(area: "E10000020", kind: "MENTORING", age: 14) { name waitingDays minimumAge maximumAge } }',
  ),
  plain('{ supportServices(availableOnly: true) { available areas { policeForce { name } } owner { agency } } }'),
  plain('query($age: Int) { supportServices(age: $age) { name updatedAt } }', { age: 20 }),
  plain('query($age: Int) { supportServices(age: $age) { name } }'),
];

/** The charities' lists of what they were asked for. */
export const SUPPORT_QUERIES: readonly CorpusQuery[] = [
  plain('{ supportRequests(first: 3) { nodes { id status service { name } } pageInfo { endCursor hasNextPage } } }'),
  plain(`{ supportRequests(first: 3) { nodes { child { id } } } advocacyRequests { nodes { child { id } } }
    missingEpisodes(first: 3) { nodes { child { id concern } status } } }`),
  plain('{ supportRequests(status: OFFERED, first: 4) { nodes { requester { name } answeredAt reason } } }'),
  plain('query($service: ID!) { supportRequests(service: $service) { nodes { service { id available } } } }'),
  plain('{ supportRequests(requester: "harbour-youth-trust") { nodes { id requester { agency } } } }'),
  plain('{ advocacyRequests { nodes { id advocate { name } clock { overdue } } pageInfo { hasNextPage } } }'),
  plain('{ areaPicture(area: "E10000020", from: "2000-01-01", to: "2099-12-31") { area { name } from to region } }'),
  plain(
    `query($from: Date!, $to: Date!) { areaPicture(area: "east of england", from: $from, to: $to) {
    region from to referrals { value suppressed } missingEpisodes { value } supportRequested { value } } }`,
    {
      from: '2026-02-14',
      to: '2026-05-01',
    },
  ),
  plain('{ advocacyRequests(status: ACTIVE, overdue: false, requester: "E10000020") { nodes { service { name } } } }'),
];

/** What the hub answers itself, alone and joined. */
export const HUB_QUERIES: readonly CorpusQuery[] = [
  plain('{ __typename }'),
  plain('{ me { subject name organisation { id name } role purposes } }'),
  plain('{ a: __typename me { __typename organisation { __typename areas { __typename } } } }'),
  plain('{ lawfulBases { id title article6 article9 schedule statute validFrom validTo } }'),
  plain(
    '{ organisations(agency: CHARITY) { id name agency areas { code name } contact { name role email telephone } } }',
  ),
  plain('{ organisations(area: "E10000020") { name areas { policeForce { name contact { telephone } } } } }'),
  plain('query($agency: Agency) { organisations(agency: $agency, area: "E10000016") { name } }', { agency: 'POLICE' }),
  plain('{ findChildren(input: { reference: "DEMO-1" }) { band evidence child { id concern } } }'),
  plain(
    `query($input: FindChildrenInput!) { findChildren(input: $input) { band child { policeProfiles { givenName }
    placements { notifications { recipient { name } } } } } }`,
    { input: { reference: 'DEMO-2' } },
  ),
  plain(
    'query($ref: String = "DEMO-6") { findChildren(input: { reference: $ref }) { child { id missingEpisodes { id } } } }',
  ),
  plain('{ findChildren(input: { reference: "nobody has this" }) { child { id } } }'),
  plain('{ disclosures { nodes { id category outcome } pageInfo { endCursor hasNextPage } } }'),
  plain('{ disclosures(first: 3, filter: { category: MISSING }) { nodes { category level reason owner { name } } } }'),
  plain(
    'query($id: ID!) { disclosures(first: 5, filter: { childId: $id, outcome: DISCLOSED }) { nodes { at child { id } } } }',
  ),
  plain(
    '{ disclosures(first: 2) { nodes { recipient { name } child { policeProfiles { initials } } policyVersion breakGlass } } }',
  ),
  plain(`query($id: ID!) { explain(input: { childId: $id, recipient: "harbour-youth-trust", role: PRACTITIONER,
    purpose: SUPPORT_SERVICE }) { owner { name } category level reason contact { name } breakGlass } }`),
  asOfficer(`query($id: ID!) { explain(input: { childId: $id, recipient: "E23000024", role: PRACTITIONER,
    purpose: CRIME_PREVENTION }) { category level reason rules } me { role } }`),
  asOfficer(`query($id: ID!) { explain(input: { childId: $id, recipient: "E23000024", role: ANALYST,
    purpose: OVERSIGHT }) { owner { id } category level reason contact { name role } breakGlass rules } }`),
  asOfficer('{ disclosures(filter: { outcome: WITHHELD }) { nodes { id category reason recipient { name } } } }'),
  plain('{ disclosures(first: 20) { nodes { id justification person level } pageInfo { hasNextPage endCursor } } }'),
  asOfficer(`{ policy(owner: ${COUNCIL}) { id status hash rules { id kind level lawfulBasis ages { from to } } } }`),
  asOfficer(
    `{ policyVersions(owner: ${COUNCIL}) { id owner { name } parent author approvedBy effectiveFrom createdAt note } }`,
  ),
  asOfficer(
    `{ a: policy(owner: ${COUNCIL}) { rules { categories agencies roles purposes } } b: policyVersions(owner: ${COUNCIL}) { id } }`,
  ),
  asOfficer('{ disclosures(first: 4) { nodes { id at role purpose person } } lawfulBases { id } }'),
  asOfficer('{ missingEpisodes { __typename } organisations(agency: CHARITY) { name } }'),
  plain('query($id: ID!) { child(id: $id) { id } me { organisation { name } } organisations(agency: CHARITY) { id } }'),
  plain(`query($id: ID!, $alone: ID!, $forces: ID!, $placed: ID!) {
    a: child(id: $id) { concern } b: child(id: $alone) { wishes { words } } c: child(id: $forces) { policeProfiles { initials } }
    d: child(id: $placed) { placements { provider } } }`),
  plain('{ __schema { queryType { name } mutationType { name } } }'),
  // The order in which a type's fields are listed is that of the supergraph that is served.
  {
    query: 'query($id: ID!) { __type(name: "Child") { name fields { name } } child(id: $id) { concern } }',
    right: 'SPLIT',
  },
  plain('{ constructor: me { toString: role hasOwnProperty: organisation { __proto: id valueOf: name } } }'),
  { query: '{ child(id: "00000000-0000-4000-8000-000000000000") { id policeProfiles { id } } }', isFaulty: true },
  { query: 'query($id: ID!) { child(id: $id) { id } other: child(id: "no id") { concern } }', isFaulty: true },
  { query: '{ missingEpisodes(after: "no cursor") { nodes { id } } }', isFaulty: true },
  { query: '{ findChildren(input: { postcode: "NR1 1AA" }) { child { id } } }', isFaulty: true },
  { query: `{ policy(owner: ${COUNCIL}) { id } me { role } }`, isFaulty: true },
];

const IDENTITY = 'givenName: "Wren", familyName: "Sallowby", dateOfBirth: "2011-04-05"';

const POLICE_MUTATIONS: readonly CorpusQuery[] = [
  {
    by: 'CONSTABLE',
    query: `mutation($id: ID!) { reportMissing(idempotencyKey: "corpus-5", input: { childId: $id, risk: HIGH,
      missingSince: "2026-01-31T09:00:00Z", circumstances: "left school at noon" }) {
        id owner { name } status missingSince risk circumstances returnHomeInterview { id } } }`,
  },
  {
    by: 'CONSTABLE',
    query: `mutation($id: ID!) { recordCustody(idempotencyKey: "corpus-6", input: { childId: $id,
      occurredAt: "2026-01-31T09:00:00Z", subjectCategory: SUSPECT, narrative: "found with a knife",
      nrmConsidered: true, section45Considered: false }) {
        id owner { name } occurredAt subjectCategory nrmConsidered section45Considered narrative } }`,
  },
  {
    by: 'CONSTABLE',
    query: `mutation($id: ID!) { referToNrm(idempotencyKey: "corpus-7", input: { childId: $id,
      narrative: "carries for adults", consentGiven: true, consentEvidence: "a signed form" }) {
        id owner { name } stage competentAuthority narrative consentGiven consentEvidence clock { dueAt } } }`,
  },
  {
    by: 'CONSTABLE',
    isFaulty: true,
    query: `mutation { recordReturn(idempotencyKey: "corpus-8", episodeId: "00000000-0000-4000-8000-000000000000",
      returnedAt: "2026-01-31T10:00:00Z") { id status } }`,
  },
  {
    by: 'CONSTABLE',
    isFaulty: true,
    query: `mutation { recordNrmStage(idempotencyKey: "corpus-9", stage: REASONABLE_GROUNDS_PENDING,
      referralId: "00000000-0000-4000-8000-000000000000") { id stage } }`,
  },
  {
    by: 'CONSTABLE',
    isFaulty: true,
    query: `mutation { resolveCustodyPrompt(idempotencyKey: "corpus-10", outcome: "referred",
      promptId: "00000000-0000-4000-8000-000000000000") { id resolvedAt } }`,
  },
];

const NOBODY = '00000000-0000-4000-8000-000000000000';

const COUNCIL_MUTATIONS: readonly CorpusQuery[] = [
  {
    by: 'CONSTABLE',
    query: `mutation($id: ID!) { submitReferral(idempotencyKey: "corpus-9", input: { childId: $id, council: ${COUNCIL},
      harmContexts: [EXTRA_FAMILIAL, ONLINE], indicators: ["M1", "D3"], concerns: "owes money to adults" }) {
        id owner { name } referrer { id } source harmContexts indicators concerns status receipt
        decisionClock { rule dueAt overdue calendar } } }`,
  },
  {
    isFaulty: true,
    query: `mutation { decideReferral(idempotencyKey: "corpus-10", input: { referralId: "${NOBODY}",
      decision: EARLY_HELP, rationale: "accepted" }) { id status } }`,
  },
  {
    isFaulty: true,
    query: `mutation { challengeReferral(idempotencyKey: "corpus-11", referralId: "${NOBODY}",
      argument: "nobody asked where the harm was") { id step } }`,
  },
  {
    isFaulty: true,
    query: `mutation { answerChallenge(idempotencyKey: "corpus-12", challengeId: "${NOBODY}", outcome: UPHELD,
      answer: "the decision stands as it is") { id outcome } }`,
  },
];

const CHARITY_MUTATIONS: readonly CorpusQuery[] = [
  {
    by: 'MENTOR',
    query: `mutation($service: ID!) { setServiceCapacity(serviceId: $service, capacity: 9, available: 4,
      waitingDays: 3, idempotencyKey: "support-1") { id name owner { name } capacity available waitingDays updatedAt } }`,
  },
  plain(`mutation($id: ID!, $service: ID!) { requestSupport(childId: $id, serviceId: $service, area: "E10000020",
    idempotencyKey: "support-2") { id owner { name } requester { name } status requestedAt service { available } } }`),
  {
    by: 'MENTOR',
    query: `mutation($offered: ID!) { answerSupportRequest(episodeId: $offered, status: ACTIVE, reason: "from Monday",
      idempotencyKey: "support-3") { id status reason answeredAt startedOn service { name } } }`,
  },
  {
    by: 'MENTOR',
    query: `mutation($id: ID!) { recordWish(childId: $id, words: " I want to stay ", heardOn: "2026-01-31",
      idempotencyKey: "support-4") { id owner { name } words heardOn } }`,
  },
  plain(`mutation($id: ID!) { requestAdvocate(childId: $id, idempotencyKey: "support-5") {
    id owner { name } requester { name } service { name } status clock { rule startedAt dueAt stoppedAt overdue calendar } } }`),
  {
    by: 'ADVOCACY_DESK',
    query: `mutation($advocacy: ID!) { answerAdvocacyRequest(requestId: $advocacy, status: ENDED,
      reason: "moved away", idempotencyKey: "support-6") { id status reason answeredAt advocate { name } } }`,
  },
];

/**
 * Every mutation, to be asked in this order. Each has its idempotency key: whoever asks second gets the first one's answer
 * again. The last one takes keys from each who asks, because what it answers is how things stand between its two parts.
 */
export const MUTATION_CORPUS: readonly CorpusQuery[] = [
  plain(`mutation($id: ID!) { recordConcern(childId: $id, level: CONCERN, reason: "seen at the station",
    idempotencyKey: "corpus-1") { __typename id concern policeProfiles { initials area { name } } } }`),
  plain(`mutation($id: ID!) { allocateChild(childId: $id, subject: "worker-9", allocated: true,
    idempotencyKey: "corpus-13") { id concern } }`),
  plain(`mutation($id: ID!, $key: ID = "corpus-2") { consent: recordConsent(idempotencyKey: $key, input: {
    childId: $id, categories: [MISSING, SUPPORT], recipients: [CHARITY], state: GIVEN, givenBy: PARENT,
    capacity: "parent", validTo: "2099-12-31", reason: "agreed at the meeting" }) { ...All } }
    fragment All on Consent { id owner { name } categories recipients state givenBy capacity recordedBy { name }
      recordedAt validTo reason }`),
  plain(`mutation { registerChild(idempotencyKey: "corpus-3", input: { reference: "CORPUS-1", ${IDENTITY} }) {
    created band child { id concern involvements { organisation { name } } missingEpisodes { id } } } }`),
  {
    query: `mutation { registerChild(idempotencyKey: "corpus-4", input: { reference: "CORPUS-1", ${IDENTITY},
      nhsNumber: "9434765919" }) { created band child { __typename sharing { category level } } } }`,
  },
  ...POLICE_MUTATIONS,
  ...INTERVIEW_MUTATIONS,
  ...PLACEMENT_MUTATIONS,
  ...CHARITY_MUTATIONS,
  ...COUNCIL_MUTATIONS,
  // Mutations run one after the other (GraphQL specification, 6.2.2). Of the split supergraph stock runs both and then
  // reads what hangs on the first.
  ...GRANT_MUTATIONS,
  ...POLICY_MUTATIONS,
];
