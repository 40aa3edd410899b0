import type { OverdueKind } from '../kit/overdue';
import { escalateChallenge } from './escalate-challenge';
import { PlacementNotification } from './placement-notification';
import { Referral } from './referral';
import { ReferralChallenge } from './referral-challenge';
import { ReturnHomeInterview } from './return-home-interview';

const referrals: OverdueKind<Referral> = {
  entity: Referral,
  event: { type: 'REFERRAL_OVERDUE', category: 'REFERRAL' },
  clockOf: (record) => record.times,
};

const challenges: OverdueKind<ReferralChallenge> = {
  entity: ReferralChallenge,
  event: { type: 'REFERRAL_OVERDUE', category: 'REFERRAL' },
  clockOf: (record) => record.times,
  onOverdue: escalateChallenge,
};

const notifications: OverdueKind<PlacementNotification> = {
  entity: PlacementNotification,
  event: { type: 'PLACEMENT_OVERDUE', category: 'PLACEMENT' },
  clockOf: (record) => record.times,
};

const interviews: OverdueKind<ReturnHomeInterview> = {
  entity: ReturnHomeInterview,
  event: { type: 'INTERVIEW_OVERDUE', category: 'MISSING' },
  clockOf: (record) => record.times,
};

export const OVERDUE_KINDS: readonly OverdueKind[] = [referrals, challenges, notifications, interviews];
