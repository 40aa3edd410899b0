import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { startClock, stopClock, type StartedClock } from '../kit/clock';
import type { SubgraphContext } from '../kit/context';
import { insertNew, signal } from '../kit/mutation';
import { startOfDayInLondon } from '../kit/working-days';
import { HOST_AREAS } from './codes/host-areas';
import type { Placement } from './placement';
import { PlacementNotification, type PlacementChange } from './placement-notification';

type Now = Pick<SubgraphContext, 'clocks' | 'now'>;

/** What the recipients of a notice are told of. */
export interface Notice {
  placement: Placement;
  change: PlacementChange;
  recipients: readonly string[];
}

/** Who is told of a placement in an area: its council, unless that places the child itself, and its police force. */
export function recipientsIn(hostAreaCode: string, ownerId: string): string[] {
  const area = HOST_AREAS.get(hostAreaCode);
  if (area === undefined) return [];
  return [area.councilId, area.forceId].filter((recipient) => recipient !== ownerId);
}

/**
 * Tells every recipient, in the transaction of `manager`, and starts their clocks to acknowledge.
 * INVARIANT: a notification is marked as its placement is, so that it tells nobody what the placement conceals.
 */
export async function notify(manager: EntityManager, now: Now, notice: Notice): Promise<void> {
  const { placement, change, recipients } = notice;
  const { subjectId, ownerId, handling } = placement;
  const isTold = handling !== 'HIDDEN';
  const told = noticeClock(now, notice);
  const stopped = isTold ? stopClock(told, now.now) : told;
  const receipt = startClock(now.clocks, 'PLACEMENT_ACKNOWLEDGE', now.now);
  for (const recipientId of recipients) {
    const record = await insertNew(manager, PlacementNotification, {
      id: randomUUID(),
      subjectId,
      ownerId,
      handling,
      placementId: placement.id,
      recipientId,
      change,
      sentAt: now.now,
      reminders: 0,
      clockRule: receipt.rule,
      clockStartedAt: receipt.startedAt,
      clockDueAt: receipt.dueAt,
      clockCalendar: receipt.calendar,
      noticeRule: stopped.rule,
      noticeStartedAt: stopped.startedAt,
      noticeDueAt: stopped.dueAt,
      noticeStoppedAt: stopped.stoppedAt,
      noticeCalendar: stopped.calendar,
    });
    await signal(manager, { event: { type: 'PLACEMENT_NOTIFIED', category: 'PLACEMENT' }, record, at: now.now });
  }
}

/** The time limit for telling: SI 2010/959 regulation 13(1) for the start of a placement, 14(4) for its end. */
function noticeClock({ clocks }: Now, { placement, change }: Notice): StartedClock {
  if (change === 'ENDED') return startClock(clocks, 'PLACEMENT_ENDED', startOfDayInLondon(placement.endedOn ?? ''));
  const rule = placement.emergency ? 'PLACEMENT_NOTIFY_EMERGENCY' : 'PLACEMENT_NOTIFY';
  return startClock(clocks, rule, startOfDayInLondon(placement.startedOn));
}
