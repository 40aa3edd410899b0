import { ClockReferenceResolver } from '../kit/clock-reference';
import type { Subgraph } from '../kit/subgraph';
import { Assessment } from './assessment';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { CouncilProfile } from './council-profile';
import { InterviewMutationsResolver } from './interview-mutations';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { MissingEpisode, missingEpisodeByKey, MissingEpisodeResolver } from './missing-episode';
import { OVERDUE_KINDS } from './overdue-kinds';
import { Placement } from './placement';
import { PlacementResolver } from './placement-fields';
import { PlacementMutationsResolver } from './placement-mutations';
import { PlacementNotification } from './placement-notification';
import { PlacementNotificationsResolver } from './placement-notifications';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';
import { ReferralResolver } from './referral-fields';
import { ReferralsResolver } from './referrals';
import { ReturnHomeInterview } from './return-home-interview';
import { SocialCareEpisode } from './social-care-episode';

const RECORDS = [
  CouncilProfile,
  SocialCareEpisode,
  Assessment,
  Placement,
  PlacementNotification,
  Referral,
  ReferralChallenge,
  ReturnHomeInterview,
];

export const COUNCIL: Subgraph = {
  sector: 'council',
  schema: {
    resolvers: [
      ChildResolver,
      MissingEpisodeResolver,
      InterviewMutationsResolver,
      PlacementResolver,
      PlacementMutationsResolver,
      PlacementNotificationsResolver,
      ReferralResolver,
      ReferralsResolver,
      ClockReferenceResolver,
    ],
    records: RECORDS,
    references: { Child: childById, MissingEpisode: missingEpisodeByKey },
    orphans: [Child, MissingEpisode],
  },
  entities: RECORDS,
  migrations: MIGRATIONS,
  loads: LOADS,
  overdue: OVERDUE_KINDS,
};
