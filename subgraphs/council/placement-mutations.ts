import { Arg, Args, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { notFound, requireOwn } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { isId } from '../kit/fields';
import { findForChange, insertNew, mutate, signal } from '../kit/mutation';
import { anId, refuseFaults } from '../kit/mutation-faults';
import { wakeReaders } from '../kit/outbox';
import { requireKnownChild } from './known-child';
import { Placement } from './placement';
import {
  endFaults,
  EndPlacementArguments,
  placementFaults,
  RecordPlacementInput,
  type PlacementEnd,
} from './placement-inputs';
import { PlacementNotification } from './placement-notification';
import { notify, recipientsIn } from './placement-notices';
import { findAreaOfPostcode, parsePostcode } from './postcodes';

@Resolver()
export class PlacementMutationsResolver {
  @Mutation(() => Placement, {
    description:
      'Records where the council places a child that it keeps a profile of or is involved with. The council and the police force of the host area are told at once.',
  })
  async recordPlacement(
    @Arg('input', () => RecordPlacementInput) input: RecordPlacementInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Placement> {
    const placement = await mutate(context, {
      name: 'recordPlacement',
      agency: 'COUNCIL',
      input,
      idempotencyKey,
      faults: placementFaults(input, context.now),
      entity: Placement,
      write: (manager, id) => place(manager, context, { id, input }),
    });
    void wakeReaders(context.manager.connection);
    return placement;
  }

  @Mutation(() => Placement, {
    description: 'Ends a placement of the own council; whoever was told of it is told again.',
  })
  async endPlacement(
    @Args(() => EndPlacementArguments) args: EndPlacementArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<Placement> {
    const { idempotencyKey, ...input } = args;
    const placement = await mutate(context, {
      name: 'endPlacement',
      agency: 'COUNCIL',
      input,
      idempotencyKey,
      faults: endFaults(input, context.now),
      entity: Placement,
      recordId: input.placementId,
      write: (manager) => end(manager, context, input),
    });
    void wakeReaders(context.manager.connection);
    return placement;
  }

  @Mutation(() => PlacementNotification, {
    description:
      'Acknowledges a notification that was sent to the own organisation. That of a HIDDEN placement, which the hub shows to nobody else, is the placing council’s to record once it has told the recipient itself.',
  })
  async acknowledgePlacement(
    @Arg('notificationId', () => ID) notificationId: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PlacementNotification> {
    const notification = await mutate(context, {
      name: 'acknowledgePlacement',
      agency: ['POLICE', 'COUNCIL'],
      // An acknowledgement says that somebody has read it: no system can say so.
      recorders: ['PRACTITIONER', 'SUPERVISOR'],
      input: { notificationId },
      idempotencyKey,
      faults: anId('notificationId', notificationId),
      entity: PlacementNotification,
      recordId: notificationId,
      write: (manager) => acknowledge(manager, context, notificationId),
    });
    void wakeReaders(context.manager.connection);
    return notification;
  }
}

async function place(
  manager: EntityManager,
  context: SubgraphContext,
  { id, input }: { id: string; input: RecordPlacementInput },
): Promise<Placement> {
  const ownerId = context.principal.organisation;
  const { childId, hostArea, emergency, handling, ...said } = input;
  await requireKnownChild(manager, context, childId);
  const postcode = parsePostcode(said.postcode) ?? said.postcode;
  await requireAgreement(manager, { hostArea, postcode });
  const placement = await insertNew(manager, Placement, {
    ...said,
    id,
    subjectId: childId,
    ownerId,
    handling: handling ?? 'OPEN',
    postcode,
    hostAreaCode: hostArea,
    outOfArea: hostArea !== ownerId,
    emergency: emergency ?? false,
  });
  await notify(manager, context, { placement, change: 'STARTED', recipients: recipientsIn(hostArea, ownerId) });
  return placement;
}

/** A wrong area would leave the right council and force untold. Where the table does not know the postcode, the word holds. */
async function requireAgreement(manager: EntityManager, of: { hostArea: string; postcode: string }): Promise<void> {
  const area = await findAreaOfPostcode(manager, of.postcode);
  if (area === null || area.code === of.hostArea) return;
  refuseFaults([
    { at: 'input.hostArea', expected: 'the area in which the postcode lies' },
    { at: 'input.postcode', expected: 'a postcode in the host area' },
  ]);
}

async function end(manager: EntityManager, context: SubgraphContext, input: PlacementEnd): Promise<Placement> {
  const { placementId, endedOn, reason } = input;
  const placement = requireOwn(context.principal, await findForChange(manager, Placement, placementId), 'placementId');
  const hasEnded = { at: 'placementId', expected: 'a placement that has not ended' };
  refuseFaults([
    ...(placement.endedOn === null ? [] : [hasEnded]),
    ...(endedOn < placement.startedOn ? [{ at: 'endedOn', expected: 'a date not before its start' }] : []),
  ]);
  const ended = { endedOn, endReason: reason };
  await manager.update(Placement, { id: placementId }, ended);
  Object.assign(placement, ended);
  const recipients = await findRecipients(manager, placement);
  await notify(manager, context, { placement, change: 'ENDED', recipients });
  return placement;
}

/** Whoever was told of the placement; of one that came by a load without notifications, whoever should have been. */
async function findRecipients(manager: EntityManager, placement: Placement): Promise<string[]> {
  const rows = await manager.query<{ recipient_id: string }[]>(
    'select distinct recipient_id from placement_notifications where placement_id = $1 order by recipient_id',
    [placement.id],
  );
  if (rows.length > 0) return rows.map((row) => row.recipient_id);
  return placement.hostAreaCode === null ? [] : recipientsIn(placement.hostAreaCode, placement.ownerId);
}

async function acknowledge(
  manager: EntityManager,
  { principal, now }: SubgraphContext,
  id: string,
): Promise<PlacementNotification> {
  const found = isId(id) ? await findForChange(manager, PlacementNotification, id) : null;
  // INVARIANT: to everybody but its reader a notification is as if it had never been sent.
  if (found === null || readerOf(found) !== principal.organisation) throw notFound('notificationId');
  if (found.acknowledgedAt !== null) return found;
  const receipt = {
    acknowledgedAt: now,
    acknowledgedBy: principal.name ?? principal.subject,
    clockStoppedAt: found.clockStoppedAt ?? now,
    noticeStoppedAt: found.noticeStoppedAt ?? now,
  };
  await manager.update(PlacementNotification, { id }, receipt);
  const record = Object.assign(found, receipt);
  await signal(manager, { event: { type: 'PLACEMENT_ACKNOWLEDGED', category: 'PLACEMENT' }, record, at: now });
  return record;
}

/** Who is shown a notification, and so can acknowledge it. */
function readerOf({ handling, ownerId, recipientId }: PlacementNotification): string {
  return handling === 'HIDDEN' ? ownerId : recipientId;
}
