import { startClock } from '../kit/clock';
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

const PLACEMENT_OVERDUE = { type: 'PLACEMENT_OVERDUE', category: 'PLACEMENT' } as const;

/** Unacknowledged in time: a reminder, and as long again until it is escalated. */
const notifications: OverdueKind<PlacementNotification> = {
  entity: PlacementNotification,
  event: PLACEMENT_OVERDUE,
  clockOf: (record) => record.times,
  async onOverdue({ manager, record, clocks, now }) {
    const { dueAt: escalationDueAt } = startClock(clocks, 'PLACEMENT_ACKNOWLEDGE', now);
    await manager.update(
      PlacementNotification,
      { id: record.id },
      { reminders: record.reminders + 1, escalationDueAt },
    );
  },
};

/** Still unacknowledged after the reminder. */
const remindedNotifications: OverdueKind<PlacementNotification> = {
  entity: PlacementNotification,
  event: PLACEMENT_OVERDUE,
  again: 'escalationDueAt',
  clockOf: (record) => ({ ...record.times, startedAt: record.clockDueAt, dueAt: record.escalationDueAt }),
  async onOverdue({ manager, record, now }) {
    const escalation = { reminders: record.reminders + 1, escalatedAt: now };
    await manager.update(PlacementNotification, { id: record.id }, escalation);
  },
};

const interviews: OverdueKind<ReturnHomeInterview> = {
  entity: ReturnHomeInterview,
  event: { type: 'INTERVIEW_OVERDUE', category: 'MISSING' },
  clockOf: (record) => record.times,
};

export const OVERDUE_KINDS: readonly OverdueKind[] = [
  referrals,
  challenges,
  notifications,
  remindedNotifications,
  interviews,
];
