import { KENT_FORCE, LEWISHAM_COUNCIL, NORFOLK_COUNCIL, OPEN_DOOR, worker } from './cast';
import type { Person } from './client';

/** A mutation as an insider calls it with the id of something that is somebody else's. */
export interface Attempt {
  readonly by: Person;
  /** Takes `$id` and `$key`. */
  readonly document: string;
}

/** Each may call what its agency may call, and has nothing to do with the child, nor with anything of it. */
export const OTHER_FORCE: Person = { ...worker('E23000010', 'MISSING_CHILD'), subject: 'insider-1' };
export const OTHER_COUNCIL: Person = { ...worker('E06000001', 'SECTION_47_ENQUIRY'), subject: 'insider-2' };
const KENT: Person = { ...worker(KENT_FORCE, 'MISSING_CHILD'), subject: 'insider-3' };
const LEWISHAM: Person = { ...worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY'), subject: 'insider-4' };
export const OTHER_CHARITY: Person = { ...worker(OPEN_DOOR, 'SUPPORT_SERVICE'), subject: 'insider-5' };

const AT = '2026-01-05T10:00:00Z';
const DAY = '2026-01-05';
const REFUSAL =
  'decision: NO_FURTHER_ACTION, reason: "R02", rationale: "explained by the family", stepDown: "a youth club"';

const attempt = (by: Person, call: string): Attempt => ({
  by,
  document: `mutation($id: ID!, $key: ID!) { done: ${call.replace(')', ', idempotencyKey: $key)')} { id } }`,
});

/** Mutations that name a record, by mutation: `$id` is the record's. */
export const ON_RECORDS: Readonly<Record<string, Attempt>> = {
  decideReferral: attempt(LEWISHAM, `decideReferral(input: { referralId: $id, ${REFUSAL} })`),
  challengeReferral: attempt(OTHER_CHARITY, 'challengeReferral(referralId: $id, argument: "not so at all")'),
  answerChallenge: attempt(LEWISHAM, 'answerChallenge(challengeId: $id, outcome: UPHELD, answer: "it stays so")'),
  endPlacement: attempt(OTHER_COUNCIL, `endPlacement(placementId: $id, endedOn: "${DAY}", reason: "OTHER")`),
  acknowledgePlacement: attempt(OTHER_FORCE, 'acknowledgePlacement(notificationId: $id)'),
  recordReturnHomeInterview: attempt(
    OTHER_COUNCIL,
    `recordReturnHomeInterview(input: { episodeId: $id, offeredAt: "${AT}", accepted: false })`,
  ),
  recordReturn: attempt(OTHER_FORCE, `recordReturn(episodeId: $id, returnedAt: "${AT}")`),
  recordNrmStage: attempt(OTHER_FORCE, 'recordNrmStage(referralId: $id, stage: REFERRED)'),
  resolveCustodyPrompt: attempt(OTHER_FORCE, 'resolveCustodyPrompt(promptId: $id, outcome: "considered")'),
  answerSupportRequest: attempt(OTHER_CHARITY, 'answerSupportRequest(episodeId: $id, status: ENDED)'),
  answerAdvocacyRequest: attempt(
    { ...OTHER_CHARITY, organisation: 'harbour-youth-trust' },
    'answerAdvocacyRequest(requestId: $id, status: ENDED)',
  ),
};

/** Mutations that name a child, by mutation: `$id` is the child's. */
export const ON_A_CHILD = (serviceId: string): Readonly<Record<string, Attempt>> => ({
  reportMissing: attempt(
    KENT,
    `reportMissing(input: { childId: $id, missingSince: "${AT}", risk: HIGH, circumstances: "invented" })`,
  ),
  recordCustody: attempt(
    KENT,
    `recordCustody(input: { childId: $id, occurredAt: "${AT}", subjectCategory: SUSPECT, narrative: "invented",
      nrmConsidered: true, section45Considered: true })`,
  ),
  referToNrm: attempt(KENT, 'referToNrm(input: { childId: $id, narrative: "invented" })'),
  recordPlacement: attempt(
    LEWISHAM,
    `recordPlacement(input: { childId: $id, placementType: "K2", startedOn: "${DAY}", provider: "invented",
      address: "1 Invented Way", postcode: "NR1 1AA", hostArea: "${NORFOLK_COUNCIL}" })`,
  ),
  openReturnHomeInterview: attempt(
    LEWISHAM,
    `openReturnHomeInterview(input: { childId: $id, episodeId: "episode-1", returnedAt: "${AT}" })`,
  ),
  submitReferral: attempt(
    KENT,
    `submitReferral(input: { childId: $id, council: "${NORFOLK_COUNCIL}", harmContexts: [ONLINE], indicators: ["M1"],
      concerns: "invented" })`,
  ),
  requestSupport: attempt(OTHER_CHARITY, `requestSupport(childId: $id, serviceId: "${serviceId}")`),
  requestAdvocate: attempt(LEWISHAM, 'requestAdvocate(childId: $id)'),
  recordWish: attempt(OTHER_CHARITY, `recordWish(childId: $id, words: "invented", heardOn: "${DAY}")`),
  recordConcern: attempt(LEWISHAM, 'recordConcern(childId: $id, level: IMMEDIATE_DANGER, reason: "invented")'),
  recordConsent: attempt(
    LEWISHAM,
    `recordConsent(input: { childId: $id, categories: [MISSING], recipients: [COUNCIL], state: GIVEN, givenBy: CHILD,
      capacity: "aged 16" })`,
  ),
  allocateChild: attempt(
    { ...OTHER_CHARITY, role: 'SUPERVISOR' },
    'allocateChild(childId: $id, subject: "insider-5", allocated: true)',
  ),
});
