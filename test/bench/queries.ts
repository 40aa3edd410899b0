import { NORFOLK } from '../../gateway/launch/demonstration/directory';
import type { Person } from '../support/client';

/** Who asks in the comparison: the council to which the children were referred. */
export const CALLER: Person = {
  organisation: NORFOLK.council,
  role: 'SUPERVISOR',
  subject: 'team-manager-1',
  purpose: 'SECTION_47_ENQUIRY',
};

export interface BenchQuery {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Requests of one round, and how many at a time. */
  readonly requests: number;
  readonly concurrency: number;
}

const PICTURE = `fragment Picture on Child {
  id concern
  policeProfiles { givenName familyName dateOfBirth postcode owner { name } }
  missingEpisodes { status missingSince returnedAt risk circumstances }
  socialCare { status startedOn legalStatus plan }
  supportEpisodes { status requestedAt notes }
}`;

const OWN = 'id owner { id name agency }';
const PROFILE = `${OWN} leadWorker { name role email telephone } initials ageBand givenName familyName dateOfBirth
  area { code name region } postcodeDistrict address postcode
  indicators { code certainty observedOn reportedBy } updatedAt`;
const CLOCK = '{ rule startedAt dueAt stoppedAt overdue }';

const EVERYTHING = `fragment Everything on Child {
  id concern
  involvements { organisation { id name } since active contact { name role email telephone } }
  consents { id categories recipients state givenBy capacity recordedBy { name } recordedAt validTo reason }
  policeProfiles { ${PROFILE} pncId }
  missingEpisodes { ${OWN} status missingSince returnedAt risk circumstances foundAt
    returnHomeInterview { ${OWN} clock ${CLOCK} offeredAt accepted completedAt notes } }
  custodyEvents { ${OWN} occurredAt subjectCategory nrmConsidered section45Considered offenceCode narrative }
  intelligence { ${OWN} safeguardingStatement reviewOn grading reportText }
  nrmReferrals { ${OWN} stage competentAuthority referredAt narrative }
  councilProfiles { ${PROFILE} nhsNumber upn }
  socialCare { ${OWN} status startedOn endedOn needCode legalStatus plan }
  assessments { ${OWN} completedOn factors analysis }
  placements { ${OWN} placementType startedOn endedOn hostArea { name } outOfArea provider address postcode
    notifications { ${OWN} recipient { name } sentAt clock ${CLOCK} acknowledgedAt acknowledgedBy } }
  referrals { ${OWN} referrer { name } source harmContexts receivedAt decisionClock ${CLOCK} status decision
    reason { code description contestable test } decidedBy decidedAt resistance concerns rationale
    challenges { ${OWN} step raisedAt clock ${CLOCK} outcome argument answer } }
  charityProfiles { ${PROFILE} }
  supportEpisodes { ${OWN} status requestedAt startedOn endedOn notes }
  wishes { ${OWN} heardOn words }
  advocacy { ${OWN} requestedAt advocate { name role email telephone } status }
}`;

const referred = (fragment: string): string =>
  `query($council: ID!) { referrals(council: $council, first: 50) { nodes { id child { ...${fragment} } } } }`;

/** The three queries of the comparison; `child` is the child of the first one. */
export function benchQueries(child: string): BenchQuery[] {
  const council = NORFOLK.council;
  return [
    {
      name: '1 child, 22 fields',
      query: `query($id: ID!) { child(id: $id) { ...Picture } } ${PICTURE}`,
      variables: { id: child },
      requests: 160,
      concurrency: 8,
    },
    {
      name: '50 children, 22 fields each',
      query: `${referred('Picture')} ${PICTURE}`,
      variables: { council },
      requests: 32,
      concurrency: 4,
    },
    {
      name: '50 children, everything',
      query: `${referred('Everything')} ${EVERYTHING}`,
      variables: { council },
      requests: 8,
      concurrency: 2,
    },
  ];
}
