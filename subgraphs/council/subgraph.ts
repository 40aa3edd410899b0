import { AreaPicture, pictureByCells } from '../kit/area-picture';
import { ClockReferenceResolver } from '../kit/clock-reference';
import type { Subgraph } from '../kit/subgraph';
import { Assessment } from './assessment';
import { CodeReferenceResolver } from './code-reference';
import { ChallengeMutationsResolver } from './challenge-mutations';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { CouncilProfile } from './council-profile';
import { InterviewMutationsResolver } from './interview-mutations';
import { DecideReferralResolver } from './decide-referral';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { MissingEpisode, missingEpisodeByKey, MissingEpisodeResolver } from './missing-episode';
import { OVERDUE_KINDS } from './overdue-kinds';
import { AreaPictureResolver } from './picture';
import { Placement } from './placement';
import { PlacementResolver } from './placement-fields';
import { PlacementMutationsResolver } from './placement-mutations';
import { PlacementNotification } from './placement-notification';
import { PlacementNotificationsResolver } from './placement-notifications';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';
import { ReferralResolver } from './referral-fields';
import { ReferralSourceOf } from './referral-source';
import { ReferralsResolver } from './referrals';
import { ReturnHomeInterview } from './return-home-interview';
import { SocialCareEpisode } from './social-care-episode';
import { SubmitReferralResolver } from './submit-referral';

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
      AreaPictureResolver,
      ChildResolver,
      MissingEpisodeResolver,
      InterviewMutationsResolver,
      PlacementResolver,
      PlacementMutationsResolver,
      PlacementNotificationsResolver,
      ReferralResolver,
      ReferralsResolver,
      SubmitReferralResolver,
      DecideReferralResolver,
      ChallengeMutationsResolver,
      ClockReferenceResolver,
      CodeReferenceResolver,
    ],
    records: RECORDS,
    references: { Child: childById, AreaPicture: pictureByCells, MissingEpisode: missingEpisodeByKey },
    orphans: [Child, AreaPicture, MissingEpisode],
  },
  givesReceipts: true,
  entities: [...RECORDS, ReferralSourceOf],
  migrations: MIGRATIONS,
  loads: LOADS,
  overdue: OVERDUE_KINDS,
};
