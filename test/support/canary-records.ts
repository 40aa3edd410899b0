import type { Handling } from '../../schema/vocabulary';
import type { AgencySector } from './running-hub';

/** A line of a record, as a sector's load program reads it. */
export interface RecordLine {
  readonly kind: string;
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: Handling;
  readonly [field: string]: unknown;
}

/** What the fields of one record are made of; every value of it occurs nowhere else. */
export interface Making {
  /** A text that occurs nowhere else, noted under the field of the API that shows it. */
  readonly canary: (field: string) => string;
  /** A moment that nothing else has; later calls give earlier ones. */
  readonly moment: () => string;
  /** A number from 0 to `n - 1`. */
  readonly whole: (n: number) => number;
}

type Fields = (making: Making) => Record<string, unknown>;

const dayOf = (moment: string): string => moment.slice(0, 10);

const profile: Fields = ({ canary, moment, whole }) => ({
  leadWorkerName: canary('leadWorker'),
  leadWorkerRole: canary('leadWorker'),
  leadWorkerEmail: canary('leadWorker'),
  leadWorkerTelephone: canary('leadWorker'),
  initials: canary('initials'),
  givenName: canary('givenName'),
  familyName: canary('familyName'),
  dateOfBirth: `20${10 + whole(6)}-0${1 + whole(9)}-1${whole(9)}`,
  areaCode: ['E10000020', 'E09000023', 'E10000016'][whole(3)],
  address: canary('address'),
  postcode: canary('postcode'),
  indicators: [{ code: 'C1', certainty: 'OBSERVED', observedOn: dayOf(moment()), reportedBy: canary('indicators') }],
  updatedAt: moment(),
});

const clock = (moment: () => string, stopped: boolean) => {
  const [stoppedAt, dueAt, startedAt] = [moment(), moment(), moment()];
  return { clockStartedAt: startedAt, clockDueAt: dueAt, clockStoppedAt: stopped ? stoppedAt : null };
};

