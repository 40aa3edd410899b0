type Line = Record<string, unknown>;

const key = (n: number): Line => ({ subjectId: `child-${n}`, ownerId: 'E23000024', handling: 'OPEN' });

/** Lines of a load, each of the child `child-<n>`; invented words throughout. */
export const anEpisode = (n: number, over: Line = {}): Line => ({
  kind: 'MissingEpisode',
  id: `episode-${n}`,
  ...key(n),
  status: 'MISSING',
  missingSince: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  risk: 'HIGH',
  circumstances: `invented circumstances ${n}`,
  areaCode: 'E10000020',
  ...over,
});

export const aProfile = (n: number, over: Line = {}): Line => ({
  kind: 'PoliceProfile',
  id: `profile-${n}`,
  ...key(n),
  leadWorkerName: 'Olive Marsh',
  leadWorkerRole: 'Detective constable',
  leadWorkerEmail: 'olive.marsh@police.invalid',
  givenName: 'Rowan',
  familyName: 'Ashdown',
  dateOfBirth: '2010-03-15',
  areaCode: 'E10000020',
  address: '1 Invented Row',
  postcode: 'NR2 1AB',
  indicators: [{ code: 'M1', certainty: 'OBSERVED', observedOn: '2026-01-05', reportedBy: 'School' }],
  pncId: 'PNC-0000',
  updatedAt: '2026-02-01T08:00:00Z',
  ...over,
});

export const aCustodyEvent = (n: number, over: Line = {}): Line => ({
  kind: 'CustodyEvent',
  id: `custody-${n}`,
  ...key(n),
  occurredAt: '2026-02-03T22:10:00Z',
  subjectCategory: 'VICTIM',
  nrmConsidered: true,
  section45Considered: false,
  offenceCode: 'X-1',
  narrative: 'invented narrative',
  ...over,
});

export const aReport = (n: number, over: Line = {}): Line => ({
  kind: 'IntelligenceReport',
  id: `report-${n}`,
  ...key(n),
  safeguardingStatement: 'invented statement',
  reviewOn: '2026-06-30',
  grading: '2BP',
  reportText: 'invented report',
  ...over,
});

export const anNrmReferral = (n: number, over: Line = {}): Line => ({
  kind: 'NrmReferral',
  id: `nrm-${n}`,
  ...key(n),
  stage: 'REASONABLE_GROUNDS_POSITIVE',
  competentAuthority: 'Single Competent Authority',
  referredAt: '2026-02-04T09:00:00Z',
  narrative: 'invented narrative',
  ...over,
});

/** The key of a line's record as the gateway hands it to `_entities`. */
export const referenceTo = (line: Line, over: Line = {}): Line => ({
  __typename: line['kind'],
  id: line['id'],
  subjectId: line['subjectId'],
  ownerId: line['ownerId'],
  handling: line['handling'],
  ...over,
});
