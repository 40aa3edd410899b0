type Line = Record<string, unknown>;

/** A council of the demonstration, by its GSS code. */
export const NORFOLK = 'E10000020';

const key = (n: number): Line => ({ subjectId: `child-${n}`, ownerId: NORFOLK, handling: 'OPEN' });

/** Lines of a load, each of the child `child-<n>`; invented words throughout. */
export const aCouncilProfile = (n: number, over: Line = {}): Line => ({
  kind: 'CouncilProfile',
  id: `profile-${n}`,
  ...key(n),
  leadWorkerName: 'Tamsin Holt',
  leadWorkerRole: 'Social worker',
  leadWorkerTelephone: '01632 960001',
  givenName: 'Rowan',
  familyName: 'Ashdown',
  dateOfBirth: '2010-03-15',
  areaCode: NORFOLK,
  address: '1 Invented Row',
  postcode: 'NR2 1AB',
  indicators: [{ code: 'L1', certainty: 'REPORTED', observedOn: '2026-01-05', reportedBy: "Children's home" }],
  nhsNumber: '9434765919',
  upn: 'G926123415001',
  updatedAt: '2026-02-01T08:00:00Z',
  ...over,
});

export const aCareEpisode = (n: number, over: Line = {}): Line => ({
  kind: 'SocialCareEpisode',
  id: `care-${n}`,
  ...key(n),
  status: 'LOOKED_AFTER',
  startedOn: '2025-09-01',
  endedOn: '2026-01-31',
  needCode: 'N1',
  legalStatus: 'V2',
  plan: 'invented plan',
  ...over,
});

export const anAssessment = (n: number, over: Line = {}): Line => ({
  kind: 'Assessment',
  id: `assessment-${n}`,
  ...key(n),
  completedOn: '2025-10-20',
  factors: ['10A', '24A'],
  analysis: 'invented analysis',
  ...over,
});

export const aPlacement = (n: number, over: Line = {}): Line => ({
  kind: 'Placement',
  id: `placement-${n}`,
  ...key(n),
  placementType: 'K2',
  startedOn: '2026-02-10',
  hostAreaCode: 'E10000016',
  outOfArea: true,
  provider: 'Invented Homes',
  address: '2 Invented Row',
  postcode: 'CT1 1AA',
  ...over,
});

export const aNotification = (n: number, over: Line = {}): Line => ({
  kind: 'PlacementNotification',
  id: `notification-${n}`,
  ...key(n),
  placementId: `placement-${n}`,
  recipientId: 'E23000032',
  sentAt: '2026-02-10T10:00:00Z',
  clockRule: 'PLACEMENT_ACKNOWLEDGE',
  clockStartedAt: '2026-02-10T10:00:00Z',
  clockDueAt: '2026-02-11T23:59:59Z',
  ...over,
});

export const aReferral = (n: number, over: Line = {}): Line => ({
  kind: 'Referral',
  id: `referral-${n}`,
  ...key(n),
  referrerId: 'harbour-youth-trust',
  source: '8.V.CL',
  harmContexts: ['EXTRA_FAMILIAL', 'ONLINE'],
  receivedAt: '2026-03-02T09:30:00Z',
  clockDueAt: '2026-03-03T23:59:59Z',
  status: 'RECEIVED',
  concerns: 'invented concerns',
  ...over,
});

/** What makes a referral one that was refused in time, with its reason. */
export const REFUSED: Line = {
  status: 'DECIDED',
  clockStoppedAt: '2026-03-03T16:00:00Z',
  decision: 'NO_FURTHER_ACTION',
  reasonCode: 'R01',
  decidedBy: 'Bea Winter',
  decidedAt: '2026-03-03T16:00:00Z',
  resistance: 3,
  rationale: 'invented rationale',
};

export const aChallenge = (n: number, over: Line = {}): Line => ({
  kind: 'ReferralChallenge',
  id: `challenge-${n}`,
  ...key(n),
  referralId: `referral-${n}`,
  step: 1,
  raisedAt: '2026-03-04T09:00:00Z',
  clockRule: 'CHALLENGE_STEP_1',
  clockDueAt: '2026-03-06T23:59:59Z',
  clockStoppedAt: '2026-03-05T12:00:00Z',
  outcome: 'OVERTURNED',
  argument: 'invented argument',
  answer: 'invented answer',
  ...over,
});

export const anInterview = (n: number, over: Line = {}): Line => ({
  kind: 'ReturnHomeInterview',
  id: `interview-${n}`,
  ...key(n),
  episodeId: `episode-${n}`,
  clockStartedAt: '2026-03-01T06:00:00Z',
  clockDueAt: '2026-03-04T06:00:00Z',
  offeredAt: '2026-03-02T12:00:00Z',
  accepted: true,
  completedAt: '2026-03-04T07:00:00Z',
  clockStoppedAt: '2026-03-04T07:00:00Z',
  notes: 'invented notes',
  ...over,
});

/** One line of each type of record that the councils keep; what others refer to comes first. */
export const oneOfEach = (n: number): Line[] => [
  aCouncilProfile(n),
  aCareEpisode(n),
  anAssessment(n),
  aPlacement(n),
  aNotification(n),
  aReferral(n, REFUSED),
  aChallenge(n),
  anInterview(n),
];