/** Kinds of records by sector, in an order in which each can refer to what came before it. */
export const KINDS: Readonly<Record<AgencySector, Readonly<Record<string, Fields>>>> = {
  police: {
    PoliceProfile: (making) => ({ ...profile(making), pncId: making.canary('pncId') }),
    MissingEpisode: ({ canary, moment, whole }) => ({
      status: ['MISSING', 'AWAY_WITHOUT_AUTHORISATION', 'RETURNED'][whole(3)],
      returnedAt: moment(),
      missingSince: moment(),
      risk: ['LOW', 'MEDIUM', 'HIGH'][whole(3)],
      circumstances: canary('circumstances'),
      foundAt: canary('foundAt'),
      areaCode: ['E10000020', 'E09000023'][whole(2)],
    }),
    CustodyEvent: ({ canary, moment, whole }) => ({
      occurredAt: moment(),
      subjectCategory: ['SUSPECT', 'VICTIM'][whole(2)],
      nrmConsidered: whole(2) === 0,
      section45Considered: whole(2) === 0,
      offenceCode: canary('offenceCode'),
      narrative: canary('narrative'),
    }),
    MissingPrompt: ({ moment, whole }) => ({
      rule: 'MISSING_REPEATED',
      raisedAt: moment(),
      episodes: 3 + whole(4),
      days: 90,
    }),
    CustodyPrompt: ({ canary, moment }) => ({
      promptKind: 'SECTION_45_NOT_CONSIDERED',
      resolvedAt: moment(),
      raisedAt: moment(),
      resolvedBy: canary('resolvedBy'),
      outcome: canary('outcome'),
    }),
    IntelligenceReport: ({ canary, moment }) => ({
      safeguardingStatement: canary('safeguardingStatement'),
      reviewOn: dayOf(moment()),
      grading: canary('grading'),
      reportText: canary('reportText'),
    }),
    NrmReferral: ({ canary, moment }) => ({
      stage: 'REFERRED',
      competentAuthority: canary('competentAuthority'),
      referredAt: moment(),
      narrative: canary('narrative'),
    }),
  },
  council: {
    CouncilProfile: (making) => ({ ...profile(making), nhsNumber: null, upn: null }),
    SocialCareEpisode: ({ canary, moment, whole }) => ({
      status: ['CHILD_IN_NEED', 'LOOKED_AFTER'][whole(2)],
      startedOn: dayOf(moment()),
      endedOn: null,
      needCode: ['N1', 'N5', 'N8'][whole(3)],
      legalStatus: 'C2',
      plan: canary('plan'),
    }),
    Assessment: ({ canary, moment }) => ({
      completedOn: dayOf(moment()),
      factors: ['24A', '13A'],
      analysis: canary('analysis'),
    }),
    Placement: ({ canary, moment, whole }) => ({
      placementType: ['U4', 'K2'][whole(2)],
      startedOn: dayOf(moment()),
      endedOn: null,
      hostAreaCode: 'E10000016',
      outOfArea: whole(2) === 0,
      provider: canary('provider'),
      address: canary('address'),
      postcode: canary('postcode'),
    }),
    PlacementNotification: ({ canary, moment, whole }) => {
      const acknowledged = whole(2) === 0;
      const acknowledgedAt = moment();
      return {
        recipientId: ['E23000032', 'E10000016'][whole(2)],
        clockRule: 'PLACEMENT_ACKNOWLEDGE',
        // Stopped: what is overdue is reminded of, and so changes while the test runs.
        ...clock(moment, true),
        sentAt: moment(),
        acknowledgedAt: acknowledged ? acknowledgedAt : null,
        acknowledgedBy: acknowledged ? canary('acknowledgedBy') : null,
      };
    },
    Referral: ({ canary, moment, whole }) => {
      const decidedAt = moment();
      return {
        referrerId: ['E23000024', 'harbour-youth-trust'][whole(2)],
        source: ['6', '8'][whole(2)],
        harmContexts: ['EXTRA_FAMILIAL', 'ONLINE'],
        clockDueAt: moment(),
        clockStoppedAt: whole(2) === 0 ? moment() : null,
        receivedAt: moment(),
        status: ['RECEIVED', 'DECIDED', 'CHALLENGED'][whole(3)],
        decision: 'NO_FURTHER_ACTION',
        reasonCode: 'R01',
        decidedBy: canary('decidedBy'),
        decidedAt,
        resistance: whole(5),
        concerns: canary('concerns'),
        rationale: canary('rationale'),
        stepDown: canary('stepDown'),
        receipt: canary('receipt'),
        otherAuthorityReceipt: canary('otherAuthorityReceipt'),
      };
    },
    ReferralChallenge: ({ canary, moment, whole }) => {
      const { clockDueAt, clockStoppedAt } = clock(moment, whole(2) === 0);
      return {
        step: 1 + whole(3),
        raisedAt: moment(),
        clockRule: 'REFERRAL_CHALLENGE',
        clockDueAt,
        clockStoppedAt,
        // One without an answer would go to the next step by itself, for its time has run out.
        outcome: 'UPHELD',
        argument: canary('argument'),
        answer: canary('answer'),
      };
    },
    ReturnHomeInterview: ({ canary, moment, whole }) => ({
      ...clock(moment, whole(2) === 0),
      offeredAt: moment(),
      accepted: whole(2) === 0,
      completedAt: moment(),
      notes: canary('notes'),
    }),
  },
  charity: {
    CharityProfile: profile,
    SupportEpisode: ({ canary, moment }) => ({
      serviceId: null,
      status: 'ACTIVE',
      requestedAt: moment(),
      startedOn: dayOf(moment()),
      endedOn: null,
      requesterId: 'E23000024',
      answeredAt: moment(),
      reason: canary('reason'),
      notes: canary('notes'),
    }),
    Wish: ({ canary, moment }) => ({ heardOn: dayOf(moment()), words: canary('words') }),
    AdvocacyRequest: ({ canary, moment }) => ({
      requestedAt: moment(),
      advocateName: canary('advocate'),
      advocateRole: canary('advocate'),
      advocateEmail: canary('advocate'),
      advocateTelephone: canary('advocate'),
      answeredAt: moment(),
      reason: canary('reason'),
      status: 'ACTIVE',
    }),
  },
};
