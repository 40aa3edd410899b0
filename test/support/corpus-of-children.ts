import type { CorpusQuery } from './corpus-query';

const child = (selection: string, rest = ''): CorpusQuery => ({
  query: `query($id: ID!) { child(id: $id) ${selection} } ${rest}`,
});

const PROFILE = `fragment Who on PoliceProfile { id initials ageBand givenName familyName dateOfBirth }`;

/** One child: who it is, who is involved, who may see what. */
export const PROFILE_QUERIES: readonly CorpusQuery[] = [
  child('{ id }'),
  child('{ __typename }'),
  child('{ __typename id concern }'),
  child('{ policeProfiles { initials } }'),
  child('{ policeProfiles { givenName familyName } councilProfiles { givenName familyName } }'),
  child('{ policeProfiles { ...Who } }', PROFILE),
  child('{ policeProfiles { ...Who ...Who pncId } }', PROFILE),
  child('{ policeProfiles { __typename ...Who owner { __typename id name } } }', PROFILE),
  child(`{ charityProfiles { leadWorker { name role email telephone } indicators { code certainty observedOn } } }`),
  child(`{ councilProfiles { nhsNumber upn updatedAt address postcode postcodeDistrict area { code name region } } }`),
  child(`{ a: policeProfiles { first: givenName } b: policeProfiles { last: familyName first: givenName } }`),
  child(`{ policeProfiles { area { policeForce { areas { policeForce { id } } } } } }`),
  child(`{ policeProfiles { owner { areas { code policeForce { name contact { email } } } } } }`),
  child(`{ policeProfiles { updatedAt } charityProfiles { updatedAt } councilProfiles { updatedAt } }`),
  child(`{ policeProfiles { id: initials } }`),
  child(`{ policeProfiles { subjectId: givenName ownerId: familyName handling: ageBand } }`),
  child(`{ policeProfiles { name: initials, owner { name: id, id: name } } }`),
  child(`{ ... on Child { policeProfiles { ... on PoliceProfile { initials ... on PoliceProfile { ageBand } } } } }`),
  child(`{ ... { a: id ... on Child { b: concern c: __typename } } }`),
  child(`{ ... on Child { a: id ... on Child { b: concern ... on Child { c: policeProfiles { d: dateOfBirth } } } } }`),
  child('{ involvements { id organisation { name agency } since active } }'),
  child('{ involvements { contact { name role email telephone } owner { id } organisation { areas { code } } } }'),
  child('{ involvements { __typename } consents { __typename } }'),
  child('{ consents { id categories recipients state givenBy recordedBy { id } recordedAt } }'),
  child('{ consents { capacity validTo reason owner { name } } concern }'),
  child('{ sharing { owner { name } category level reason contact { name } breakGlass } }'),
  child('{ sharing { category } policeProfiles { id } }'),
  child('{ disclosures { nodes { category } pageInfo { hasNextPage } } }'),
  child('{ disclosures(first: 2) { nodes { id at person role purpose } pageInfo { endCursor hasNextPage } } }'),
  child('{ disclosures { nodes { child { id policeProfiles { initials } } owner { name } recipient { agency } } } }'),
  {
    query:
      'query($id: ID!, $full: Boolean!) { child(id: $id) { policeProfiles { initials givenName @include(if: $full) } } }',
    variables: { full: true },
  },
  {
    query:
      'query($id: ID!, $full: Boolean!) { child(id: $id) { policeProfiles { initials givenName @include(if: $full) } } }',
    variables: { full: false },
  },
  {
    query: `query($id: ID!, $bare: Boolean = true) {
      child(id: $id) { id policeProfiles @skip(if: $bare) { initials } ... @include(if: $bare) { concern } }
    }`,
  },
  {
    query: `query($id: ID!, $who: Boolean!, $where: Boolean!) { child(id: $id) {
      policeProfiles @include(if: $who) { initials area @include(if: $where) { name } ...Home @skip(if: $where) }
    } } fragment Home on PoliceProfile { postcode }`,
    variables: { who: true, where: false },
  },
  {
    query: `query($id: ID!, $who: Boolean!) { child(id: $id) {
      policeProfiles { ...Home @include(if: $who) area { name } ...Home } again: policeProfiles { ...Home @skip(if: $who) }
      charityProfiles { postcode @include(if: $who) postcode @skip(if: $who) }
    } } fragment Home on PoliceProfile { postcode owner { ...Body } } fragment Body on Organisation { name areas { name } }`,
    variables: { who: true },
  },
  child(
    '{ ...Once ...Once ...Twice } ',
    'fragment Once on Child { wishes { words ...Own } } fragment Twice on Child { ...Once wishes { heardOn ...Own } } ' +
      'fragment Own on Wish { owner { id name } id }',
  ),
  child('{ policeProfiles @include(if: true) { initials } councilProfiles @skip(if: true) { initials } }'),
  child('{ id policeProfiles @include(if: false) { initials } }'),
  {
    query: `query($id: ID!, $alone: ID!) {
      one: child(id: $id) { ...Known } two: child(id: $alone) { ...Known }
    } fragment Known on Child { id concern policeProfiles { initials } charityProfiles { initials } }`,
  },
  {
    query: 'query($alone: ID!) { child(id: $alone) { policeProfiles { id } missingEpisodes { id } consents { id } } }',
  },
  {
    query: 'query($refused: ID!) { child(id: $refused) { councilProfiles { givenName } missingEpisodes { foundAt } } }',
  },
  { query: 'query($forces: ID!) { child(id: $forces) { policeProfiles { givenName owner { name } area { name } } } }' },
];

