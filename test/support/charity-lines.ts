type Line = Record<string, unknown>;

/** A charity of the demonstration. */
export const HARBOUR = 'harbour-youth-trust';

const key = (n: number): Line => ({ subjectId: `child-${n}`, ownerId: HARBOUR, handling: 'OPEN' });

export const aService = (n: number, over: Line = {}): Line => ({
  kind: 'SupportService',
  id: `service-${n}`,
  ownerId: HARBOUR,
  name: `Invented service ${n}`,
  areaCodes: ['E10000020'],
  kinds: ['COUNTY_LINES', 'MENTORING'],
  minimumAge: 10,
  maximumAge: 18,
  capacity: 12,
  available: 3,
  waitingDays: 14,
  updatedAt: '2026-03-01T08:00:00Z',
  ...over,
});

/** Lines of a load, each of the child `child-<n>`; invented words throughout. */
export const aCharityProfile = (n: number, over: Line = {}): Line => ({
  kind: 'CharityProfile',
  id: `profile-${n}`,
  ...key(n),
  leadWorkerName: 'Ines Calder',
  leadWorkerRole: 'Caseworker',
  givenName: 'Rowan',
  familyName: 'Ashdown',
  dateOfBirth: '2010-03-15',
  areaCode: 'E10000020',
  address: '1 Invented Row',
  postcode: 'NR2 1AB',
  indicators: [{ code: 'D2', certainty: 'SUSPECTED', observedOn: '2026-01-05', reportedBy: 'Caseworker' }],
  updatedAt: '2026-02-01T08:00:00Z',
  ...over,
});

export const aSupportEpisode = (n: number, over: Line = {}): Line => ({
  kind: 'SupportEpisode',
  id: `support-${n}`,
  ...key(n),
  serviceId: `service-${n % 10}`,
  status: 'ACTIVE',
  requestedAt: '2026-01-20T15:00:00Z',
  startedOn: '2026-02-02',
  notes: 'invented notes',
  ...over,
});

export const aWish = (n: number, over: Line = {}): Line => ({
  kind: 'Wish',
  id: `wish-${n}`,
  ...key(n),
  heardOn: '2026-02-03',
  words: 'invented words',
  ...over,
});

export const anAdvocacyRequest = (n: number, over: Line = {}): Line => ({
  kind: 'AdvocacyRequest',
  id: `advocacy-${n}`,
  ...key(n),
  requestedAt: '2026-02-04T11:00:00Z',
  advocateName: 'Noor Penhale',
  advocateRole: 'Advocate',
  advocateEmail: 'noor.penhale@charity.invalid',
  advocateTelephone: '01632 960002',
  status: 'OFFERED',
  ...over,
});

/** One line of each type of record that the charities keep. */
export const oneOfEach = (n: number): Line[] => [
  aCharityProfile(n),
  aSupportEpisode(n),
  aWish(n),
  anAdvocacyRequest(n),
];