/** One child's records, and what they are joined with. */
export const RECORD_QUERIES: readonly CorpusQuery[] = [
  child('{ missingEpisodes { __typename } }'),
  child('{ missingEpisodes { id status missingSince returnedAt risk circumstances foundAt } }'),
  child('{ missingEpisodes { missingSince returnHomeInterview { completedAt } } }'),
  child('{ missingEpisodes { returnHomeInterview { id owner { name agency } clock { rule dueAt overdue } notes } } }'),
  child('{ missingEpisodes { owner { id } returnHomeInterview { owner { id areas { policeForce { id name } } } } } }'),
  child('{ missingEpisodes { interview: returnHomeInterview { clock { ...Clock } } } }', CLOCK()),
  child('{ a: missingEpisodes { risk } b: missingEpisodes { returnHomeInterview { accepted offeredAt } } }'),
  child('{ custodyEvents { occurredAt subjectCategory nrmConsidered section45Considered } }'),
  child('{ custodyEvents { offenceCode narrative owner { name } } }'),
  child('{ intelligence { safeguardingStatement reviewOn } }'),
  child('{ intelligence { grading reportText owner { contact { name } } } }'),
  child('{ nrmReferrals { stage competentAuthority referredAt narrative } }'),
  child('{ socialCare { status startedOn endedOn needCode legalStatus plan } }'),
  child('{ assessments { completedOn factors analysis owner { name } } }'),
  child('{ placements { placementType startedOn endedOn outOfArea provider address postcode } }'),
  child('{ placements { hostArea { code name region policeForce { name } } } }'),
  child('{ placements { notifications { sentAt recipient { name } } } }'),
  child('{ placements { id notifications { id placement { id notifications { id } } } } }'),
  child('{ placements { notifications { placement { provider hostArea { name } } clock { ...Clock } } } }', CLOCK()),
  child('{ placements { notifications { child { id placements { id } } acknowledgedAt acknowledgedBy } } }'),
  child('{ placements { __typename notifications { __typename placement { __typename hostArea { __typename } } } } }'),
  child('{ referrals { source harmContexts receivedAt status decision decidedBy decidedAt resistance } }'),
  child('{ referrals { reason { code description contestable test } concerns rationale referrer { name } } }'),
  child('{ referrals { decisionClock { ...Clock } challenges { step clock { ...Clock } } } }', CLOCK()),
  child('{ referrals { challenges { id outcome raisedAt argument answer owner { name } } } }'),
  child('{ referrals { child { id referrals { id } policeProfiles { initials } } } }'),
  child('{ referrals { child { referrals { child { concern } } } referrer { areas { name } } } }'),
  child('{ supportEpisodes { status requestedAt startedOn endedOn notes } }'),
  child('{ supportEpisodes { service { id name owner { name } areas { name policeForce { name } } kinds } } }'),
  child('{ supportEpisodes { service { capacity available waitingDays minimumAge maximumAge updatedAt } } }'),
  child('{ wishes { heardOn words } advocacy { requestedAt status advocate { name role email telephone } } }'),
  child('{ wishes { owner { id } } supportEpisodes { owner { id } } advocacy { owner { id } } }'),
  child(`{ missingEpisodes { id } custodyEvents { id } intelligence { id } nrmReferrals { id } socialCare { id }
    assessments { id } placements { id } referrals { id } supportEpisodes { id } wishes { id } advocacy { id } }`),
  child(`{ missingEpisodes { circumstances } custodyEvents { narrative } intelligence { reportText } nrmReferrals { narrative }
    socialCare { plan } assessments { analysis } placements { provider } referrals { concerns } supportEpisodes { notes }
    wishes { words } advocacy { status } concern involvements { since } consents { reason } }`),
  child(`{ ...Police ...Council ...Charity }`, EVERYTHING()),
  {
    query: `query($placed: ID!) { child(id: $placed) { placements { hostArea { name } provider
      notifications { recipient { name agency } acknowledgedAt clock { overdue } } } missingEpisodes { risk } } }`,
  },
  {
    query: `query($forces: ID!) { child(id: $forces) { missingEpisodes { risk circumstances owner { name }
      returnHomeInterview { completedAt } } custodyEvents { id } supportEpisodes { status service { name } } } }`,
  },
  {
    query:
      'query($advocated: ID!) { child(id: $advocated) { nrmReferrals { stage } advocacy { advocate { name } } wishes { words } } }',
  },
  {
    query: `query($id: ID!, $deep: Boolean = false) { child(id: $id) {
      placements { id notifications @include(if: $deep) { id } hostArea @skip(if: $deep) { name } } } }`,
  },
  {
    query: `query($id: ID!, $deep: Boolean = false) { child(id: $id) {
      placements { id notifications @include(if: $deep) { id } hostArea @skip(if: $deep) { name } } } }`,
    variables: { deep: true },
  },
  {
    query: `query($id: ID!, $in: Boolean!, $out: Boolean!) { child(id: $id) {
      missingEpisodes @include(if: $in) @skip(if: $out) { risk returnHomeInterview @include(if: $out) { notes } }
      referrals { status @skip(if: $in) challenges @skip(if: $out) { step } } } }`,
    variables: { in: true, out: false },
  },
  {
    query: 'query Named($id: ID!) { child(id: $id) { wishes { words } } } ',
  },
];

function CLOCK(): string {
  return 'fragment Clock on Clock { rule startedAt dueAt stoppedAt overdue calendar }';
}

function EVERYTHING(): string {
  return `
    fragment Police on Child {
      policeProfiles { givenName leadWorker { ...Person } area { name } }
      missingEpisodes { status circumstances returnHomeInterview { notes owner { name } } }
      custodyEvents { narrative owner { name } }
      intelligence { safeguardingStatement reportText }
    }
    fragment Council on Child {
      councilProfiles { givenName leadWorker { ...Person } area { name } }
      placements { provider hostArea { name } notifications { sentAt recipient { name } } }
      referrals { rationale challenges { argument } referrer { name } }
    }
    fragment Charity on Child {
      charityProfiles { givenName leadWorker { ...Person } indicators { reportedBy } }
      supportEpisodes { notes service { name areas { name } } }
      wishes { words }
    }
    fragment Person on Contact { name role email telephone }`;
}
